import json
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Person
from readingroom.cases.access import listed_cases, listing_marks, marks_held_by
from readingroom.cases.models import Case, State, Visibility
from readingroom.cases.services.publish import publish_case, retire_case
from readingroom.cases.services.revise import save_revision
from readingroom.kernel.errors import InvalidInput, Unavailable
from readingroom.search.engines.base import Ask
from readingroom.search.finding import Finding, Wish, find, scope_of
from readingroom.search.follow import follow_once
from readingroom.search.index import (
    catch_up,
    current_engine,
    differences,
    mark_differences,
    rebuild,
    vocabulary,
)
from readingroom.search.models import PendingCase
from tests.factories.cases import NOON, make_case, make_document
from tests.factories.people import Role, alone, amara, ben, chiara, dev, make_person

pytestmark = pytest.mark.django_db
PUBLIC = {"state": State.PUBLISHED, "visibility": Visibility.PUBLIC}


def search(text: str, actor: Actor | None = None, **wish: object) -> Finding:
    engine = current_engine()
    assert engine is not None
    actor = actor or AnonymousUser()
    scope = scope_of(actor, hide=bool(wish.get("hide")))
    return find(engine, vocabulary(), scope, Wish(text=text, **wish))  # type: ignore[arg-type]  # as named


def keys(found: Finding) -> set[int]:
    return set(found.answer.hits)


def test_what_is_published_is_found_once_the_index_followed() -> None:
    rebuild()
    case = make_case(**PUBLIC)
    before = search("oedema").answer.total

    catch_up()

    assert before == 0
    assert keys(search("edema")) == {case.pk}
    assert not PendingCase.objects.exists()


def test_what_is_retired_is_found_no_more_from_that_moment_on() -> None:
    case = make_case(**PUBLIC)
    rebuild()

    retire_case(case_key=case.key, actor=dev(), now=NOON)

    assert search("oedema").answer.total == 0
    catch_up()
    assert search("oedema").answer.total == 0
    assert differences().all == frozenset()


def test_a_case_published_anew_is_found_by_its_new_words_alone() -> None:
    case = make_case(**PUBLIC)
    rebuild()
    save_revision(
        case=case, document=make_document(title="Discitis"), author=amara(), note="", now=NOON
    )
    catch_up()
    assert search("metastases").answer.total == 1

    publish_case(case_key=case.key, actor=dev(), visibility=Visibility.PUBLIC, now=NOON)
    catch_up()

    assert (search("metastases").answer.total, search("discitis").answer.total) == (0, 1)


def test_a_search_lists_what_the_library_lists_and_nothing_else() -> None:
    for state in State:
        for visibility in Visibility:
            for owner in (amara(), chiara(), alone_author()):
                _force(make_case(owner=owner), state, visibility)
    rebuild()

    for actor in (AnonymousUser(), alone(), amara(), ben(), chiara(), dev()):
        allowed = set(listed_cases(actor).values_list("pk", flat=True))
        found = search("", actor, limit=500)
        assert keys(found) == allowed
        assert found.total == found.answer.total == len(allowed)
        marked = {c.pk for c in Case.objects.all() if set(listing_marks(c)) & marks_held_by(actor)}
        assert marked == allowed


def alone_author() -> Person:
    return make_person("author alone", Role.CONTRIBUTOR, institution=None)


def _force(case: Case, state: State, visibility: Visibility) -> None:
    """Any state with any visibility, whether the services would allow it or not."""
    Case.objects.filter(pk=case.pk).update(
        state=state,
        visibility=visibility,
        published_revision=case.draft_revision,
        published_at=None if state == State.DRAFT else NOON,
        retired_at=NOON if state == State.RETIRED else None,
    )


def test_the_words_of_drafts_and_of_others_cases_are_in_no_count_and_no_completion() -> None:
    make_case(**PUBLIC)
    make_case(title="Xanthogranuloma", tags=["Xanthoma"])
    make_case(
        title="Xanthoastrocytoma",
        systems=["chest"],
        state=State.PUBLISHED,
        visibility=Visibility.INSTITUTION,
    )
    rebuild()
    engine = current_engine()
    assert engine is not None

    for text in ("xanthogranuloma", "xanthoma", "xanthoastrocytoma", "xanthogranulomas"):
        found = search(text)
        assert (found.answer.total, found.corrected) == (0, "")
    assert search("").answer.counts["system"] == {"spine": 1}
    assert engine.completions("xanth", scope_of(AnonymousUser(), hide=False), 10) == ()
    assert search("xanthoastrocytoma", ben()).answer.total == 1
    assert engine.completions("xanth", scope_of(ben(), hide=False), 10) == (
        ("xanthoastrocytoma", 1),
    )


