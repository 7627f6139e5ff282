"""One line of the audit log."""

from typing import NoReturn

from django.db import models

from readingroom.kernel.ids import new_key


class AppendOnly(models.QuerySet["AuditRecord"]):
    """Rows that are written once: no bulk change, no bulk removal."""

    def update(self, **_values: object) -> NoReturn:
        """Refuse.

        Raises:
            TypeError: always.
        """
        raise TypeError("The audit log is only ever added to.")

    def delete(self) -> NoReturn:
        """Refuse.

        Raises:
            TypeError: always.
        """
        raise TypeError("The audit log is only ever added to.")


class AuditRecord(models.Model):
    """Who did what to which thing, when: keys and codes, never a value.

    Written by ``infra.audit`` alone. A trigger in the database refuses changes; ``link`` binds
    the line to the one before it (``infra.chain``), so that ``infra.audit_proof`` finds those
    that were made all the same.
    """

    number = models.BigIntegerField(unique=True)
    link = models.CharField(max_length=64)

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    action = models.CharField(max_length=64)
    actor = models.CharField(max_length=36, blank=True)
    subject = models.CharField(max_length=64)
    codes = models.JSONField(default=dict)
    at = models.DateTimeField()

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject", "id"], name="audit_subject"),
            models.Index(fields=["action", "id"], name="audit_action"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
