"""What a person answered to one item. Rows are added, never changed."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q

from readingroom.kernel.ids import new_key
from readingroom.learning.models.written_once import WrittenOnce

MOST_TOKEN: Final = 64


class Source(models.TextChoices):
    """Where an item was asked."""

    PRACTICE = "practice", "Practice"
    UNKNOWN = "unknown", "Unknown"
    REVIEW = "review", "Review"
    PLAYLIST = "playlist", "Playlist"
    EXAM = "exam", "Exam"


class ItemAnswer(WrittenOnce):
    """One answer to one version of one item.

    When the case is erased, the answer stays with what it scored, without a word of either.
    """

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="item_answers", null=True
    )
    case_key = models.UUIDField(db_index=True)
    revision = models.ForeignKey(
        "cases.Revision", models.SET_NULL, related_name="item_answers", null=True
    )
    item = models.CharField(max_length=64)
    item_version = models.CharField(max_length=16)
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=10, choices=Source.choices)
    # The opaque key of the sitting that it belongs to; empty for practice.
    context = models.CharField(max_length=64, blank=True)
    # How many times this person answered this item, from 1: a second answer knows the first.
    number = models.PositiveIntegerField()
    token = models.CharField(max_length=MOST_TOKEN)
    given = models.JSONField()
    certainty = models.PositiveSmallIntegerField(null=True)
    # None until someone has judged it: see ItemJudgement.
    score = models.FloatField(null=True)
    marks = models.SmallIntegerField(null=True)
    is_right = models.BooleanField(null=True)
    # What the judging found, in numbers: which targets, which accepted name.
    detail = models.JSONField(default=dict)
    # From the page that asked to the answer, by the server's clock.
    seconds = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["person", "case_key", "item"], name="item_answer_of_person"),
            models.Index(fields=["revision", "item"], name="item_answer_of_revision"),
            models.Index(fields=["context"], name="item_answer_of_context"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "case_key", "item", "number"], name="item_answer_number_once"
            ),
            models.UniqueConstraint(fields=["person", "token"], name="item_answer_token_once"),
            # In a sitting an item is answered once; practice may go on.
            models.UniqueConstraint(
                fields=["person", "context", "case_key", "item"],
                condition=~Q(context=""),
                name="item_answer_once_in_sitting",
            ),
            models.CheckConstraint(
                name="item_answer_certainty_known",
                condition=Q(certainty__isnull=True) | Q(certainty__gte=1, certainty__lte=3),
            ),
            models.CheckConstraint(
                name="item_answer_score_in_range",
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
