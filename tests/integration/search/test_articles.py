"""Articles gather what the library knows of a term, for each reader from what they may see."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from readingroom.accounts.actor import Actor
from readingroom.cases.models import Case, Closure, State, Visibility
from readingroom.cases.services.opening import record_opening
from readingroom.cases.services.publish import publish_case, retire_case
from readingroom.cases.services.revise import save_revision
from readingroom.kernel.errors import InvalidInput, NotFound, NotPermitted
from readingroom.kernel.ids import new_key
from readingroom.search.articles.gathering import gather, mark_ungathered_cases
from readingroom.search.articles.gist import alternatives, look_alikes, what_it_was
from readingroom.search.articles.mentions import Leads, leads_of
from readingroom.search.articles.reading import (
    ArticlePage,
    Reader,
    article_page,
    found_by,
    listing,
)
from readingroom.search.articles.terms import Kind
from readingroom.search.articles.writing import (
    ArticleChanged,
    new_term,
    restore_article,
    versions_of,
    write_article,
)
from readingroom.search.index import catch_up, current_engine, rebuild, vocabulary
from readingroom.search.models import Article, NamedDiagnosis, UngatheredCase
from tests.factories.cases import NOON, make_case, make_document
from tests.factories.people import alone, ben, chiara, dev

pytestmark = pytest.mark.django_db
RING = "Ring enhancement around a necrotic centre of the temporal lobe."
WEIGHED = [
    {
        "diagnosis": "Cerebral abscess",
        "for": [{"text": "A ring that enhances."}],
        "against": [{"text": "No fever."}],
    },
    {"diagnosis": "Glioblastoma with bleeding", "share": 60},
    {"diagnosis": "Another glioma", "share": 1},
]
CODED = [{"value": "1", "scheme": "SCT", "meaning": "Oligosarcoma of the brain"}]


def case(title: str, findings: str = RING, **fields: Any) -> Case:
    stage = {
        "kind": "study",
        "id": "mri",
        "modality": "mri",
        "findings": findings,
        "differential": fields.pop("differential", []),
    }
    fields = {"visibility": Visibility.PUBLIC, **fields}
    return make_case(state=State.PUBLISHED, title=title, stages=[stage], **fields)


def reader(actor: Actor | None = None, *, hide: bool = False) -> Reader:
    engine = current_engine()
    if engine is None:
        rebuild()
    else:
        catch_up()
    return Reader(actor or AnonymousUser(), vocabulary(), current_engine(), hide)


def leads(who: Reader, of: Case) -> Leads:
    gather(who.vocabulary)
    assert of.published_revision
    return leads_of(who, of.key, of.published_revision.document)


def page(slug: str, actor: Actor | None = None, *, hide: bool = False) -> ArticlePage:
    return article_page(reader(actor, hide=hide), slug, now=NOON)


def slugs(kind: Kind, actor: Actor | None = None, *, hide: bool = False) -> dict[str, int]:
    return {one.slug: one.count for one in listing(reader(actor, hide=hide), kind).rows}


def test_a_diagnosis_has_an_article_and_so_have_what_it_is_a_kind_of_and_its_signs() -> None:
    case("Glioblastoma of the temporal lobe", diagnosis_codes=CODED)

    assert {"glioblastoma", "glioma", "malignancy", "oligosarcoma-of-the-brain"} <= slugs(
        Kind.DIAGNOSIS
    ).keys()
    assert "tumour" not in slugs(Kind.DIAGNOSIS)  # a group is no diagnosis
    assert slugs(Kind.SIGN)["ring-enhancement"] == 1
    assert page("oligosarcoma-of-the-brain").total == 1
    assert [term.slug for term in page("glioma").narrower] == ["glioblastoma"]
    assert {one.slug for one in what_it_was(reader(), page("ring-enhancement"))} == {
        "glioblastoma",
        "oligosarcoma-of-the-brain",
    }


def test_a_case_leads_to_the_articles_that_say_most_and_not_to_what_they_are_kinds_of() -> None:
    glioma = case("Glioblastoma of the temporal lobe, a glioma", diagnosis_codes=CODED)

    assert {term.slug for term in leads(reader(), glioma).terms} == {
        "glioblastoma",
        "oligosarcoma-of-the-brain",
    }


def test_differentials_are_what_its_authors_weighed_with_reasons_and_never_itself() -> None:
    case("Glioblastoma", differential=WEIGHED)
    case("Glioblastoma, again", differential=WEIGHED[:1])

    [abscess] = alternatives(reader(), page("glioblastoma"))

    assert (abscess.slug, abscess.cases, abscess.has_article) == ("brain-abscess", 2, False)
    assert [one.text for one in abscess.reasons_for] == ["A ring that enhances."]
    assert [one.text for one in abscess.reasons_against] == ["No fever."]


def test_look_alikes_are_cases_of_other_diagnoses_with_its_findings() -> None:
    case("Glioblastoma")
    case("Glioblastoma, again")
    other = case("Cerebral abscess")

    found = look_alikes(reader(), page("glioblastoma"), now=NOON)

    assert [(one.slug, [card.key for card in one.cards]) for one in found] == [
        ("brain-abscess", [other.key])
    ]


def test_of_what_one_may_not_see_there_is_no_article_no_count_no_reason_and_no_likeness() -> None:
    case("Glioblastoma")
    hidden = case(
        "Cerebral abscess", differential=WEIGHED, visibility=Visibility.INSTITUTION,
        diagnosis_codes=CODED,
    )  # fmt: skip
    stranger = alone()

    assert "brain-abscess" not in slugs(Kind.DIAGNOSIS, stranger)
    assert slugs(Kind.SIGN, stranger)["ring-enhancement"] == 1
    assert found_by(reader(stranger), "cerebral absc") == ()
    assert found_by(reader(stranger), "oligosarcoma") == ()
    for slug in ("brain-abscess", "oligosarcoma-of-the-brain"):
        with pytest.raises(NotFound) as refused:
            page(slug, stranger)
        with pytest.raises(NotFound) as never:
            page("never-was", stranger)
        assert str(refused.value) == str(never.value)
    assert look_alikes(reader(stranger), page("glioblastoma", stranger), now=NOON) == ()
    assert leads(reader(stranger), hidden).terms == ()
    assert page("brain-abscess", ben()).total == 1


def test_where_diagnoses_are_hidden_an_unread_case_is_in_no_article_until_it_is_read() -> None:
    read, unread = case("Glioblastoma"), case("Glioblastoma, again", diagnosis_codes=CODED)
    student = ben()
    record_opening(case_key=read.key, actor=student, now=NOON)

    assert slugs(Kind.DIAGNOSIS, student, hide=True)["glioblastoma"] == 1
    assert slugs(Kind.SIGN, student, hide=True)["ring-enhancement"] == 1
    assert page("glioblastoma", student, hide=True).total == 1
    assert "oligosarcoma-of-the-brain" not in slugs(Kind.DIAGNOSIS, student, hide=True)
    assert leads(reader(student, hide=True), unread).terms == ()
    assert slugs(Kind.DIAGNOSIS, hide=True) == {}
    assert slugs(Kind.SIGN, hide=True) == {}

    record_opening(case_key=unread.key, actor=student, now=NOON)
    assert page("oligosarcoma-of-the-brain", student, hide=True).total == 1


def test_a_case_that_an_exam_asks_is_in_no_article_of_its_candidate() -> None:
    asked = case("Glioblastoma", diagnosis_codes=CODED)
    candidate = ben()
    Closure.objects.create(
        case=asked, person=candidate, source=new_key(),
        since=NOON - timedelta(days=9), until=NOON.replace(year=2126),
    )  # fmt: skip

    assert slugs(Kind.DIAGNOSIS, candidate) == {}
    assert slugs(Kind.SIGN, candidate) == {}
    with pytest.raises(NotFound):
        page("glioblastoma", candidate)
    assert page("glioblastoma").total == 1


def test_an_article_follows_what_is_published_anew_and_what_is_taken_away() -> None:
    one = case("Glioblastoma")
    assert page("glioblastoma").total == 1
    save_revision(
        case=one, document=make_document(title="Cerebral abscess"), author=dev(), note="", now=NOON
    )
    publish_case(case_key=one.key, actor=dev(), visibility=Visibility.PUBLIC, now=NOON)
    assert "glioblastoma" not in slugs(Kind.DIAGNOSIS)
    assert "brain-abscess" in slugs(Kind.DIAGNOSIS)

    UngatheredCase.objects.all().delete()
    NamedDiagnosis.objects.all().delete()  # whatever was lost is found by comparing
    assert mark_ungathered_cases(vocabulary()) == 1
    assert mark_ungathered_cases(vocabulary()) == 0
    gather(vocabulary())
    assert mark_ungathered_cases(vocabulary()) == 0
    assert "brain-abscess" in slugs(Kind.DIAGNOSIS)

    retire_case(case_key=one.key, actor=dev(), now=NOON)
    assert slugs(Kind.DIAGNOSIS) == {}
    assert not NamedDiagnosis.objects.exists()


def test_the_search_finds_articles_by_any_name_and_by_how_they_begin() -> None:
    case("Glioblastoma", diagnosis_codes=CODED)

    assert [term.slug for term in found_by(reader(), "GBM")] == ["glioblastoma"]
    assert [term.slug for term in found_by(reader(), "glio")] == ["glioma", "glioblastoma"]
    assert [term.name for term in found_by(reader(), "Oligosarc")] == ["Oligosarcoma of the brain"]
    assert found_by(reader(), "%_") == ()


def test_words_of_a_case_lead_to_articles_that_its_reader_may_open() -> None:
    one = case("Glioblastoma", "Ring enhancement. No pleural effusion. A GBM.")

    text = "A GBM with rim enhancement, an effusion or an abscess."
    places = [slug for _start, _end, slug in leads(reader(), one).mentions.places(text)]

    assert places == ["glioblastoma", "ring-enhancement"]
    assert not leads(reader(hide=True), one).mentions


def test_what_editors_write_is_kept_in_revisions_and_a_clash_loses_nothing() -> None:
    case("Glioblastoma")
    editor = dev()
    term = page("glioblastoma").term
    write_article(term, "First.", author=editor, base=0, now=NOON)
    write_article(term, "Second.", author=chiara(), base=1, note="Better", now=NOON)
    with pytest.raises(ArticleChanged):
        write_article(term, "Mine.", author=editor, base=1, now=NOON)
    with pytest.raises(ArticleChanged):
        write_article(term, "Mine.", author=editor, base=0, now=NOON)
    write_article(term, "Second.", author=editor, base=2, now=NOON)  # sent twice
    restore_article("glioblastoma", 1, author=editor, base=2, now=NOON)

    assert (page("glioblastoma").text, page("glioblastoma").version) == ("First.", 3)
    told = [(one.number, one.note) for one in versions_of("glioblastoma")]
    assert told == [(3, "Went back to revision 1"), (2, "Better"), (1, "")]
    restore_article("glioblastoma", 0, author=editor, base=3, now=NOON)
    assert page("glioblastoma").text == ""


def test_who_is_no_editor_writes_nothing_and_nonsense_is_refused() -> None:
    term = new_term("Salt  and pepper sign", "sign", vocabulary())
    assert (term.slug, term.name) == ("salt-and-pepper-sign", "Salt and pepper sign")
    assert new_term("GBM", "sign", vocabulary()).slug == "glioblastoma"
    for actor in (AnonymousUser(), ben()):
        with pytest.raises(NotPermitted):
            write_article(term, "Words.", author=actor, base=0, now=NOON)
    for text in ("x" * 40_001, "\u202eturned"):
        with pytest.raises(InvalidInput):
            write_article(term, text, author=dev(), base=0, now=NOON)
    for name, kind in (
        *((name, "sign") for name in ("", "new", "?!", "x" * 121)),
        ("A sign", "group"),
    ):
        with pytest.raises(InvalidInput):
            new_term(name, kind, vocabulary())
    assert not Article.objects.exists()


def test_a_case_that_names_no_diagnosis_leads_to_no_article() -> None:
    assert leads(reader(), case("A shadow on Monday", findings="A shadow.")).terms == ()
