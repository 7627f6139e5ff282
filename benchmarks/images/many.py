"""Write a library of many published one-image studies, and print a token that may see them.

DJANGO_SETTINGS_MODULE=readingroom.config.settings python -m benchmarks.images.many 10000
"""

import random
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402  # Django must be set up first
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from tests.factories.cases import NOON, make_document  # noqa: E402
from tests.factories.people import amara, ben  # noqa: E402
from tests.factories.shelved import shelve  # noqa: E402

from readingroom.accounts.services.api_tokens import issue_token  # noqa: E402
from readingroom.archive.models import Patient, Series, Study, Submission  # noqa: E402
from readingroom.cases.models import (  # noqa: E402
    Case,
    Revision,
    RevisionSeries,
    State,
    Visibility,
)
from readingroom.dicomweb.qido.keys import keys_of  # noqa: E402
from readingroom.dicomweb.qido.shelved import Heads  # noqa: E402
from readingroom.dicomweb.shelves import Shelves  # noqa: E402

NAMES = ["Garcia", "Okafor", "Schmidt", "Tanaka", "Rossi", "Novak", "Silva", "Haddad"]
REGIONS = ["KNEE", "SPINE", "CHEST", "HEAD", "ABDOMEN"]
MODALITIES = ["CT", "MR", "US", "DX"]
RANDOM = random.Random(1)  # noqa: S311  # no secret


def write(size: int) -> str:
    """Fill the library; the token."""
    call_command("migrate", verbosity=0)
    numbers = range(1, size + 1)
    with transaction.atomic():
        studies = _studies(numbers)
        series = Series.objects.bulk_create(
            Series(
                series_instance_uid=f"2.25.{study.pk}2",
                study=study,
                modality=RANDOM.choice(MODALITIES),
                instance_count=1,
                frame_count=1,
                created_at=NOON,
            )
            for study in studies
        )
        _publish(series)
        _shelve(series)
        return issue_token(ben(), label="benchmark", now=NOON)


def _studies(numbers: range) -> list[Study]:
    patients = Patient.objects.bulk_create(
        Patient(key_digest=f"{n:064x}", sealed_anchor=b"-", created_at=NOON) for n in numbers
    )
    submission = Submission.objects.create(owner=amara(), created_at=NOON, moved_at=NOON)
    return Study.objects.bulk_create(
        Study(
            pk=number,
            study_instance_uid=f"2.25.{number}1",
            patient=patient,
            submission=submission,
            relative_day=0,
            created_at=NOON,
        )
        for number, patient in zip(numbers, patients, strict=True)
    )


def _publish(series: list[Series]) -> None:
    owner = amara()
    cases = Case.objects.bulk_create(
        Case(number=number, owner=owner, visibility=Visibility.PUBLIC, created_at=NOON)
        for number, _ in enumerate(series, start=1)
    )
    said = make_document().model_dump(mode="json")
    revisions = Revision.objects.bulk_create(
        Revision(case=case, number=1, document=said, author=owner, created_at=NOON)
        for case in cases
    )
    RevisionSeries.objects.bulk_create(
        RevisionSeries(revision=revision, series=one, local_id="a", position=0)
        for revision, one in zip(revisions, series, strict=True)
    )
    for case, revision in zip(cases, revisions, strict=True):
        case.published_revision = revision
        case.state, case.published_at = State.PUBLISHED, NOON
    Case.objects.bulk_update(cases, ["published_revision", "state", "published_at"], 500)


def _shelve(series: list[Series]) -> None:
    """One series is shelved and copied: making every image anew takes far longer than asking."""
    data = settings.READINGROOM_DATA
    heads = Heads(Shelves(data))
    template = series[0]
    shelve(data, template.study.study_instance_uid, template.series_instance_uid, 1)
    keys = []
    for one in series:
        made = keys_of(one.study_id, "2.25.11", [template.series_instance_uid], heads)
        if made is None:
            raise RuntimeError("The first series can't be read.")
        made.accession, made.patient_id = f"A{one.study_id:07d}", f"P{one.study_id:06d}"
        made.patient_name = f"{RANDOM.choice(NAMES).upper()}^{one.study_id}"
        made.date = f"{RANDOM.randint(2000, 2025)}{RANDOM.randint(1, 12):02d}15"
        made.description = f"{one.modality} {RANDOM.choice(REGIONS)}"
        made.body = (
            made.body.replace("ACC-1", made.accession)
            .replace('"P-1"', f'"{made.patient_id}"')
            .replace("Nobody^Nora", made.patient_name)
            .replace("20240315", made.date)
            .replace("2.25.11", f"2.25.{one.study_id}1")
        )
        if "00081030" not in made.body:
            description = f'"00081030":{{"vr":"LO","Value":["{made.description}"]}}'
            made.body = f"{made.body[:-1]},{description}}}"
        keys.append(made)
    type(keys[0]).objects.bulk_create(keys, batch_size=500)


if __name__ == "__main__":
    print(write(int(sys.argv[1])))
