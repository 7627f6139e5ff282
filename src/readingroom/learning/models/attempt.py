"""What a person said of a case that was unknown to them. Rows are added, never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from readingroom.kernel.ids import new_key
from readingroom.learning.models.written_once import WrittenOnce


class Attempt(WrittenOnce):
    """One way of a person through one revision of a case.

    When the case is erased, the attempt stays with its result, tied to nothing but its person
    and the key the case had.
    """

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="attempts")
    case_key = models.UUIDField(db_index=True)
    revision = models.ForeignKey(
        "cases.Revision", models.SET_NULL, related_name="attempts", null=True
    )
    # Counted from 1 for each person and case: what is learned by a second go is another thing.
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField()

    class Meta:
        ordering = ["person", "case_key", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "case_key", "number"], name="attempt_number_once"
            ),
            models.CheckConstraint(name="attempt_number_from_1", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"attempt {self.pk}"


class Commit(WrittenOnce):
    """The differential at one stage, in the learner's own words."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="commits")
    # Counted from 0, as the revision orders its stages.
    place = models.PositiveIntegerField()
    token = models.CharField(max_length=64)
    rows = models.JSONField()
    committed_at = models.DateTimeField()

    class Meta:
        ordering = ["attempt", "place"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "place"], name="commit_place_once"),
            models.UniqueConstraint(fields=["attempt", "token"], name="commit_token_once"),
        ]

    def __str__(self) -> str:
        return f"commit {self.pk}"


class Result(WrittenOnce):
    """What a finished attempt was worth, when it was finished. It holds no word of the case."""

    attempt = models.OneToOneField(Attempt, models.CASCADE, related_name="result")
    outcome = models.FloatField(null=True)
    # Place, value and best possible value of each stage that was judged.
    closeness = models.JSONField()
    finished_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="result_outcome_in_range",
                condition=Q(outcome__isnull=True) | Q(outcome__gte=0, outcome__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"result {self.pk}"
