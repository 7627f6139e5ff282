"""How allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from readingroom.accounts.models import Institution, Person, Role
from readingroom.accounts.secrets import seal, unseal
from readingroom.infra import audit
from readingroom.kernel.errors import Unavailable

_NAME_LENGTH = 150
_BROKEN = 500
_SILENT = "Your institution does not answer. Try again in a moment, or sign in another way."


class ClosedSignUp(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made on our own pages, by invitation alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never by allauth's form."""
        return False

    def send_notification_mail(self, *_args: Any, **_more: Any) -> None:
        """Nobody is written to about their second proof: addresses are not verified here."""


class SecondProof(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Keys of authenticator apps and recovery codes are kept encrypted."""

    def encrypt(self, text: str) -> str:
        """As the database holds it."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """As it was."""
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        """What an app shows beside the code."""
        return "Reading Room"


class InstitutionSignIn(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """People whom their institution vouches for come in as learners of it."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Setting the institution up is what lets its people in."""
        return True

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Always: there is nothing to ask them."""
        return True

    def get_requests_session(self) -> Any:
        """As allauth's own; where the institution does not answer, the page says so.

        Raises (when it is asked):
            Unavailable: no answer, or one that is none.
        """
        session = super().get_requests_session()
        ask = session.request

        def asked(*args: Any, **options: Any) -> Any:
            try:
                answer = ask(*args, **options)
            except OSError as error:  # every error of requests is of this kind
                raise Unavailable(_SILENT, detail=type(error).__name__) from None
            if answer.status_code >= _BROKEN:
                raise Unavailable(_SILENT, detail=f"status={answer.status_code}")
            return answer

        session.request = asked
        return session

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Person:
        """Take the name, and no address: one that is known here must not tell that it is."""
        person: Person = sociallogin.user
        wanted = str(data.get("username") or "").partition("@")[0]
        person.username = wanted[:_NAME_LENGTH]
        name = data.get("name") or f"{data.get('first_name') or ''} {data.get('last_name') or ''}"
        person.name = " ".join(str(name).split())[:_NAME_LENGTH]
        person.role = Role.LEARNER
        person.institution = _institution_of_provider()
        sociallogin.email_addresses = []
        return person

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Person:
        """Make the account, and write it down."""
        person: Person = super().save_user(request, sociallogin, form)
        audit.record(
            "person.registered",
            subject=person.key,
            at=timezone.now(),  # noqa: TID251  # allauth calls here from its views
            codes={"role": person.role, "by": "institution"},
        )
        return person


def _institution_of_provider() -> Institution | None:
    code = settings.READINGROOM_OIDC_INSTITUTION
    return Institution.objects.filter(code=code).first() if code else None
