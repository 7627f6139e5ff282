"""That someone saw in a case what could tell who the patient is."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from readingroom.kernel.ids import new_key


class SeenIn(models.TextChoices):
    """Where it was seen. What was seen is never asked."""

    IMAGES = "images", "In the images"
    WORDS = "words", "In the words"
    BOTH = "both", "In both"


class Judgement(models.TextChoices):
    """What an editor decided."""

    OPEN = "open", "Waits for an editor"
    RESTORED = "restored", "Nothing identifies; open to readers again"
    REDRAFTED = "redrafted", "Taken back to a draft, to be put right"
    ERASURE = "erasure", "Erasing was asked for"


class IdentityReport(models.Model):
    """A report. Someone who is signed in hides the case by it; a visitor calls an editor."""

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="identity_reports")
    # Nobody for a visitor, and for someone whose account is gone.
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    hides = models.BooleanField()
    seen_in = models.CharField(max_length=8, choices=SeenIn)
    series = models.CharField(max_length=64, blank=True)
    slice = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    judgement = models.CharField(max_length=12, choices=Judgement, default=Judgement.OPEN)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    because = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "hides"],
                condition=Q(judgement="open"),
                name="identity_report_open_once",
            ),
            models.CheckConstraint(
                name="identity_report_seen_in_known", condition=Q(seen_in__in=SeenIn)
            ),
            models.CheckConstraint(
                name="identity_report_judged_says_when",
                condition=Q(judgement="open", judged_at=None)
                | (~Q(judgement="open") & Q(judged_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"identity report {self.pk}"
