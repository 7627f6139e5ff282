import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from readingroom.cases.models import Case, State, Visibility
from readingroom.search.index import current_engine, rebuild, vocabulary
from readingroom.search.similar import Alike, cases_alike
from tests.factories.cases import NOON, make_case

pytestmark = pytest.mark.django_db
PUBLIC = {"state": State.PUBLISHED, "visibility": Visibility.PUBLIC}
RING = "Ring enhancement around a necrotic centre of the temporal lobe."
SOLID = "Solid mass without any enhancement in the brainstem."


def case(title: str, findings: str, **fields: object) -> Case:
    stage = {"kind": "study", "id": "mri", "modality": "mri", "findings": findings}
    return make_case(**{**PUBLIC, "title": title, "stages": [stage], **fields})  # type: ignore[arg-type]  # as named


def alike(to: Case, *, hide: bool = False) -> Alike:
    engine = current_engine()
    assert engine is not None
    return cases_alike(engine, vocabulary(), AnonymousUser(), to.key, hide=hide, now=NOON)


def test_the_pairs_a_teacher_wants_are_found_and_the_case_itself_is_not() -> None:
    glioblastoma = case("Glioblastoma", RING)
    solid = case("Glioblastoma of the brainstem", SOLID)
    abscess = case("Cerebral abscess", RING)
    rebuild()

    found = alike(glioblastoma)

    assert [card.key for card in found.same_diagnosis] == [solid.key]
    assert [card.key for card in found.same_look] == [abscess.key]
    assert glioblastoma.key not in {card.key for _heading, cards in found.rows for card in cards}


def test_a_case_that_presents_alike_is_like_it() -> None:
    first = {"unknown_title": "Thunderclap", "patient": {"presentation": "Thunderclap headache."}}
    bleed = case("Perimesencephalic bleed", "Blood before the pons.", **first)
    spasm = case("Reversible vasoconstriction", "Beaded arteries.", **first)
    case(
        "Colonic volvulus",
        "Coffee bean.",
        unknown_title="Bloating",
        patient={"presentation": "Bloating."},
    )
    rebuild()

    assert [card.key for card in alike(bleed).like] == [spasm.key]


def test_likeness_shows_nothing_that_may_not_be_listed_or_is_kept_back() -> None:
    glioblastoma = case("Glioblastoma", RING)
    case("Cerebral abscess", RING, visibility=Visibility.INSTITUTION)
    rebuild()
    assert alike(glioblastoma) == Alike()
    case("Cerebral abscess", RING)
    rebuild()

    assert alike(glioblastoma).same_look
    assert alike(glioblastoma, hide=True) == Alike()


def test_the_page_of_a_case_names_its_neighbours_without_their_answers(client: Client) -> None:
    glioblastoma = case("Glioblastoma", RING)
    case("Toxoplasmosis", RING, unknown_title="A headache")
    rebuild()

    page = client.get(f"/cases/{glioblastoma.key}/").content.decode()

    assert "Same look, different diagnosis" in page
    assert "A headache" in page
    assert "Toxoplasmosis" not in page
