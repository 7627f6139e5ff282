"""What someone says of themselves, and what they want to be told of.

How they sign in, their tokens, taking everything along and leaving are not here: each asks on a
page for another proof of who it is.
"""

from typing import Final

from django.http import HttpRequest

from readingroom.accounts.models import NoticeKind, Person
from readingroom.accounts.services.notices import Wanted, choices_of, choose_notices, kinds_for
from readingroom.accounts.services.profile import Profile, language_of, save_profile
from readingroom.api.asking import now, person_of
from readingroom.api.routes import OWN
from readingroom.api.shapes_own import ChoiceOut, ChoicesIn, ChoicesOut, ProfileIn, ProfileOut
from readingroom.kernel.errors import InvalidInput

_ADDRESS: Final = "/own/profile"
_CHOICES: Final = "/own/notices/choices"


@OWN.get(_ADDRESS, "profile", ProfileOut)
def show(request: HttpRequest) -> ProfileOut:
    """One's own lines, and what an administrator said."""
    return _told(person_of(request))


@OWN.put(_ADDRESS, "change_profile", ProfileOut)
def change(request: HttpRequest, body: ProfileIn) -> ProfileOut:
    """Set one's own lines; what is wrong is told by its field, and then nothing is kept."""
    return _told(save_profile(person_of(request), Profile(**body.dict()), now=now()))


@OWN.get(_CHOICES, "notice_choices", ChoicesOut)
def list_choices(request: HttpRequest) -> ChoicesOut:
    """Of what one is told on the page, and of what by mail."""
    return _choices(person_of(request))


@OWN.put(_CHOICES, "choose_notices", ChoicesOut)
def choose(request: HttpRequest, body: ChoicesIn) -> ChoicesOut:
    """Choose anew; kinds that are left out stay as they are."""
    person = person_of(request)
    known = {kind.value: kind for kind in kinds_for(person)}
    wanted: dict[NoticeKind, Wanted] = {}
    for one in body.items:
        if one.kind not in known:
            raise InvalidInput("There is no such kind of news for you. Ask for the choices first.")
        wanted[known[one.kind]] = Wanted(on_page=one.on_page, by_mail=one.by_mail)
    choose_notices(person, wanted)
    return _choices(person)


def _choices(person: Person) -> ChoicesOut:
    choices = choices_of(person)
    return ChoicesOut(
        items=[
            ChoiceOut(kind=kind, on_page=choices[kind].on_page, by_mail=choices[kind].by_mail)
            for kind in kinds_for(person)
        ]
    )


def _told(person: Person) -> ProfileOut:
    return ProfileOut(
        username=person.username,
        email=person.email,
        role=person.role,
        institution=person.institution.name if person.institution else "",
        name=person.name,
        title=person.title,
        credit_line=person.credit_line,
        orcid=person.orcid,
        language=language_of(person).value,
        time_zone=person.time_zone,
    )
