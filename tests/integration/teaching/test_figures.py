"""Figures of a class: of five and more, never of one, and no more in a file than on a page."""

import csv
import io
import json
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from readingroom.accounts.models import Person
from readingroom.assessment.groups import TooFew
from readingroom.casefile.items import HotspotItem
from readingroom.cases.models import Case
from readingroom.infra import events
from readingroom.infra.models import AuditRecord
from readingroom.infra.tables import BOM, text_of
from readingroom.learning.judging import NoWords
from readingroom.learning.models import ItemAnswer
from readingroom.learning.services.personal import remove_everything
from readingroom.teaching.models import Cohort, Contribution, SetCase
from readingroom.teaching.selectors import analysis_rules
from readingroom.teaching.selectors.analysis import standings_of, works_of
from readingroom.teaching.selectors.analysis_detection import group_detection
from readingroom.teaching.selectors.analysis_figures import (
    OWN_WORDS,
    Documents,
    Part,
    Question,
    batches_of,
    group_calibration,
    question_figures,
    stage_names,
)
from readingroom.teaching.selectors.analysis_lesions import heat_on, lesion_figures
from readingroom.teaching.selectors.analysis_rules import RULES, Detail, Origin, Rule
from readingroom.teaching.services.cohorts import leave_class
from readingroom.web.presentation.who_sees import sight_rows
from tests.factories.answering import every_kind
from tests.factories.cases import NOON
from tests.factories.classes import (
    asked,
    hand_in_as,
    make_cohort,
    make_member,
    make_set,
    row,
    teacher,
)

pytestmark = pytest.mark.django_db


class Class:
    """A class with one case set for it."""

    def __init__(self) -> None:
        self.case: Case = asked()
        self.cohort: Cohort = make_cohort()
        self.task: SetCase = make_set(self.cohort, self.case)
        self.members: list[Person] = []

    def grow(self, count: int, **fields: Any) -> None:
        for _ in range(count):
            member = make_member(self.cohort, f"m{len(self.members)}")
            hand_in_as(member, self.task, self.case, **dict(fields))
            self.members.append(member)

    @property
    def batches(self) -> Any:
        return batches_of(self.cohort, self.case.key)

    def shown(self) -> str:
        """All that the figures say, as text that can be compared."""
        revision = self.case.published_revision
        assert revision
        names = stage_names(self.batches, str(self.case.key), revision, NoWords())
        sure = group_calibration([self.batches], NoWords(), Documents())
        return repr((question_figures(self.batches), names, sure))


@pytest.fixture
def taught(db: None) -> Class:
    return Class()


def test_figures_change_by_five_people_at_once_and_by_nothing_else(taught: Class) -> None:
    said = []
    for number in range(11):
        taught.grow(1, given={"chosen": [number % 3]}, score=float(number % 3 == 1))
        said.append(taught.shown())

    changes = [at + 1 for at in range(1, 11) if said[at] != said[at - 1]]
    assert changes == [5, 10]
    (question,) = question_figures(taught.batches)
    assert not isinstance(question.figures, TooFew)
    assert question.figures.people == 10
    assert [use.chosen.hits for use in question.figures.options] == [4, 3, 3]


def test_nobodys_leaving_and_no_removal_changes_a_figure(taught: Class) -> None:
    taught.grow(5)
    before = taught.shown()

    leave_class(actor=taught.members[0], key=taught.cohort.key, now=NOON)
    remove_everything(taught.members[1], actor=taught.members[1], now=NOON)
    ItemAnswer.objects.all().delete()

    assert taught.shown() == before
    rows = standings_of(taught.cohort, works_of(taught.cohort))
    assert [line.name for line in rows] == ["m2", "m3", "m4"]
    assert Contribution.objects.filter(person=None).count() == 1


def test_a_question_that_only_some_of_a_batch_answered_waits_for_five(taught: Class) -> None:
    taught.grow(10)
    for contribution in Contribution.objects.order_by("pk")[:3]:
        contribution.said = {**contribution.said, "answers": []}
        contribution.save()

    (question,) = question_figures(taught.batches)

    # Two of the first batch joined the five of the second.
    assert not isinstance(question.figures, TooFew)
    assert question.figures.people == 7
    assert isinstance(question_figures(taught.batches[:1])[0].figures, TooFew)


