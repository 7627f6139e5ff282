"""Fixtures that integration tests share."""

from tests.integration.filedb import database_template, file_database

__all__ = ["database_template", "file_database"]
