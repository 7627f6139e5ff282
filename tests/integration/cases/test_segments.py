"""Places that a segmentation says: taken over as the case comes in, the question's from then on."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from readingroom.archive.models import Series
from readingroom.casefile.document import CaseDocument, dump_document
from readingroom.casefile.items import HotspotItem, item_version
from readingroom.casefile.validation import parse_document
from readingroom.cases.models import Case, Visibility
from readingroom.cases.selectors.editing import desk_of, left_out
from readingroom.cases.services.draft import draft_from_studies
from readingroom.cases.services.import_folder import import_case_folder
from readingroom.cases.services.publish import publish_case
from readingroom.cases.services.revise import save_revision
from readingroom.kernel.errors import InvalidInput
from readingroom.learning.models import ItemAnswer
from readingroom.learning.selectors.questions import alias_of
from readingroom.phantom.patient import write_study_of
from tests.factories.cases import NOON
from tests.factories.people import amara, ben, chiara, dev
from tests.unit.phantom.test_dicom_writer import small_series

pytestmark = pytest.mark.django_db
SAID = """schema_version: 1
title: A mass
unknown_title: A cough
contributors: [{name: Amara}]
patient: {presentation: Coughs.}
stages:
  - kind: study
    id: ct
    modality: ct
    series:
      - id: lung
        images: images/ct/lung
  - kind: discussion
    id: end
    text: It was a mass.
items:
  - kind: hotspot
    id: find
    stage: ct
    stem: There was one.
    series: lung
    segments:
      - images: images/ct/seg/truth.dcm
        number: 1
    tolerance_mm: 0.4
"""
TOLD = ("lobe", "seg/", "egment", "SEG", "There was one", "raced", "outline")


def the_item(document: CaseDocument) -> HotspotItem:
    (item,) = document.items
    assert isinstance(item, HotspotItem)
    return item


def draft(case: Case) -> CaseDocument:
    case.refresh_from_db()
    assert case.draft_revision
    return parse_document(case.draft_revision.document)


@pytest.fixture
def case(tmp_path: Path, settings: Any) -> Case:
    settings.READINGROOM_DATA = tmp_path / "data"
    folder = tmp_path / "case"
    write_study_of((small_series(),), folder, seed=4)
    (folder / "case.yaml").write_text(SAID)
    return import_case_folder(folder, owner=amara(), now=NOON)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def raw(answer: Any) -> str:
    heads = "\n".join(f"{name}: {value}" for name, value in answer.items())
    return f"{heads}\n{answer.cookies.output()}\n{answer.content.decode()}"


def test_a_draft_of_the_study_shows_its_images_and_no_segmentation(case: Case) -> None:
    drawn = Series.objects.select_related("study__submission").get(modality="SEG")
    study = drawn.study
    assert drawn.stack_count > 0

    made = draft_from_studies(study.submission.key, [study.key], owner=amara(), now=NOON)

    uids = {series.series_instance_uid for series in draft(made).all_series()}
    assert uids == {one.series_instance_uid for one in study.series.exclude(modality="SEG")}
    assert left_out(desk_of(amara(), made.key, now=NOON)) == ()


def test_a_region_of_a_segmentation_is_asked_judged_and_shown_and_told_to_nobody_before(
    case: Case,
) -> None:
    item = the_item(draft(case))
    (target,) = item.targets
    assert (target.label, target.first_slice, item.segments) == (
        "Mass in the right upper lobe", 2, ()
    )  # fmt: skip
    assert [set(one.outline_px) for one in target.traced] == [{(2, 2), (4, 2), (4, 4), (2, 4)}]

    publish_case(case_key=case.key, actor=dev(), visibility=Visibility.PUBLIC, now=NOON)
    uid = Series.objects.get(modality="SEG").series_instance_uid
    learner, address = (
        signed_in(ben()),
        f"/cases/{case.key}/questions/{alias_of(case.key, 'find')}/",
    )
    before = [learner.get(address), learner.get(f"/cases/{case.key}/unknown/")]
    assert [word for word in (*TOLD, uid) for page in before if word in raw(page)] == []

    token = raw(before[0]).partition('name="token" value="')[2].partition('"')[0]
    marks = [{"slice": 2, "at_px": [4.3, 3]}, {"slice": 1, "at_px": [3, 3]}]
    sent = {"token": token, "number": "1", "marks": json.dumps(marks), "seen": "[[2, 3]]"}
    assert learner.post(f"{address}answer/", sent).status_code == 303
    answer = ItemAnswer.objects.get()
    assert (answer.detail["found"], answer.detail["false"]) == ([[0, 0, 0.3]], [1])
    after = raw(learner.get(address))
    assert "Mass in the right upper lobe" in after
    assert "[[2.0, 2.0], [4.0, 2.0], [4.0, 4.0], [2.0, 4.0]]" in after.replace("&quot;", '"')
    assert uid not in after

    taken_over_by_hand(case, uid, answer)


def taken_over_by_hand(case: Case, uid: str, answer: ItemAnswer) -> None:
    """What the editor's page asks; and what is filed later changes no question."""
    author, address = signed_in(amara()), f"/cases/{case.key}/edit/segments/"
    offered = author.get(address, {"series": "lung"}).json()["segments"]
    assert [one["label"] for one in offered] == [
        "Mass in the right upper lobe", "Coronary calcification",
    ]  # fmt: skip
    named = {"series": "lung", **offered[1]}
    target = author.get(address, named).json()["target"]
    assert (target["first_slice"], target["label"]) == (3, "Coronary calcification")
    assert author.get(address, {**named, "number": 9}).status_code == 422
    assert author.get(address, {**named, "images": "x/../y"}).status_code == 422
    assert author.get(address).status_code == 422
    assert signed_in(chiara()).get(address, named).status_code == 404

    Series.objects.filter(series_instance_uid=uid).update(modality="CT")
    now = draft(case)
    assert item_version(the_item(now)) == answer.item_version
    data = dump_document(now)
    data["items"][0]["segments"] = [{"images": f"series:{uid}", "number": 1}]
    document = parse_document(data)
    with pytest.raises(InvalidInput, match="no segment 1"):
        save_revision(case=case, document=document, author=amara(), note="", now=NOON)
