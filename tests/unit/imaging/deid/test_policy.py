"""A site's policy: read from a file, refused with the place, carried out."""

from dataclasses import fields, replace
from pathlib import Path

import pytest
from pydicom.dataset import Dataset

from readingroom.imaging.deid.apply import DeidContext
from readingroom.imaging.deid.policy import (
    DEFAULT_POLICY,
    MEANINGS,
    TOOL_POLICY,
    Policy,
    PolicyRefused,
    choices,
    parse_policy,
    sentences,
)
from tests.factories.dicom import ct_slice
from tests.unit.imaging.deid.objects import ANCHOR, SECRET, cleaned, deidentified


def under(policy: Policy, dataset: Dataset) -> Dataset:
    return cleaned(dataset, DeidContext(SECRET, ANCHOR, policy=policy))


def test_a_file_states_what_differs_from_the_default(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("dates: shift\nsize_and_weight: false\n")

    assert Policy.load(file) == Policy(dates="shift", size_and_weight=False)
    assert parse_policy("") == DEFAULT_POLICY


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("dates: rebase\ndatez: shift", "line 2: `datez` is no setting"),
        ("dates: sometimes", "line 1: `dates` must be rebase or shift or remove"),
        ("sex: 1", "line 1: `sex` must be true or false"),
        ("sex: 'true'", "line 1: `sex` must be true or false"),
        ("sex: {a: b}", "line 1: `sex` must be true or false"),
        ("sex: true\nsex: false", "line 2: `sex` stands there twice"),
        ("- sex", "line 1: a policy is a list of settings"),
        ("sex: [", "this is no YAML"),
    ],
)
def test_what_can_not_be_followed_is_refused_with_its_place(text: str, told: str) -> None:
    with pytest.raises(PolicyRefused) as refusal:
        parse_policy(text)

    assert told in str(refusal.value)


def test_a_missing_file_is_refused_without_its_path(tmp_path: Path) -> None:
    with pytest.raises(PolicyRefused) as refusal:
        Policy.load(tmp_path / "secret-name.yaml")

    assert "secret-name" not in str(refusal.value)


def test_every_value_of_every_setting_has_its_sentence() -> None:
    assert set(MEANINGS) == {field.name for field in fields(Policy)}
    for policy in (DEFAULT_POLICY, TOOL_POLICY, Policy(dates="shift"), Policy(dates="remove")):
        assert len(sentences(policy)) == len(choices(policy)) == len(fields(Policy))


def test_dates_removed_are_empty_and_the_object_says_so() -> None:
    out = deidentified(ct_slice(), DeidContext(SECRET, ANCHOR, policy=Policy(dates="remove")))

    assert out.clean.dataset["StudyDate"].is_empty
    assert "SeriesDate" not in out.clean.dataset
    assert out.clean.dataset.LongitudinalTemporalInformationModified == "REMOVED"
    assert "113107" not in out.report.options


def test_a_secret_shift_keeps_intervals_and_is_the_patients_own() -> None:
    policy = Policy(dates="shift")
    first = under(policy, ct_slice())
    later = under(policy, ct_slice(StudyDate="20240322"))
    other = under(policy, ct_slice(PatientID="P-2"))

    assert "20140101" < first.StudyDate < "20240315"
    assert int(later.StudyDate) - int(first.StudyDate) in (7, *range(70, 80), *range(8870, 8880))
    assert (other.StudyDate, other.StudyTime) != (first.StudyDate, first.StudyTime)
    assert first.StudyTime != "101500"


@pytest.mark.parametrize(
    ("policy", "gone"),
    [
        (Policy(sex=False), "PatientSex"), (Policy(age=False), "PatientAge"),
        (Policy(size_and_weight=False), "PatientWeight"),
        (Policy(descriptions=False), "SeriesDescription"),
    ],
)  # fmt: skip
def test_what_the_policy_does_not_keep_goes(policy: Policy, gone: str) -> None:
    dataset = ct_slice(PatientAge="041Y", PatientWeight="71.5", SeriesDescription="CT CHEST")

    assert under(DEFAULT_POLICY, dataset).get(gone)
    assert not under(policy, dataset).get(gone)


def test_ages_are_exact_where_the_policy_says_so() -> None:
    assert under(Policy(age_in_years=True), ct_slice(PatientAge="041Y")).PatientAge == "041Y"
    assert under(Policy(age_in_years=True), ct_slice(PatientAge="093Y")).PatientAge == "090Y"


def test_a_weight_that_nobody_has_goes() -> None:
    assert "PatientWeight" not in cleaned(ct_slice(PatientWeight="1234567"))
    assert cleaned(ct_slice(PatientWeight="71.5")).PatientWeight == 71.5


def test_a_face_is_owned_up_to() -> None:
    context = DeidContext(SECRET, ANCHOR, may_show_face=True)

    assert cleaned(ct_slice(), context).RecognizableVisualFeatures == "YES"
    assert "RecognizableVisualFeatures" not in cleaned(ct_slice())


def test_what_a_file_leaves_out_is_as_the_base_has_it(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("sex: false\n")

    assert Policy.load(file, base=TOOL_POLICY) == replace(TOOL_POLICY, sex=False)
    assert parse_policy("", base=TOOL_POLICY) == TOOL_POLICY
