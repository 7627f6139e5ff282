"""What was said of a place in a case, by those who write and review it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from readingroom.kernel.ids import new_key


class Comment(models.Model):
    """A remark at a place of the working copy, or an answer to one.

    The place is an address of the copy (``stages/e2/findings``; empty for the whole case), the
    passage that was meant, or a slice. A remark may propose other words for its passage.
    Readers of the case never see any of it.
    """

    class Verdict(models.TextChoices):
        """What became of a proposal."""

        NONE = "", "Not decided"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="comments")
    # The remark that this answers; remarks themselves have none.
    thread = models.ForeignKey(
        "self", models.CASCADE, related_name="answers", null=True, blank=True
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.CharField(max_length=4000, blank=True)
    path = models.CharField(max_length=400, blank=True)
    passage = models.TextField(blank=True)
    series = models.CharField(max_length=64, blank=True)
    slice = models.PositiveIntegerField(null=True, blank=True)
    proposal = models.TextField(null=True, blank=True)  # noqa: DJ001  # empty proposes to take out
    verdict = models.CharField(max_length=8, choices=Verdict, default=Verdict.NONE, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="comment_says_something",
                condition=~Q(words="") | Q(proposal__isnull=False),
            ),
            models.CheckConstraint(
                name="comment_answers_stand_where_their_thread_does",
                condition=Q(thread=None) | Q(path="", passage="", series="", proposal=None),
            ),
            models.CheckConstraint(
                name="comment_verdict_of_a_proposal",
                condition=Q(verdict="") | Q(proposal__isnull=False, resolved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"
