import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.kernel.errors import InvalidInput
from readingroom.search.analysis import analyse
from readingroom.search.vocabulary import load_vocabulary, read_vocabulary
from readingroom.search.words import fold, stem, stems

SHIPPED = load_vocabulary()


@pytest.mark.parametrize(
    "alike",
    [
        "oedema edema oedemas",
        "tumour tumor tumours",
        "haemorrhage hemorrhages",
        "metastasis metastases metastatic",
        "vertebra vertebrae",
        "calcified calcification calcifications",
        "enhancing enhancement enhances enhanced",
        "fibre fiber fibers",
        "leucocyte leukocytes",
        "disc disk discs",
        "stenosis stenoses stenotic",
        "Sjögren sjogren",
        "restricted restriction",
        "ischaemia ischemia",
    ],
)
def test_spellings_plurals_and_endings_meet(alike: str) -> None:
    assert len({stem(fold(word)) for word in alike.split()}) == 1


@pytest.mark.parametrize(
    "different", ["ileum ilium", "mass mast", "lung long", "pelvis pelvic", "disc discitis"]
)
def test_different_words_stay_apart(different: str) -> None:
    assert len({stem(word) for word in different.split()}) == 2


@given(st.text(max_size=40))
def test_any_text_has_stems_that_are_words(text: str) -> None:
    assert all(word and not word.isspace() for word in stems(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GGO", "ground-glass opacities"),
        ("mets", "secondary deposits"),
        ("SOL", "space-occupying lesion"),
        ("ca", "carcinomas"),
        ("Pott's disease", "TB spine"),
        ("GBM", "glioblastoma multiforme"),
        ("RCC", "hypernephroma"),
    ],
)
def test_abbreviations_eponyms_and_synonyms_name_one_thing(one: str, other: str) -> None:
    named = [set(analyse([text], SHIPPED).concepts) for text in (one, other)]

    assert named[0] & named[1]


def test_every_broader_name_leads_to_a_line_and_no_line_lies_under_itself() -> None:
    for key in SHIPPED.concepts:
        assert key not in SHIPPED.closure(key)[1:]


def test_an_installation_adds_names_and_lines_of_its_own() -> None:
    own = read_vocabulary(
        "glioma = glial tumour\nchild = infant",
        "glioma = house name\nlocal disease = LD < glioma\n",
    )

    assert analyse(["a house name"], own).concepts == ["glioma"]
    assert own.closure("local_disease") == ("local_disease", "glioma")
    assert own.digest != read_vocabulary("glioma = glial tumour\nchild = infant").digest


def test_a_line_that_cannot_be_read_is_named() -> None:
    with pytest.raises(InvalidInput, match="Line 2"):
        read_vocabulary("glioma = glial\nnothing here")


def test_a_broader_name_without_a_line_is_named() -> None:
    with pytest.raises(InvalidInput, match="brain thing"):
        read_vocabulary("glioma = glial < brain thing")


def test_what_is_denied_is_kept_apart() -> None:
    said = analyse(["Nodule in the lung. No pleural effusion."], SHIPPED)

    assert "pleural_effusion" not in said.concepts
    assert "pleural_effusion" in said.denied_concepts
    assert "nodul" in "".join(said.stems)


def test_words_beside_what_was_denied_are_no_phrase() -> None:
    said = analyse(["Nodes, no mass. Lung"], SHIPPED)

    assert "_" in said.stems