def test_names_are_counted_by_stage_and_nobodys_own_wording_is_shown(taught: Class) -> None:
    taught.grow(4, stages=([row("Discitis", 60)], [row("Metastasis", 90)]))
    taught.grow(1, stages=([row("my cousin Zoe has it", 50)], [row("Metastasis", 40)]))

    first, second = stage_names(
        taught.batches,
        str(taught.case.key),
        taught.case.published_revision,
        NoWords(),  # type: ignore[arg-type]  # published
    )

    assert "Zoe" not in repr((first, second))
    assert [(one.name, one.people) for one in first.named][-1][0] == OWN_WORDS
    assert [(one.is_truth, one.people, one.points) for one in second.named] == [(True, 5, 80.0)]


def test_calibration_needs_twenty_answers_of_five_people(taught: Class) -> None:
    taught.grow(9)
    few = group_calibration([taught.batches], NoWords(), Documents())
    assert isinstance(few, TooFew)
    taught.grow(1)

    found = group_calibration([taught.batches], NoWords(), Documents())
    assert not isinstance(found, TooFew)
    assert (found.right.hits, found.right.count) == (20, 20)


def test_sensitivity_and_specificity_are_of_five_people_each(taught: Class) -> None:
    normal = {"kind": "hotspot", "item": "spot", "detail": {"found": [], "missed": [], "false": []}}
    taught.grow(10, stages=([row("Normal", 60)], [row("Metastasis", 90)]))

    def told() -> Any:
        return group_detection([taught.batches], NoWords(), Documents())

    def read_normals(count: int) -> None:
        for contribution in Contribution.objects.order_by("pk")[:count]:
            answer = {
                **contribution.said["answers"][0],
                **normal,
                "kind": "hotspot",
                "item": "spot",
            }
            contribution.said["answers"] = [answer, {**answer, "item": "other"}]
            contribution.save()

    assert told() is None
    read_normals(4)
    assert told() is None
    read_normals(10)
    found = told()

    assert (found.sensitivity.hits, found.sensitivity.count) == (10, 10)
    assert (found.specificity.hits, found.specificity.count) == (20, 20)
    browser = Client()
    browser.force_login(teacher())
    page = browser.get(f"/classes/{taught.cohort.key}/calibration/").content.decode()
    assert "20 of 20" in page


def test_lesions_are_counted_and_marks_lie_where_they_were_made() -> None:
    outline = [[1, 1], [5, 1], [5, 5]]
    where = {"first_slice": 3, "last_slice": 4, "outline_px": outline}
    told = {"kind": "hotspot", "id": "spot", "stage": "start", "stem": "Mark it.", "series": "s",
            "targets": [{"label": name, **where} for name in ("C5", "C6")]}  # fmt: skip
    item = HotspotItem.model_validate_json(json.dumps(told))
    marks = [[{"slice": 3, "at_px": [9, 9]}], [{"slice": 3, "at_px": [9, 9]}], [],
             [{"slice": 4, "at_px": [1, 1]}], []]  # fmt: skip
    found = [[[0, 0, 0.0]], [[0, 0, 0.0]], [], [[1, 0, 0.0]], []]
    said = [
        {"case": "c", "item": "spot", "version": "v", "given": {"marks": own},
         "detail": {"found": hit}}
        for own, hit in zip(marks, found, strict=True)
    ]  # fmt: skip
    parts = [Part(str(n), {"answers": [one]}) for n, one in enumerate(said)]

    figures = lesion_figures([parts], Question("c", "spot", "v"), item)
    assert not isinstance(figures, TooFew)
    heat = heat_on(figures, 3, (32.0, 32.0))

    assert [(one.label, one.missed.hits) for one in figures.missed] == [("C6", 4), ("C5", 3)]
    assert (figures.said_none, figures.most_marked) == (2, 3)
    assert not isinstance(heat, TooFew)
    assert heat.counts[9][9] == 2 == sum(map(sum, heat.counts))
    assert isinstance(lesion_figures([parts[:4]], Question("c", "spot", "v"), item), TooFew)


def test_an_erased_case_takes_what_was_said_of_it_along(taught: Class) -> None:
    taught.grow(5)

    events.publish(events.CaseErased(taught.case.key))

    assert question_figures(taught.batches) == ()
    assert not SetCase.objects.exists()
    assert "Metastasis" not in repr(list(Contribution.objects.values_list("said", flat=True)))


