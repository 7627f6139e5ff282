"""One model per file."""

from readingroom.infra.models.audit_record import AuditRecord

__all__ = ["AuditRecord"]
