"""Free text keeps its clinical words as they stand, and nothing that says who, when or where."""

import string
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from readingroom.imaging.deid.freetext import LONGEST, clean_text, is_clinical
from readingroom.imaging.deid.words import plain, spellings, words_of
from tests.unit.imaging.deid.texts import CLINICAL, PLANTED

# Surnames and given names from many countries; none of them a word of radiology.
NAMES = (
    "Kowalska Nowak Wojcik Schmidt Fischer Weber Hoffmann Schulz Becker Dupont Lefebvre Moreau"
    " Garcia Rodriguez Fernandez Gonzalez Rossi Ferrari Esposito Silva Santos Oliveira Jansen"
    " Visser Bakker Johnson Williams Davis Martinez Anderson Thompson Robinson Clark Lewis"
    " Patel Singh Sharma Gupta Khan Hussain Tanaka Suzuki Watanabe Nguyen Tran Chen Wang Zhang"
    " Kim Park Ivanov Petrov Sidorova Yilmaz Demir Papadopoulos Cohen Levi Andersson Virtanen"
    " Michael Jennifer Christopher Elizabeth Stefan Katarzyna Giuseppe Francesca Joao Mariana"
    " Hiroshi Yuki Mohammed Fatima Olga Dmitri Sven Ingrid"
)


def kept(text: str, *avoid: str) -> str:
    return clean_text(text, avoid=frozenset(avoid)).text


def test_descriptions_of_many_makers_and_languages_stay_as_they_are() -> None:
    changed = [text for text in CLINICAL if kept(text) != unicodedata.normalize("NFC", text)]

    assert len(CLINICAL) > 400
    assert len(changed) <= 0.02 * len(CLINICAL), changed


@pytest.mark.parametrize(("text", "secret"), PLANTED)
def test_what_says_who_someone_is_goes(text: str, secret: str) -> None:
    assert plain(secret) not in plain(kept(text))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("CT CHEST of Nora", "CT CHEST"),
        ("Pain in left knee since 14 MAR 2025, no fracture", "Pain in left knee since no fracture"),
        ("Gadovist 7 ml by Nurse Jones", "Gadovist 7 ml"),
        ("Dr Smith's lesion (Kowalska) left lung", "lesion left lung"),
        ("CT (Kowalska) THORAX", "CT THORAX"),
        ("Signed: Kowalska\nNo fracture", "Signed\nNo fracture"),
    ],
)
def test_the_rest_of_a_text_stays_readable(text: str, left: str) -> None:
    assert kept(text) == left


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("long", "LONG LEG VIEW", "LEG VIEW"),
        ("head", "CT HEAD", "CT"),
        ("green", "INDOCYANINE GREEN", "INDOCYANINE"),
        ("muller", "Müller Zyste", "Zyste"),
    ],
)
def test_a_clinical_word_goes_where_it_is_this_patients_name(
    name: str, text: str, left: str
) -> None:
    assert kept(text, name) == left


def test_a_name_is_known_in_every_spelling_of_its_letters() -> None:
    assert spellings("MÜLLER") == {"müller", "muller", "mueller"}
    assert spellings("Strauß") == {"strauss"}
    assert spellings("Łukasz") == {"łukasz", "lukasz"}


@pytest.mark.parametrize(
    "technique", ["DWI b0 b500", "Thorax 1.0 B31f", "ep2d_diff_3scan_trace_p2", "L CC", "AX 0.75"]
)
def test_technique_stays_beside_what_goes(technique: str) -> None:
    assert kept(f"Kowalska {technique}") == technique
    assert kept(f"{technique} chest Kowalska").startswith(technique)


@pytest.mark.parametrize(
    "text",
    [
        "ep2d_diff_b 50 400 800 1200_TRACEW", "DWI b-values 0,100,600", "Body 3.000", "S/C 2.5mm",
        "t1_vibe_dixon_W", "sagfatsat3d", "fsfiesta2d", "AX ST 3.0", "Sag 3D F.S.", "FBP H10 CB16",
        "SER N14 A30", "600FOV", "Faza tętnicza 5.0 miękkie", "lung 4.75",
    ],
)  # fmt: skip
def test_the_grammar_of_series_is_known(text: str) -> None:
    assert kept(text) == text


@pytest.mark.parametrize(
    "text", ["J.S.", "b 1985", "b0 1234", "seen 4.12.", "flax", "corres", "b0 19850410"]
)
def test_what_only_looks_like_it_is_not_taken_for_it(text: str) -> None:
    assert kept(f"chest {text}").startswith("chest")
    assert text.strip(".") not in kept(f"chest {text}")


@pytest.mark.parametrize("text", ["Baker cyst", "Hodgkin lymphoma", "Colles' fracture"])
def test_a_surname_stays_as_part_of_a_disease_only(text: str) -> None:
    surname = text.split(maxsplit=1)[0].strip("'")

    assert kept(text) == text
    assert surname not in kept(f"seen by {surname}, chest")


def test_names_are_no_words_of_the_vocabulary() -> None:
    names = {plain(name) for name in NAMES.split()}
    plainly_clinical = words_of("clinical") | words_of("function") | words_of("unit")

    assert names & set(plainly_clinical) == set()


@pytest.mark.parametrize("name", NAMES.split())
def test_a_name_in_no_header_goes_all_the_same(name: str) -> None:
    assert name not in kept(f"CT chest of {name}, nodule")
    assert name.upper() not in kept(f"{name.upper()} CT CHEST")


@pytest.mark.parametrize(
    "word", ["no", "not", "without", "non", "w/o", "kein", "ohne", "sans", "sin", "senza", "sem"]
)
def test_a_negation_stays_whatever_goes_beside_it(word: str) -> None:
    assert kept(f"Kowalska {word} contrast") == f"{word} contrast"


def test_what_went_is_counted() -> None:
    cleaned = clean_text("CT CHEST Kowalska 12345678")

    assert (cleaned.text, cleaned.kept, cleaned.removed) == ("CT CHEST", 2, 2)


def test_a_code_of_a_maker_is_clinical_when_all_its_meaning_is() -> None:
    assert is_clinical("Left ventricle ejection fraction")
    assert not is_clinical("Left ventricle of Nora")


def test_what_is_longer_than_any_text_is_cut() -> None:
    assert len(kept("lung " * LONGEST)) <= LONGEST


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
@example("(" * 50 + "[{" + ")" * 3)
def test_any_text_is_cleaned_and_cleaning_it_again_changes_nothing(text: str) -> None:
    once = kept(text)

    assert kept(once) == once


# No word of the vocabulary, nor any two run together, has these letters.
marker_words = st.text("qxzjv", min_size=5, max_size=9)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(CLINICAL), min_size=1, max_size=3),
    marker_words,
    st.sampled_from([" ", "_", "-", "^", ",", "/", "(", "\n", ": ", ""]),
    st.sampled_from([str.lower, str.upper, str.title]),
)
def test_a_planted_word_survives_nowhere(
    texts: list[str], marker: str, sign: str, case: "type[str]"
) -> None:
    planted = sign.join([texts[0], case(marker), *texts[1:]])

    assert marker not in kept(planted).casefold()


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(CLINICAL),
    st.text(string.digits, min_size=5, max_size=12),
    st.sampled_from([" ", "_", "-", ", ", " #", " b", " TE", " TE ", "x", "."]),
    st.sampled_from(["", "mm", "%", " ml", "T", ".5"]),
)
def test_a_long_number_survives_nowhere(text: str, number: str, sign: str, unit: str) -> None:
    assert number not in kept(f"{text}{sign}{number}{unit}")
