import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.search.language import (
    EVERYTHING,
    And,
    Field,
    Node,
    Not,
    Or,
    Phrase,
    Word,
    in_words,
    read,
)
from readingroom.search.language.parse import MAX_LENGTH, MAX_TERMS
from readingroom.search.language.values import FIELDS, RANGES

YEAR = 365.25


def test_words_beside_each_other_must_all_fit() -> None:
    assert read("neck pain").tree == And((Word("neck"), Word("pain")))


def test_a_phrase_and_an_exclusion_are_read() -> None:
    assert read('"disc sparing" NOT infection').tree == And(
        (Phrase("disc sparing"), Not(Word("infection")))
    )
    assert read("mass -cyst").tree == And((Word("mass"), Not(Word("cyst"))))


def test_or_binds_weaker_than_and_and_brackets_bind_strongest() -> None:
    assert read("a1 b1 OR c1").tree == Or((And((Word("a1"), Word("b1"))), Word("c1")))
    assert read("a1 (b1 OR c1)").tree == And((Word("a1"), Or((Word("b1"), Word("c1")))))


def test_small_and_or_not_are_words() -> None:
    assert read("black and white").tree == And((Word("black"), Word("and"), Word("white")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("modality:MRI", Field("modality", "MRI")),
        ('region:"cervical spine"', Field("region", "cervical spine")),
        ("stain:TTF-1+", Field("stain", "TTF-1+")),
        ("certainty:certain", Field("certainty", "certain")),
        ("has:hotspot", Field("has", "hotspot")),
        ("License:CC0", Field("licence", "CC0")),
        ("year:2026", Field("year", "2026", 2026, 2026)),
        ("year:>=2025", Field("year", ">=2025", 2025, None)),
        ("age:>60", Field("age", ">60", int(61 * YEAR), None)),
        ("age:60+", Field("age", "60+", int(60 * YEAR), None)),
        ("age:<2", Field("age", "<2", None, int(2 * YEAR) - 1)),
        ("age:20-40", Field("age", "20-40", int(20 * YEAR), int(41 * YEAR) - 1)),
        ("age:<=6m", Field("age", "<=6m", None, int(7 * YEAR / 12) - 1)),
    ],
)
def test_field_terms_are_read(text: str, expected: Node) -> None:
    reading = read(text)

    assert reading.tree == expected
    assert reading.notes == ()


def test_several_words_in_one_piece_are_a_phrase() -> None:
    assert read("TTF-1").tree == Phrase("TTF 1")


def test_the_word_being_typed_may_be_a_beginning() -> None:
    assert read("neck metas", typing=True).tree == And((Word("neck"), Word("metas", True)))
    assert read("neck metas ", typing=True).tree == And((Word("neck"), Word("metas")))
    assert read("metas*").tree == Word("metas", True)


@pytest.mark.parametrize(
    ("odd", "tree", "note"),
    [
        ("colour:red", And((Word("colour"), Word("red"))), "no field “colour”"),
        ("age:old", And((Word("age"), Word("old"))), "no age"),
        ('"open end', And((Word("open"), Word("end"))), "quotation mark"),
        ("(mass", Word("mass"), "nothing closes"),
        ("mass)", Word("mass"), "closing bracket"),
        ("mass AND", Word("mass"), "AND needs"),
        ("OR mass", Word("mass"), "OR needs"),
        ("mass NOT", Word("mass"), "NOT needs"),
        ("modality:---", EVERYTHING, "needs a value"),
    ],
)
def test_an_odd_query_is_read_and_says_how(odd: str, tree: Node, note: str) -> None:
    reading = read(odd)

    assert reading.tree == tree
    assert note in " ".join(reading.notes)


def test_nothing_typed_asks_for_everything() -> None:
    assert read("   ").tree == EVERYTHING
    assert read("…!?").tree == EVERYTHING


def test_a_flood_is_cut_off_and_said() -> None:
    assert "characters" in read("x" * (MAX_LENGTH + 1)).notes[0]
    assert "words" in " ".join(read(" ".join(["x1"] * (MAX_TERMS + 5))).notes)
    assert "deeper" in " ".join(read("(" * 50 + "x").notes)


@given(st.text(max_size=600), st.booleans())
def test_no_text_is_refused(text: str, typing: bool) -> None:
    read(text, typing=typing)


_pieces = st.sampled_from(
    ["AND", "OR", "NOT", "(", ")", '"', "-", "mass", '"two words"', "age:>60", "modality:MRI",
     "foo:bar", "stain:TTF-1+", ":", "metas*", "age:x", 'region:"a b"']
)  # fmt: skip


@given(st.lists(_pieces, max_size=20).map(" ".join))
def test_any_mixture_of_the_language_is_read(text: str) -> None:
    read(text)


_leaves: st.SearchStrategy[Node] = st.one_of(
    st.sampled_from(["mass", "neck", "c5", "oedème"]).map(Word),
    st.sampled_from(["neck", "mas"]).map(lambda text: Word(text, is_prefix=True)),
    st.sampled_from(["two words", "left upper lobe"]).map(Phrase),
    st.builds(
        Field,
        st.sampled_from(sorted(set(FIELDS.values()) - RANGES)),
        st.sampled_from(["MRI", "cervical spine", "TTF-1+"]),
    ),
)


def _several(nodes: list[Node], kind: type[And] | type[Or]) -> Node:
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node.parts if isinstance(node, kind) else [node])
    return kind(tuple(flat))


_trees = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda nodes: _several(nodes, And)),
        st.lists(inner, min_size=2, max_size=3).map(lambda nodes: _several(nodes, Or)),
        inner.filter(lambda node: not isinstance(node, Not)).map(Not),
    ),
    max_leaves=6,
)


@given(_trees)
def test_a_query_written_out_reads_back_as_itself(tree: Node) -> None:
    reading = read(in_words(tree))

    assert reading.tree == tree
    assert reading.notes == ()
