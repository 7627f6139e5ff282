"""How a person wishes to review."""

from typing import Final

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

USUAL_LIMIT: Final = 20
MOST_A_DAY: Final = 200


class ReviewPlan(models.Model):
    """How many reviews a day, and where the day begins. Without one, the usual and UTC."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="review_plan"
    )
    daily_limit = models.PositiveSmallIntegerField(
        default=USUAL_LIMIT, validators=[MinValueValidator(1), MaxValueValidator(MOST_A_DAY)]
    )
    # A name of the time zone database; empty for UTC that nobody chose.
    zone = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="review_plan_limit_in_range",
                condition=Q(daily_limit__gte=1, daily_limit__lte=MOST_A_DAY),
            ),
        ]

    def __str__(self) -> str:
        return f"review plan {self.pk}"


class SetAside(models.Model):
    """A case that a person is not asked about in reviews, whatever its cards say."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="set_aside")
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "case"], name="set_aside_once"),
        ]

    def __str__(self) -> str:
        return f"set aside {self.pk}"
