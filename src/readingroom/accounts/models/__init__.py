"""One model per file."""

from readingroom.accounts.models.api_token import ApiToken
from readingroom.accounts.models.institution import Institution
from readingroom.accounts.models.person import Person, Role
from readingroom.accounts.models.sign_in_link import SignInLink

__all__ = ["ApiToken", "Institution", "Person", "Role", "SignInLink"]
