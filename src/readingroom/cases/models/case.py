"""The identity of a case: whose it is, where it stands, who may see it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from readingroom.kernel.ids import new_key


class State(models.TextChoices):
    """Where a case stands."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    # Someone saw in it who the patient could be: until an editor has judged, nobody reads it.
    HIDDEN = "hidden", "Hidden until an editor has looked"
    RETIRED = "retired", "Retired"


class RetiredBecause(models.TextChoices):
    """Why a case was taken away, as its tombstone says."""

    SUPERSEDED = "superseded", "Another case took its place"
    OUTDATED = "outdated", "It no longer teaches what is known"
    WRONG = "wrong", "Something in it was wrong"
    RIGHTS = "rights", "The right to show it ended"
    OTHER = "other", "Its editors decided so"


class Visibility(models.TextChoices):
    """Who may read a published case."""

    PRIVATE = "private", "Only its author and editors"
    INSTITUTION = "institution", "The author's institution"
    UNLISTED = "unlisted", "Anyone with the address"
    PUBLIC = "public", "Everyone"


class Case(models.Model):
    """One teaching case. What it says is in its revisions; this row says whose it is and where.

    Two pointers select among the revisions: the draft, which its author works on, and the
    published one, which readers see. Editing never disturbs readers.
    """

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    number = models.PositiveIntegerField(unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="cases")
    institution = models.ForeignKey(
        "accounts.Institution", models.PROTECT, related_name="cases", null=True, blank=True
    )
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    visibility = models.CharField(max_length=16, choices=Visibility, default=Visibility.PRIVATE)
    draft_revision = models.ForeignKey(
        "cases.Revision", models.PROTECT, related_name="+", null=True, blank=True
    )
    published_revision = models.ForeignKey(
        "cases.Revision", models.PROTECT, related_name="+", null=True, blank=True
    )
    # The digest of the folder a case was imported from, so that importing it again is not a copy.
    source_digest = models.CharField(max_length=64, blank=True, db_index=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_because = models.CharField(max_length=12, choices=RetiredBecause, blank=True)

    class Meta:
        ordering = ["-published_at", "-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="case_state_known", condition=Q(state__in=State)),
            models.CheckConstraint(
                name="case_visibility_known", condition=Q(visibility__in=Visibility)
            ),
            models.CheckConstraint(
                name="case_published_says_what_and_when",
                condition=Q(state="draft")
                | Q(published_at__isnull=False, published_revision__isnull=False),
            ),
            models.CheckConstraint(
                name="case_retired_has_time",
                condition=~Q(state="retired")
                | Q(retired_at__isnull=False, retired_at__gte=F("published_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.short_number

    @property
    def short_number(self) -> str:
        """The number people say aloud: ``RR-00001``."""
        return f"RR-{self.number:05d}"
