from itertools import pairwise

from readingroom.web.presentation.belief import MAX_LINES, belief_chart
from tests.unit.web.documents import believing, document


def test_the_diagnosis_that_leads_at_the_end_is_the_leader() -> None:
    chart = belief_chart(
        document(
            believing("mri", infection=60, metastasis=35),
            believing("ct", metastasis=85, infection=8),
        )
    )

    assert chart is not None
    assert [(line.name, line.is_leader) for line in chart.lines] == [
        ("metastasis", True),
        ("infection", False),
    ]


def test_a_higher_share_is_drawn_higher() -> None:
    chart = belief_chart(document(believing("mri", tumour=20), believing("ct", tumour=90)))

    assert chart is not None
    first, last = chart.lines[0].points
    assert last.y < first.y
    assert last.x > first.x


def test_there_is_no_chart_where_no_diagnosis_is_named_twice() -> None:
    assert (
        belief_chart(document(believing("mri", infection=60), believing("ct", tumour=90))) is None
    )
    assert belief_chart(document(believing("mri", infection=60))) is None
    assert belief_chart(document()) is None


def test_two_wordings_with_one_code_are_one_line_under_the_later_of_them() -> None:
    code = {"value": "128462008", "scheme": "SCT", "meaning": "Metastasis"}
    first, second = believing("mri"), believing("ct")
    first["differential"] = [{"diagnosis": "Metastatic deposit", "share": 35, "code": code}]
    second["differential"] = [{"diagnosis": "Lung cancer", "share": 85, "code": code}]

    chart = belief_chart(document(first, second))

    assert chart is not None
    assert [(line.name, line.cells) for line in chart.lines] == [("Lung cancer", (35, 85))]


def test_the_names_at_the_line_ends_never_lie_on_each_other() -> None:
    shares = {"a": 25, "b": 25, "c": 25, "d": 25}
    chart = belief_chart(document(believing("mri", **shares), believing("ct", **shares)))

    assert chart is not None
    heights = sorted(line.label_y for line in chart.lines)
    assert all(lower - upper >= 15 for upper, lower in pairwise(heights))


def test_a_long_name_is_told_in_two_lines_before_anything_is_left_out() -> None:
    name = "Infection of intervertebral disc (pyogenic)"
    longer = "Carcinoma of unknown primary with disseminated osseous disease"
    shares = {longer: 92, name: 8}
    chart = belief_chart(document(believing("mri", **shares), believing("ct", **shares)))

    assert chart is not None
    space = "\N{NO-BREAK SPACE}"
    assert [line.label for line in chart.lines] == [
        ("Carcinoma of unknown", f"primary with… 92{space}%"),
        ("Infection of", f"intervertebral disc 8{space}%"),
    ]


def test_no_more_lines_are_drawn_than_can_be_told_apart() -> None:
    shares = dict.fromkeys("abcdefg", 10)
    chart = belief_chart(document(believing("mri", **shares), believing("ct", **shares)))

    assert chart is not None
    assert len(chart.lines) == MAX_LINES
    assert len({line.dash for line in chart.lines}) == MAX_LINES


def test_the_drawing_is_told_in_words_too() -> None:
    chart = belief_chart(document(believing("mri", tumour=20), believing("ct", tumour=90)))

    assert chart is not None
    assert "tumour: 20 %, 90 %" in chart.summary
