"""Edits of a working copy: what one person writes is taken, what two write is told apart."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.casefile.edits import Edit, apply_edits, entry_at, parse_edits
from readingroom.casefile.validation import field_names, parse_document
from readingroom.casefile.working import close_copy, lenient_document, open_copy
from readingroom.kernel.errors import InvalidInput
from tests.unit.casefile.demo import demo_data

KNOWN = frozenset(field_names())


def small_copy() -> dict[str, Any]:
    return {
        "title": "Old",
        "stages": [
            {"_id": "a", "kind": "study", "id": "mri", "modality": "mri",
             "differential": [
                 {"_id": "d1", "diagnosis": "One"}, {"_id": "d2", "diagnosis": "Two"}]},
        ],
    }  # fmt: skip


def path(address: str) -> tuple[str, ...]:
    return tuple(address.split("/"))


def test_the_demo_case_is_the_same_after_opening_and_closing() -> None:
    data = demo_data()

    closed = close_copy(open_copy(data))

    # What is asked comes in the order of the stages it is asked at.
    stages = [stage["id"] for stage in data["stages"]]
    data["items"].sort(key=lambda item: stages.index(item["stage"]))
    assert parse_document(closed.data) == parse_document(data)


def test_every_place_of_a_document_has_its_address() -> None:
    copy = open_copy(demo_data())

    closed = close_copy(copy)
    address = closed.address_of("stages[1].differential[0].for[0].text")

    told = closed.data["stages"][1]["differential"][0]["for"][0]["text"]
    assert entry_at(copy, path(address)) == told


def test_annotations_are_entries_and_a_label_without_words_is_none_yet() -> None:
    copy = open_copy({"title": "T", "stages": [{"kind": "study", "id": "a", "series": []}]})
    (study,) = (stage for stage in copy["stages"] if stage["kind"] == "study")
    study["series"] = [{"_id": "s1", "id": "ct", "images": "ct"}]
    marks = f"stages/{study['_id']}/series/s1/annotations"
    point = {"_id": "m1", "shape": "label", "slice": 1, "at_px": [1, 2.5], "label": ""}
    edits = [
        {"kind": "insert", "path": marks, "value": point},
        {"kind": "insert", "path": marks, "after": "m1",
         "value": {"_id": "m2", "shape": "arrow", "slice": 2, "tip_px": [0, 0], "tail_px": [9, 9]}},
        {"kind": "set", "path": f"{marks}/m2/tip_px", "base": [0, 0], "value": [4, 4]},
    ]  # fmt: skip

    applied = apply_edits(copy, parse_edits(edits, known=KNOWN))
    unnamed = close_copy(applied.copy)
    named = apply_edits(applied.copy, [Edit("set", path(f"{marks}/m1/label"), "", "C5")])

    def shown(data: dict[str, Any]) -> list[dict[str, Any]]:
        marked: list[dict[str, Any]] = data["stages"][1]["series"][0]["annotations"]
        return marked

    assert applied.clashes == ()
    assert [mark["tip_px"] for mark in shown(unnamed.data)] == [[4, 4]]
    assert [mark["shape"] for mark in shown(close_copy(named.copy).data)] == ["label", "arrow"]


def asked_copy() -> dict[str, Any]:
    """Two studies, with a question at each; the first of them has an empty one before it."""
    option = [{"text": "A", "is_key": True}, {"text": "B"}]
    choice = {"kind": "multiple-choice", "id": "q1", "stage": "mri", "stem": "?", "options": option}
    order = {"kind": "ordered-list", "id": "q2", "stage": "ct", "stem": "?", "entries": ["a", "b"]}
    short = {"kind": "short-answer", "id": "q3", "stage": "ct", "stem": "?"}
    short["accepted"] = ["C5", "fifth cervical"]
    stages = [{"kind": "study", "id": name, "modality": "ct"} for name in ("mri", "ct")]
    data = {"schema_version": 1, "title": "T", "stages": stages, "items": [order, choice, short]}
    copy = open_copy(data)
    copy["stages"][1]["items"].insert(0, {"_id": "x", "kind": "hotspot", "id": "q0"})
    return copy


def test_a_question_stands_in_its_stage_and_is_written_like_anything_else() -> None:
    copy = asked_copy()
    mri = copy["stages"][1]
    choice = mri["items"][1]
    place = f"stages/{mri['_id']}/items/{choice['_id']}/options/{choice['options'][1]['_id']}/text"
    edit = {"kind": "set", "path": place, "base": "B", "value": "Both"}

    closed = close_copy(apply_edits(copy, parse_edits([edit], known=KNOWN)).copy)

    items = parse_document(closed.data).items
    assert [(item.id, item.stage) for item in items] == [("q1", "mri"), ("q2", "ct"), ("q3", "ct")]
    assert closed.data["items"][0]["options"][1]["text"] == "Both"
    assert closed.data["items"][1]["entries"] == ["a", "b"]
    assert closed.data["items"][2]["accepted"] == ["C5", "fifth cervical"]
    assert closed.address_of("items[0].options[1].text") == place


def test_a_hotspot_names_its_series_where_a_study_has_a_list_of_them() -> None:
    copy = asked_copy()
    items = f"stages/{copy['stages'][1]['_id']}/items"
    spot = {"_id": "h", "kind": "hotspot", "id": "q9", "stem": "?", "series": "sag"}
    edits = [
        {"kind": "insert", "path": items, "value": spot, "after": "x"},
        {"kind": "set", "path": f"{items}/h/series", "base": "sag", "value": "ax"},
    ]

    closed = close_copy(apply_edits(copy, parse_edits(edits, known=KNOWN)).copy)

    assert closed.data["items"][0] == {
        "kind": "hotspot", "id": "q9", "stem": "?", "series": "ax", "stage": "mri"
    }  # fmt: skip


def test_a_question_goes_with_its_stage_and_comes_back_with_it() -> None:
    copy = asked_copy()
    mri = copy["stages"][1]

    gone = apply_edits(copy, [Edit("remove", ("stages", mri["_id"]), base=mri)])
    back = apply_edits(gone.copy, gone.inverse)

    assert [item["id"] for item in close_copy(gone.copy).data["items"]] == ["q2", "q3"]
    assert back.copy == copy


def test_a_discussion_with_nothing_but_a_question_is_there() -> None:
    copy = asked_copy()
    order = {"_id": "y", "kind": "ordered-list", "id": "q4", "stem": "?"}
    copy["stages"][-1]["items"] = [order | {"entries": [{"_id": "z", "text": "a"}]}]

    closed = close_copy(copy)

    assert closed.data["stages"][-1]["kind"] == "discussion"
    assert closed.data["items"][-1]["stage"] == closed.data["stages"][-1]["id"]


def test_a_presentation_and_a_discussion_wait_to_be_written() -> None:
    copy = open_copy({"schema_version": 1, "title": "Untitled case"})

    assert [stage["kind"] for stage in copy["stages"]] == ["presentation", "discussion"]
    assert copy["title"] == ""
    assert close_copy(copy).data["title"] == "Untitled case"


def test_entries_with_nothing_in_them_are_left_out_and_addresses_stay_true() -> None:
    copy = small_copy()
    copy["stages"][0]["differential"].insert(0, {"_id": "d0", "diagnosis": " "})
    copy["stages"][0]["stains"] = [{"_id": "s", "result": "positive"}]

    closed = close_copy(copy)

    assert [one["diagnosis"] for one in closed.data["stages"][0]["differential"]] == ["One", "Two"]
    assert closed.address_of("stages[0].differential[1].diagnosis") == (
        "stages/a/differential/d2/diagnosis"
    )
    assert "stains" not in closed.data["stages"][0]


def test_a_field_that_nobody_else_wrote_is_taken() -> None:
    edit = Edit("set", ("title",), base="Old", value="New")

    applied = apply_edits(small_copy(), [edit])

    assert (applied.copy["title"], applied.clashes) == ("New", ())


def test_a_field_that_someone_else_wrote_is_kept_and_told() -> None:
    edit = Edit("set", ("title",), base="Older", value="New")

    applied = apply_edits(small_copy(), [edit])

    assert applied.copy["title"] == "Old"
    assert [(clash.reason, clash.current) for clash in applied.clashes] == [("changed", "Old")]


def test_the_same_words_from_two_people_are_no_clash() -> None:
    applied = apply_edits(small_copy(), [Edit("set", ("title",), base="Older", value="Old")])

    assert (applied.done, applied.clashes) == ((), ())


def test_words_in_an_entry_that_is_gone_are_told_and_never_dropped() -> None:
    edit = Edit("set", path("stages/a/differential/d9/diagnosis"), base=None, value="Mine")

    applied = apply_edits(small_copy(), [edit])

    assert [(clash.reason, clash.edit.value) for clash in applied.clashes] == [("gone", "Mine")]


def test_an_entry_that_someone_wrote_in_is_not_removed_under_them() -> None:
    seen = {"_id": "d1", "diagnosis": "Before"}
    edit = Edit("remove", path("stages/a/differential/d1"), base=seen)

    applied = apply_edits(small_copy(), [edit])

    assert len(applied.copy["stages"][0]["differential"]) == 2
    assert applied.clashes[0].current == {"_id": "d1", "diagnosis": "One"}


def test_a_stage_that_was_filled_at_one_go_is_taken_back_with_all_that_is_in_it() -> None:
    """The lists of its entries are left empty on the way, which is nobody's writing."""
    stage = {"_id": "c", "kind": "course", "id": "course"}
    event = {"_id": "e", "what": "operation"}
    written = apply_edits(
        small_copy(),
        [
            Edit("insert", ("stages",), value=stage, after="a"),
            Edit("insert", path("stages/c/events"), value=event),
            Edit("set", path("stages/c/events/e/text"), value="Decompression."),
        ],
    )

    back = apply_edits(written.copy, written.inverse)

    assert back.clashes == ()
    assert back.copy == small_copy()


