"""The thin glue to Django: jobs, the audit log, domain events, safe HTML."""
