"""That an author asked for a revision to be published, and what an editor said."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from readingroom.kernel.ids import new_key


class PublicationBasis(models.TextChoices):
    """By what right a case may be shown."""

    CONSENT = "consent", "The patient agreed"
    WAIVER = "waiver", "An ethics committee waived consent"
    RULE = "rule", "A rule of the institution allows it"
    NO_PATIENT = "no-patient", "Nobody was imaged: simulated or phantom"


class Outcome(models.TextChoices):
    """What became of it."""

    OPEN = "open", "In review"
    PUBLISHED = "published", "Published"
    RETURNED = "returned", "Returned"
    WITHDRAWN = "withdrawn", "Taken back by its author"
    RECALLED = "recalled", "Returned after it was published"


class Review(models.Model):
    """One submission of a revision to the editors. At most one of a case is open."""

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="reviews")
    revision = models.ForeignKey("cases.Revision", models.CASCADE, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Empty where a case was published without having been submitted.
    basis = models.CharField(max_length=16, choices=PublicationBasis, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    submitted_at = models.DateTimeField()
    outcome = models.CharField(max_length=16, choices=Outcome, default=Outcome.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    # Codes of `services.reviewing.REASONS`, and the editor's own words.
    reasons = models.JSONField(default=list)
    words = models.CharField(max_length=4000, blank=True)

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(outcome="open"), name="review_open_once"
            ),
            models.CheckConstraint(name="review_outcome_known", condition=Q(outcome__in=Outcome)),
            models.CheckConstraint(
                name="review_basis_known", condition=Q(basis__in=["", *PublicationBasis])
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"