def test_entries_come_where_they_are_put_and_move_by_their_ids() -> None:
    place = path("stages/a/differential")
    edits = [
        Edit("insert", place, value={"_id": "d3", "diagnosis": "Three"}, after="d1"),
        Edit("move", (*place, "d2"), after=None),
    ]

    applied = apply_edits(small_copy(), edits)

    assert [one["_id"] for one in applied.copy["stages"][0]["differential"]] == ["d2", "d1", "d3"]


_EDITS = st.lists(
    st.one_of(
        st.builds(lambda v: Edit("set", ("title",), base="Old", value=v), st.text(max_size=3)),
        st.builds(
            lambda i, a: Edit(
                "insert", path("stages/a/differential"), value={"_id": i, "diagnosis": i}, after=a
            ),
            st.sampled_from(["n1", "n2", "n3"]),
            st.sampled_from([None, "d1", "n1"]),
        ),
        st.builds(
            lambda i: Edit("remove", (*path("stages/a/differential"), i)),
            st.sampled_from(["d1", "d2", "n1"]),
        ),
        st.builds(
            lambda i, a: Edit("move", (*path("stages/a/differential"), i), after=a),
            st.sampled_from(["d1", "d2", "n2"]),
            st.sampled_from([None, "d1", "d2"]),
        ),
    ),
    max_size=8,
)


