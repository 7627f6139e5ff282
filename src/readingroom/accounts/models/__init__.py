"""One model per file."""

from readingroom.accounts.models.api_token import FOR_ADMINISTRATORS, ApiToken, Scope
from readingroom.accounts.models.institution import Institution, Reach
from readingroom.accounts.models.invitation import Invitation
from readingroom.accounts.models.notice import Notice
from readingroom.accounts.models.notice_choices import NoticeChoices, NoticeKind
from readingroom.accounts.models.person import Person, Role
from readingroom.accounts.models.sign_in_link import SignInLink
from readingroom.accounts.models.writing_export import ExportState, WritingExport

__all__ = [
    "FOR_ADMINISTRATORS",
    "ApiToken",
    "ExportState",
    "Institution",
    "Invitation",
    "Notice",
    "NoticeChoices",
    "NoticeKind",
    "Person",
    "Reach",
    "Role",
    "Scope",
    "SignInLink",
    "WritingExport",
]
