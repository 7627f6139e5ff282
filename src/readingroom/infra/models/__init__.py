"""One model per file."""

from readingroom.infra.models.audit_head import AuditHead
from readingroom.infra.models.audit_record import AuditRecord

__all__ = ["AuditHead", "AuditRecord"]
