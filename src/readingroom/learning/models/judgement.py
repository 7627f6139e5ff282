"""What someone made of an answer that no rule can judge. Rows are added, never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from readingroom.kernel.ids import new_key
from readingroom.learning.models.answer import MOST_TOKEN, ItemAnswer
from readingroom.learning.models.written_once import WrittenOnce


class Judge(models.TextChoices):
    """Who judged."""

    SELF = "self", "The learner"
    TEACHER = "teacher", "A teacher"


class ItemJudgement(WrittenOnce):
    """One marking of one answer by the rubric of its item, observation and interpretation apart.

    The learner's own and a teacher's stand side by side; the newest of each counts.
    """

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    answer = models.ForeignKey(ItemAnswer, models.CASCADE, related_name="judgements")
    by = models.CharField(max_length=10, choices=Judge.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="item_judgements", null=True
    )
    token = models.CharField(max_length=MOST_TOKEN)
    # Places of the criteria that were met, counted from 0.
    met = models.JSONField()
    # Shares from 0 to 1; None where the rubric has no line of that kind.
    observation = models.FloatField(null=True)
    interpretation = models.FloatField(null=True)
    score = models.FloatField()
    is_passed = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "token"], name="item_judgement_token_once"),
            models.CheckConstraint(
                name="item_judgement_score_in_range", condition=Q(score__gte=0, score__lte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"judgement {self.pk}"
