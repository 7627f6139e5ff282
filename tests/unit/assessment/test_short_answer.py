"""Short answers: what is taken for the same, what for a slip, and what never."""

import pytest

from readingroom.assessment.errors import InvalidAnswer
from readingroom.assessment.short_answer import (
    MAX_LENGTH,
    Agreement,
    Match,
    match_answer,
    slips_between,
)
from readingroom.search.vocabulary import load_vocabulary


@pytest.mark.parametrize(
    ("given", "accepted"),
    [
        ("  Spondylodiscitis ", "spondylodiscitis"),
        ("herniation of the disc", "Disc herniation"),
        ("disk herniations", "Disc herniation"),
        ("bone oedema", "bone edema"),
        ("Haemorrhage", "hemorrhage"),
        ("tumour", "Tumor"),
        ("metastases", "metastasis"),
        ("abscesses", "abscess"),
        ("biopsies", "biopsy"),
        ("vertebrae", "vertebra"),
        ("localised", "localized"),
        ("Sjogren", "Sjögren"),
        ("x-ray", "xray"),
        ("T2 weighted", "T2-weighted"),
        ("the", "The"),
    ],
)
def test_case_accents_spelling_number_and_order_play_no_part(given: str, accepted: str) -> None:
    assert match_answer(given, [accepted]) == Match(accepted, Agreement.SAME, 0)


def test_a_synonym_is_accepted_and_named() -> None:
    found = match_answer("discitis", ["spondylodiscitis", "discitis"])

    assert found == Match("discitis", Agreement.SAME, 0)


@pytest.mark.parametrize(
    ("given", "accepted", "slips"),
    [
        ("metastais", "metastasis", 1),  # left out
        ("metasatsis", "metastasis", 1),  # swapped
        ("absccess", "abscess", 1),
        ("spondilodiscitis", "spondylodiscitis", 1),
        ("spondilodicitis", "spondylodiscitis", 2),
        ("vertebral fratcure", "vertebral fracture", 1),
        ("fratcure of vertebrl", "vertebral fracture", 2),
        ("spondylits", "spondylitis", 1),
    ],
)
def test_a_slip_is_forgiven(given: str, accepted: str, slips: int) -> None:
    assert match_answer(given, [accepted]) == Match(accepted, Agreement.MISTYPED, slips)


@pytest.mark.parametrize(
    ("given", "accepted"),
    [
        ("hypotension", "hypertension"),
        ("hypotensin", "hypertension"),
        ("hypointense", "hyperintense"),
        ("adducton", "abduction"),
        ("spondylosis", "spondylitis"),
        ("spondylolysis", "spondylosis"),
        ("carcinoid", "carcinoma"),
        ("dysphasia", "dysplasia"),
        ("chordoma", "chondroma"),
        ("metatarsal", "metacarpal"),
        ("ilium", "ileum"),
        ("T1", "T2"),
        ("vertebra L4", "vertebra L5"),
        ("sacrum", "sakrum fracture"),
        ("bacterium", "macterium"),
        ("metstasi", "metastasis lung"),
        ("spndlodicitis", "spondylodiscitis"),  # three slips
        ("fratcure of vertbrl", "vertebral fracture"),  # three in all
        ("no metastasis", "metastasis"),
        ("", "metastasis"),
        ("?!", "metastasis"),
        ("metastasis", "?!"),
    ],
)
def test_another_word_is_no_slip(given: str, accepted: str) -> None:
    assert match_answer(given, [accepted]) is None


def test_what_is_another_term_rightly_typed_is_no_slip() -> None:
    assert match_answer("lymphona", ["lymphoma"]) is not None
    assert match_answer("perimysial", ["perimysium"]) is not None
    assert match_answer("perimysial", ["perimysium"], other_terms=["perimysial sheath"]) is None
    assert match_answer("arterial clot", ["arterial clod"], other_terms=["arterial clot"]) is None
    # Terms may name the answer itself too: a whole vocabulary can be given.
    assert match_answer("lymphona", ["lymphoma"], other_terms=["lymphoma", "thymoma"]) is not None


def test_no_diagnosis_of_the_vocabulary_is_taken_for_another_mistyped() -> None:
    names = [
        (concept.key, name)
        for concept in load_vocabulary().concepts.values()
        for name in (concept.label, *concept.names)
    ]

    taken = [
        (given, meant)
        for given_key, given in names
        for meant_key, meant in names
        if given_key != meant_key
        and given[0] == meant[0]
        and abs(len(given) - len(meant)) <= 2
        and (found := match_answer(given, [meant])) is not None
        and found.slips
    ]

    assert len(names) > 1000
    assert taken == []


def test_the_nearest_of_several_accepted_answers_is_meant() -> None:
    found = match_answer("spondylodiscits", ["spondilodisciti", "spondylodiscitis"])

    assert found == Match("spondylodiscitis", Agreement.MISTYPED, 1)


def test_an_essay_is_refused() -> None:
    with pytest.raises(InvalidAnswer, match="longer than 200"):
        match_answer("a" * (MAX_LENGTH + 1), ["abscess"])


@pytest.mark.parametrize(
    ("one", "other", "limit", "slips"),
    [
        ("abscess", "abscess", 0, 0),
        ("ab", "ba", 1, 1),
        ("cord", "card", 1, 1),
        ("cord", "cards", 1, None),
        ("", "ab", 2, 2),
        ("ca", "abc", 3, 3),  # a swapped pair is not changed again
    ],
)
def test_slips_are_counted_with_swaps(one: str, other: str, limit: int, slips: int | None) -> None:
    assert slips_between(one, other, limit) == slips
