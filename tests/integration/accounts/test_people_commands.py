"""People and institutions, as whoever runs the library adds and changes them at a terminal."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from readingroom.accounts.models import Institution, Person, Role
from readingroom.infra.models import AuditRecord
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict
from tests.factories.people import amara, chiara, dev, make_institution, make_person

Run = Callable[..., str]

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command and return what it printed."""

    def act(*words: str) -> str:
        call_command(*words)
        return capsys.readouterr().out

    return act


def test_a_new_person_has_a_role_an_institution_and_no_password(run: Run) -> None:
    run("institution", "add", "St Elsewhere")

    said = run("person", "add", "nora", "--role", "editor", "--email", "nora@example.org")

    person = Person.objects.get(username="nora")
    assert (person.role, str(person.institution)) == (Role.EDITOR, "St Elsewhere")
    assert (person.email, person.has_usable_password()) == ("nora@example.org", False)
    assert "nora was added, an editor of St Elsewhere." in said
    assert "readingroom sign-in-link nora" in said


@pytest.mark.parametrize("which", ["second-school", "Second School", "second school"])
def test_an_institution_is_found_by_code_and_by_name(run: Run, which: str) -> None:
    make_institution()
    run("institution", "add", "Second School")

    run("person", "add", "nora", "--institution", which)

    assert str(Person.objects.get(username="nora").institution) == "Second School"


def test_where_there_are_several_institutions_one_must_be_named(run: Run) -> None:
    make_institution()
    run("institution", "add", "Second School")

    with pytest.raises(InvalidInput, match="--institution"):
        run("person", "add", "nora")
    with pytest.raises(NotFound, match="institution list"):
        run("person", "add", "nora", "--institution", "third")

    run("person", "add", "root", "--role", "administrator")
    assert Person.objects.get(username="root").institution is None


@pytest.mark.parametrize("name", ["AMARA", "two words", "", "x" * 151])
def test_a_name_that_is_taken_or_none_is_refused(run: Run, name: str) -> None:
    amara()

    with pytest.raises(InvalidInput, match="name"):
        run("person", "add", name)


def test_what_is_no_address_is_refused(run: Run) -> None:
    make_institution()

    with pytest.raises(InvalidInput, match="e-mail"):
        run("person", "add", "nora", "--email", "nora")


def test_the_list_shows_role_institution_and_who_may_not_sign_in(run: Run) -> None:
    dev(), chiara()
    run("person", "deactivate", "dev")

    lines = run("person", "list").splitlines()

    assert [line.split()[:2] for line in lines] == [["chiara", "editor"], ["dev", "editor"]]
    assert "Another hospital" in lines[0]
    assert "may not sign in" in lines[1]


def test_a_role_is_changed_and_the_log_says_so(run: Run) -> None:
    person = amara()

    said = run("person", "role", "Amara", "editor")

    person.refresh_from_db()
    line = AuditRecord.objects.get(action="person.role_changed")
    assert (person.role, said) == (Role.EDITOR, "amara is an editor now.\n")
    assert (line.subject, line.codes) == (
        str(person.key),
        {"from": "contributor", "role": "editor"},
    )


def test_whoever_is_let_go_is_signed_out_and_their_link_ends(run: Run, client: Client) -> None:
    person = dev()
    client.force_login(person)
    link = run("sign_in_link", "dev").strip().removeprefix(settings.READINGROOM_ADDRESS)

    run("person", "deactivate", "dev")

    assert b"Sign out" not in client.get("/").content
    assert client.get(link).status_code == 404
    with pytest.raises(StateConflict, match="activate"):
        run("sign_in_link", "dev")
    run("person", "activate", "dev")
    person.refresh_from_db()
    assert person.is_active


def test_the_last_administrator_stays(run: Run) -> None:
    make_person("root", Role.ADMINISTRATOR)

    for words in (("deactivate", "root"), ("role", "root", "editor")):
        with pytest.raises(StateConflict, match="last administrator"):
            run("person", *words)

    make_person("other", Role.ADMINISTRATOR)
    run("person", "deactivate", "root")
    with pytest.raises(StateConflict, match="last administrator"):
        run("person", "role", "other", "learner")


def test_a_link_signs_in_whoever_it_was_made_for(run: Run, client: Client) -> None:
    dev()

    link = run("sign_in_link", "dev").strip()
    client.post(link.removeprefix(settings.READINGROOM_ADDRESS))

    assert re.search(r"/sign-in/[\w-]{43}/$", link)
    assert client.session["_auth_user_id"] == str(dev().pk)
    with pytest.raises(NotFound, match="nobody of this name"):
        run("sign_in_link", "nobody")


def test_institutions_are_listed_with_their_people(run: Run) -> None:
    assert run("institution", "list") == "There is no institution yet.\n"
    run("institution", "add", "Second  School", "--code", "second")
    run("person", "add", "nora")

    assert run("institution", "list").split(maxsplit=1) == ["second", "Second School, 1 person\n"]


@pytest.mark.parametrize(
    "words", [("second school",), ("Third", "--code", "second-school"), ("Fourth", "--code", "Ö Ü")]
)
def test_a_name_or_code_that_is_taken_or_unfit_is_refused(run: Run, words: tuple[str, ...]) -> None:
    run("institution", "add", "Second School")

    with pytest.raises(InvalidInput, match=r"institution|code"):
        run("institution", "add", *words)
    assert Institution.objects.count() == 1
