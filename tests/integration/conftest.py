"""Fixtures that integration tests share."""

from tests.integration.filedb import database_template, file_database
from tests.integration.freshindex import fresh_index

__all__ = ["database_template", "file_database", "fresh_index"]