def test_the_words_that_learners_read_and_what_is_shown_are_one_table(
    taught: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    taught.grow(5)
    nothing = Rule(RULES[Origin.CASE].what, frozenset({Detail.DONE}), frozenset())
    monkeypatch.setitem(analysis_rules.RULES, Origin.CASE, nothing)  # type: ignore[misc]  # a mapping

    (line, *_) = standings_of(taught.cohort, works_of(taught.cohort))
    (sight,) = [one for one in sight_rows() if one.what == nothing.what]

    assert (line.standings[0].state, line.standings[0].score) == ("done", None)
    assert taught.batches == []
    assert (len(sight.named), sight.grouped) == (1, ())


@pytest.fixture
def files(taught: Class) -> Client:
    taught.cohort.name = "=1+1"
    taught.cohort.save()
    taught.grow(5)
    client = Client()
    client.force_login(teacher())
    return client


def test_a_file_tells_who_has_done_what_without_saying_who(files: Client, taught: Class) -> None:
    path = f"/classes/{taught.cohort.key}/results.csv"
    one, two = (files.get(path).content.decode() for _ in range(2))
    marked = files.get(f"{path}?bom=1").content.decode()

    rows = list(csv.DictReader(io.StringIO(one)))
    assert [(r["state"], r["score"], r["finished_on"]) for r in rows] == [
        ("done", "0.7500", "2026-03-02")
    ] * 5
    people = [{r["person"] for r in csv.DictReader(io.StringIO(text))} for text in (one, two)]
    assert len(people[0]) == 5
    assert people[0].isdisjoint(people[1])
    assert not any(m.username in one or str(m.key) in one for m in taught.members)
    assert marked.startswith(BOM)
    assert not one.startswith(BOM)
    assert AuditRecord.objects.filter(action="class.exported").count() == 3


def test_statements_are_as_the_specification_has_them(files: Client, taught: Class) -> None:
    answer = files.get(f"/classes/{taught.cohort.key}/statements.json")
    found = json.loads(answer.content)

    assert answer["Content-Disposition"] == 'attachment; filename="statements.json"'
    assert len({one["id"] for one in found}) == 5
    allowed = {"id", "actor", "verb", "object", "result", "context", "timestamp"}
    for one in found:
        assert set(one) == allowed
        UUID(one["id"])
        assert set(one["actor"]) == {"objectType", "account"}
        assert set(one["actor"]["account"]) == {"homePage", "name"}
        assert one["verb"]["id"] == "http://adlnet.gov/expapi/verbs/completed"
        assert one["result"] == {"completion": True, "score": {"scaled": 0.75}}
        assert datetime.fromisoformat(one["timestamp"]).utcoffset() is not None
    told = json.dumps(found)
    assert "Metastasis" not in told
    assert not any(str(member.key) in told for member in taught.members)


def test_figures_of_questions_are_a_file_too(files: Client, taught: Class) -> None:
    text = files.get(f"/classes/{taught.cohort.key}/figures.csv").content.decode()

    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(r["people"], r["option_text"], r["option_chosen_by"]) for r in rows] == [
        ("5", "C4", "0"), ("5", "C5", "5"), ("5", "C6", "0"),
    ]  # fmt: skip


def test_what_was_missed_on_images_is_in_the_file_of_figures(files: Client, taught: Class) -> None:
    case = every_kind()
    case.refresh_from_db()
    for number, row_ in enumerate(Contribution.objects.all()):
        found = [[0, 0, 0.0]] if number < 2 else []
        row_.said["answers"] = [
            {"case": str(case.key), "item": "zid-find", "version": "v", "kind": "hotspot",
             "revision": case.published_revision_id, "score": 0.5, "seconds": 9,
             "certainty": None, "is_right": False, "given": {"marks": []},
             "detail": {"found": found}}
        ]  # fmt: skip
        row_.save()

    text = files.get(f"/classes/{taught.cohort.key}/figures.csv").content.decode()

    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(r["people"], r["lesion"], r["lesion_missed_by"]) for r in rows] == [
        ("5", "zkey-missed", "5"), ("5", "ztarget", "3"),
    ]  # fmt: skip


def test_the_page_shows_the_figures_and_the_class_its_calibration(
    files: Client, taught: Class
) -> None:
    taught.grow(5)

    page = files.get(f"/classes/set/{taught.task.key}/").content.decode()
    calibration = files.get(f"/classes/{taught.cohort.key}/calibration/").content.decode()

    assert "Which level?" in page
    assert "10 of 10" in page
    assert "right 20 of 20" in calibration


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "  =1", "＝1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_words_in_a_file(text: str) -> None:
    (cell,) = next(csv.reader(io.StringIO(text_of([[text]]), newline="")))

    assert cell == f"'{text}"