@given(_EDITS)
def test_what_was_done_can_be_taken_back_whole(edits: list[Edit]) -> None:
    before = small_copy()

    applied = apply_edits(before, edits)
    back = apply_edits(applied.copy, applied.inverse)

    assert (back.copy, back.clashes) == (before, ())


@given(_EDITS)
def test_sending_the_same_again_changes_nothing_more_in_lists(edits: list[Edit]) -> None:
    once = apply_edits(small_copy(), [e for e in edits if e.kind == "insert"]).copy

    twice = apply_edits(once, [e for e in edits if e.kind == "insert"])

    assert (twice.copy, twice.done) == (once, ())


@pytest.mark.parametrize(
    "raw",
    [
        "no list", [1], [{"kind": "burn", "path": "title"}], [{"kind": "set", "path": "nowhere"}],
        [{"kind": "set", "path": "stages"}], [{"kind": "set", "path": "stages/../title"}],
        [{"kind": "set", "path": "stages/a/_id", "value": "b"}],
        [{"kind": "insert", "path": "stages", "value": {"kind": "study"}}],
        [{"kind": "insert", "path": "stages", "value": {"_id": "x", "hidden": "words"}}],
        [{"kind": "insert", "path": "stages", "value": {"_id": "x", "series": "words"}}],
        [{"kind": "set", "path": "age", "value": {"hidden": 1}}],
        [{"kind": "remove", "path": "title"}],
        [{"kind": "insert", "path": "stages/a/items/b/series", "value": {"_id": "x"}}],
        [{"kind": "remove", "path": "stages/a/items/b/series/c"}],
        [{"kind": "set", "path": "stages/a/items/b/series", "value": [1]}],
        [{"kind": "insert", "path": "stages/a/items", "value": {"_id": "x", "series": {}}}],
    ],
)  # fmt: skip
def test_what_is_no_edit_of_a_case_is_refused(raw: object) -> None:
    with pytest.raises(InvalidInput):
        parse_edits(raw, known=KNOWN)


def test_what_is_wrong_is_left_out_of_what_is_shown() -> None:
    data = demo_data()
    data["certainty"] = "maybe"
    data["stages"][1]["differential"][0]["share"] = "many"
    choice, differential = (
        next(item for item in data["items"] if item["kind"] == kind)
        for kind in ("multiple-choice", "differential")
    )
    choice["options"] = []
    del differential["stem"], differential["accepted"]
    shown = lenient_document(data)

    assert shown.title == data["title"]
    whole = [item["id"] for item in data["items"] if item not in (choice, differential)]
    assert [item.id for item in shown.items] == whole
    assert shown.certainty.value == "not-applicable"
    assert shown.stages[1].differential[0].share is None
