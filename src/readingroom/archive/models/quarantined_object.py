"""One received file on its way through the route."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from readingroom.archive.states import Decision, ObjectState
from readingroom.kernel.ids import new_key


class QuarantinedObject(models.Model):
    """One file of a submission: where it stands, and why.

    It holds no name, path, UID or date of the file: an ordinal within the submission and keyed
    digests, from which nothing can be read. Only ``archive`` touches this model.

    A held file has ``reason_codes``, all of them, the first also as ``reason_code``. What a person
    decided waits in ``decision`` until the route takes it and empties the field; until then it
    can be undone. ``mask_boxes`` is what is to be blackened, as ``[frame, x, y, width, height]``
    in pixels from the top left; a frame of null stands for all frames, frames count from 1.
    ``seen_digest`` is a keyed digest of the picture that was shown and the boxes on it.
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
    reason_codes = models.JSONField(default=list)
    released_codes = models.JSONField(default=list)
    mask_boxes = models.JSONField(default=list)
    decision = models.CharField(
        max_length=8, blank=True, choices=[(d.value, d.value) for d in Decision]
    )
    decided_at = models.DateTimeField(null=True)
    seen_digest = models.CharField(max_length=64, blank=True)
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
                name="quarantined_decision_about_held",
                condition=Q(decision="")
                | Q(
                    state="held", decided_at__isnull=False, decision__in=[d.value for d in Decision]
                ),
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

    @property
    def held_for(self) -> tuple[str, ...]:
        """All the reasons it is held for. Rows of earlier versions name one."""
        return tuple(self.reason_codes) or (self.reason_code,)
