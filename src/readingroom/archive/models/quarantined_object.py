"""One received file on its way through the route."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from readingroom.archive.states import ObjectState
from readingroom.kernel.ids import new_key


class QuarantinedObject(models.Model):
    """One file of a submission: where it stands, and why.

    It holds no name, path, UID or date of the file: an ordinal within the submission and keyed
    digests, from which nothing can be read. Only ``archive`` touches this model.
    """

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    submission = models.ForeignKey("archive.Submission", models.CASCADE, related_name="objects_in")
    ordinal = models.PositiveIntegerField()
    size_bytes = models.BigIntegerField()
    byte_digest = models.CharField(max_length=64)
    patient = models.ForeignKey("archive.Patient", models.PROTECT, related_name="+", null=True)
    source_digest = models.CharField(max_length=64, blank=True)
    content_digest = models.CharField(max_length=64, blank=True)
    is_variant = models.BooleanField(default=False)
    series_instance_uid = models.CharField(max_length=64, blank=True)
    state = models.CharField(
        max_length=16,
        choices=[(s.value, s.value) for s in ObjectState],
        default=ObjectState.RECEIVED.value,
    )
    reason_code = models.CharField(max_length=32, blank=True)
    released_codes = models.JSONField(default=list)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["submission_id", "ordinal"]
        indexes = [models.Index(fields=["state", "moved_at"], name="quarantined_state")]
        constraints = [
            models.UniqueConstraint(
                name="quarantined_ordinal_once", fields=["submission", "ordinal"]
            ),
            models.CheckConstraint(
                name="quarantined_state_known",
                condition=Q(state__in=[s.value for s in ObjectState]),
            ),
            models.CheckConstraint(
                name="quarantined_refusal_has_reason",
                condition=~Q(state__in=["held", "rejected"]) | ~Q(reason_code=""),
            ),
            models.CheckConstraint(
                name="quarantined_past_inspection_has_patient",
                condition=Q(state__in=["received", "inspected", "rejected", "duplicate"])
                | Q(patient__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"object {self.key}"