def test_an_index_is_made_anew_from_nothing_and_replaces_the_old(fresh_index: Path) -> None:
    make_case(**PUBLIC)
    rebuild()
    first = json.loads((fresh_index / "current.json").read_text())["folder"]

    rebuild()

    assert search("neck pain").answer.total == 1
    assert not (fresh_index / first).exists()


def test_a_change_while_the_index_is_made_anew_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case(**PUBLIC)

    def tell(_done: int) -> None:
        retire_case(case_key=case.key, actor=dev(), now=NOON)

    rebuild(tell)

    assert search("").answer.total == 0
    assert differences().all == frozenset()


def test_marks_stay_until_the_index_has_the_change(monkeypatch: pytest.MonkeyPatch) -> None:
    rebuild()
    make_case(**PUBLIC)
    engine = current_engine()
    assert engine is not None
    with monkeypatch.context() as cut:
        cut.setattr(type(engine), "apply", _killed)
        with pytest.raises(KeyboardInterrupt):
            catch_up()
    assert PendingCase.objects.count() == 1

    catch_up()

    assert search("neck").answer.total == 1


def _killed(*_args: object) -> None:
    raise KeyboardInterrupt


def test_what_no_mark_tells_of_is_noticed_by_comparing() -> None:
    rebuild()
    make_case(**PUBLIC)
    PendingCase.objects.all().delete()
    assert len(differences().absent) == 1

    follow_once(compare=True)

    assert differences().all == frozenset()
    assert search("neck").answer.total == 1


def test_another_vocabulary_makes_the_index_anew(own_data: Path) -> None:
    make_case(**PUBLIC, title="Wolkenkuckucksheim of C5")
    rebuild()
    (own_data / "vocabulary.txt").write_text("cloud home = wolkenkuckucksheim, CCL\n")

    follow_once(compare=True)

    assert search("CCL").answer.total == 1


def test_a_vocabulary_that_cannot_be_read_says_which_line(own_data: Path) -> None:
    (own_data / "vocabulary.txt").write_text("nothing\n")

    with pytest.raises(InvalidInput, match="Line 1"):
        rebuild()


def test_without_an_index_there_is_a_way_to_one() -> None:
    with pytest.raises(Unavailable, match="search rebuild"):
        catch_up()


def test_a_damaged_index_is_as_none_and_is_made_anew(fresh_index: Path) -> None:
    make_case(**PUBLIC)
    rebuild()
    folder = fresh_index / json.loads((fresh_index / "current.json").read_text())["folder"]
    for file in folder.iterdir():
        file.unlink()

    assert current_engine() is None
    follow_once(compare=False)
    assert search("neck").answer.total == 1


def test_the_command_makes_and_checks_the_index(capsys: pytest.CaptureFixture[str]) -> None:
    make_case(**PUBLIC)
    call_command("search", "rebuild")
    call_command("search", "check")
    said = capsys.readouterr().out

    assert "holds 1 case" in said
    assert "says what the library says" in said
    Case.objects.update(visibility=Visibility.PRIVATE)
    with pytest.raises(CommandError, match="1 outdated"):
        call_command("search", "check")
    assert mark_differences() == 1


def test_counts_are_of_what_the_other_facets_leave() -> None:
    make_case(**PUBLIC, difficulty="primary", systems=["chest"])
    make_case(**PUBLIC, difficulty="advanced", systems=["chest"])
    make_case(**PUBLIC, difficulty="advanced", systems=["spine"])
    rebuild()

    found = search("", chosen={"difficulty": ("advanced",)})

    assert found.answer.counts["difficulty"] == {"primary": 1, "advanced": 2}
    assert found.answer.counts["system"] == {"chest": 1, "spine": 1}
    both = {"difficulty": ("advanced", "primary"), "system": ("chest",)}
    assert search("", chosen=both).answer.total == 2


def test_an_ask_beyond_the_last_page_is_empty_and_counts_all_the_same() -> None:
    make_case(**PUBLIC)
    rebuild()
    engine = current_engine()
    assert engine is not None

    answer = engine.answer(Ask(scope_of(AnonymousUser(), hide=False), start=24))

    assert (answer.total, answer.hits) == (1, ())
