"""From a case back to the hospital's own study: only where the private key is."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from readingroom.archive.linkfile import new_keys
from readingroom.archive.models import Study
from readingroom.archive.places import Places
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receive import receive_paths
from readingroom.cases.services.draft import draft_from_studies
from readingroom.kernel.errors import NotFound
from readingroom.kernel.ids import new_key
from tests.factories import dicom
from tests.factories.people import amara
from tests.integration.archive.conftest import NOW, put


def test_a_case_key_leads_to_the_original_study_with_the_private_key_alone(
    given: Path, data: Places, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    private, settings.READINGROOM_LINK_KEY = new_keys()
    other = dicom.mr_slice(
        PatientID="P-2", StudyInstanceUID=dicom.uid(2), SeriesInstanceUID=dicom.uid(2, 1)
    )
    put(given, dicom.ct_slice(), other)
    owner = amara()
    owner.language = "de"
    received = receive_paths([given], owner=owner, now=NOW)
    process_submission(received.submission.key, now=NOW)
    study = Study.objects.get(modalities="CT")
    case = draft_from_studies(received.submission.key, [study.key], owner=owner, now=NOW)
    assert case.revisions.get().document["language"] == "de"  # what its author writes in
    key = data.root / "private"
    key.write_text(private)
    assert str(case.key).encode() not in data.links.read_bytes()

    call_command("link", "find", str(data.links), "--key", str(key), "--case", case.key.hex)

    told = capsys.readouterr().out
    assert "patient P-1" in told
    assert dicom.uid(1) in told
    assert "P-2" not in told
    with pytest.raises(NotFound):
        call_command("link", "find", str(data.links), "--key", str(key), "--case", str(new_key()))
