"""The forms about people: what may be typed, and what is said where it can't be."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.template.defaultfilters import pluralize

from readingroom.accounts.models import Institution, Person, Reach, Role
from readingroom.accounts.orcid import read_orcid
from readingroom.accounts.services.api_tokens import scopes_for
from readingroom.accounts.services.invitations import LIFETIME, LIFETIMES
from readingroom.accounts.services.profile import language_names, language_of, zone_names
from readingroom.kernel.errors import InvalidInput

_NO_LIMIT: Final = "never"
TOKEN_LIFETIMES: Final = {"30": "30 days", "90": "90 days", "365": "A year", _NO_LIMIT: "Never"}


INVITATION_DAYS: Final = [
    (str(each.days), f"{each.days} day{pluralize(each.days)}") for each in LIFETIMES
]


class Focusing(forms.Form):
    """A form that, once refused, puts the cursor where the first thing is to be corrected."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, text in getattr(self, "autocomplete", {}).items():
            self.fields[name].widget.attrs["autocomplete"] = text

    def full_clean(self) -> None:
        """Look at what was sent, and say where the cursor goes."""
        super().full_clean()
        self._focus()

    def refuse(self, problems: Mapping[str, str]) -> None:
        """Take over what a service found wrong, by field; under no name for the whole."""
        self.is_valid()
        for name, text in problems.items():
            self.add_error(name if name in self.fields else None, text)
        self._focus()

    def _focus(self) -> None:
        errors = getattr(self, "_errors", None) or {}
        for name, field in self.fields.items():
            field.widget.attrs.pop("autofocus", None)
            if name in errors and not any(
                "autofocus" in f.widget.attrs for f in self._before(name)
            ):
                field.widget.attrs["autofocus"] = True

    def _before(self, name: str) -> list[forms.Field]:
        names = list(self.fields)
        return [self.fields[each] for each in names[: names.index(name)]]


def institution_choices(*, empty: str) -> list[tuple[str, str]]:
    """Every institution by key, after one line for none."""
    return [("", empty), *((str(each.key), each.name) for each in Institution.objects.all())]


def institution_of(key: str) -> Institution | None:
    """What ``institution_choices`` offered."""
    return Institution.objects.filter(key=key).first() if key else None


class PasswordForm(Focusing):
    """A new password, typed twice."""

    autocomplete = {"password": "new-password", "again": "new-password"}
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=1000,
        help_text="At least eight characters, not only digits. A few words make a good one.",
        widget=forms.PasswordInput(render_value=False),
    )
    again = forms.CharField(
        label="Password once more",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(render_value=False),
    )

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        found = super().clean() or {}
        first, second = found.get("password"), found.get("again")
        if first and second and first != second:
            self.add_error("again", "The two passwords differ. Type them again.")
        return found


class JoinForm(PasswordForm):
    """Who comes in by an invitation."""

    autocomplete = {"username": "username", "name": "name", **PasswordForm.autocomplete}
    field_order = ("username", "name", "password", "again")
    username = forms.CharField(
        label="Name to sign in with",
        max_length=150,
        help_text="Letters, digits and @ . + - _ only. Others may see it.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label="Your name", max_length=150, required=False, help_text="As colleagues know you."
    )


class AskForm(Focusing):
    """Who asks for a link to their address."""

    autocomplete = {"email": "email"}
    email = forms.EmailField(label="E-mail address", max_length=254)


class InviteForm(Focusing):
    """Whom an administrator asks in."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        required=False,
        help_text="Leave it out to be shown the link and hand it over yourself.",
    )
    role = forms.ChoiceField(label="Role", choices=Role.choices, initial=Role.LEARNER)
    institution = forms.ChoiceField(label="Institution", required=False)
    days = forms.ChoiceField(
        label="Open for",
        choices=INVITATION_DAYS,
        initial=str(LIFETIME.days),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = institution_choices(empty="None: what is public")
        self.fields["institution"].choices = choices  # type: ignore[attr-defined]  # a choice field


class PersonForm(Focusing):
    """What an administrator decides about someone."""

    role = forms.ChoiceField(label="Role", choices=Role.choices)
    institution = forms.ChoiceField(label="Institution", required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = institution_choices(empty="None")
        self.fields["institution"].choices = choices  # type: ignore[attr-defined]  # a choice field


class InstitutionForm(Focusing):
    """An institution's name, and how far its cases go."""

    name = forms.CharField(label="Name", max_length=200)
    reach = forms.ChoiceField(
        label="Its cases may be opened to", choices=Reach.choices, initial=Reach.PUBLIC
    )


class ProfileForm(Focusing):
    """What someone says of themselves."""

    autocomplete = {"name": "name", "title": "honorific-prefix"}
    name = forms.CharField(label="Name", max_length=150, required=False)
    title = forms.CharField(
        label="Title",
        max_length=80,
        required=False,
        help_text="Such as Dr, or Consultant radiologist.",
    )
    credit_line = forms.CharField(
        label="Credit line",
        max_length=200,
        required=False,
        help_text="How cases name you. Your name, where you leave it out.",
    )
    orcid = forms.CharField(
        label="ORCID iD",
        required=False,
        help_text="Such as 0000-0002-1825-0097, or the whole address.",
        widget=forms.TextInput(attrs={"inputmode": "text", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(
        label="Language you write in",
        required=False,
        help_text="New cases of yours begin in it. Pages are in English.",
    )
    time_zone = forms.ChoiceField(
        label="Time zone", required=False, help_text="In which pages state hours and dates."
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        languages = list(language_names().items())
        zones = [("", "As the library (UTC)"), *((name, name) for name in zone_names())]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]  # a choice field
        self.fields["time_zone"].choices = zones  # type: ignore[attr-defined]  # a choice field

    def clean_orcid(self) -> str:
        """As it is kept."""
        try:
            return read_orcid(str(self.cleaned_data["orcid"]))
        except InvalidInput as error:
            raise forms.ValidationError(error.message) from None

    @classmethod
    def of(cls, person: Person) -> "ProfileForm":
        """As it is kept."""
        names = ("name", "title", "credit_line", "orcid", "time_zone")
        kept = {name: getattr(person, name) for name in names}
        return cls(initial={**kept, "language": language_of(person).value})


class TokenForm(Focusing):
    """A key for a program."""

    label = forms.CharField(
        label="What it is for", max_length=100, help_text="In your words, such as: PACS export."
    )
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )
    days = forms.ChoiceField(
        label="It ends after", choices=list(TOKEN_LIFETIMES.items()), initial="90"
    )

    def __init__(self, *args: Any, person: Person, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(one.value, one.label) for one in scopes_for(person)]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]  # a choice field

    @property
    def lifetime(self) -> timedelta | None:
        """For how long, of a form that is valid."""
        days = self.cleaned_data["days"]
        return None if days == _NO_LIMIT else timedelta(days=int(days))


class LeaveForm(Focusing):
    """Someone who deletes their account."""

    autocomplete = {"username": "off"}
    credit = forms.ChoiceField(
        label="On what you wrote",
        choices=[
            ("keep", "Keep my credit line"),
            ("drop", "Take my name away"),
        ],
        widget=forms.RadioSelect,
        initial="keep",
    )
    username = forms.CharField(label="Type the name you sign in with", max_length=150)

    def __init__(self, *args: Any, person: Person, **more: Any) -> None:
        self.person = person
        super().__init__(*args, **more)

    def clean_username(self) -> str:
        """It is theirs."""
        typed = str(self.cleaned_data["username"]).strip()
        if typed != self.person.username:
            raise forms.ValidationError(f"This is not the same. Yours is {self.person.username}.")
        return typed
