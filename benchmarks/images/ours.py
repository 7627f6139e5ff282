"""Publish every series of a library in one case, and print where it is, as JSON.

DJANGO_SETTINGS_MODULE=readingroom.config.settings python -m benchmarks.images.ours
"""

import json
import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402  # Django must be set up first

from readingroom.accounts.services.administrators import ensure_administrator  # noqa: E402
from readingroom.accounts.services.api_tokens import issue_token  # noqa: E402
from readingroom.archive.models import Instance, Series  # noqa: E402
from readingroom.casefile.validation import parse_document  # noqa: E402
from readingroom.cases.models import (  # noqa: E402
    Case,
    Revision,
    State,
    Visibility,
)
from readingroom.cases.services.revise import create_case  # noqa: E402


def publish() -> dict[str, object]:
    """A public case of the largest series; what is asked of it."""
    owner, now = ensure_administrator(), timezone.now()
    series = Series.objects.order_by("-frame_count").first()
    if series is None:
        raise SystemExit("Nothing was filed.")
    document = parse_document(
        {
            "schema_version": 1,
            "title": "Head of a phantom",
            "stages": [
                {
                    "kind": "study", "id": "one", "modality": "ct", "region": "Head",
                    "findings": "A stack.",
                    "series": [{"id": "a", "images": f"series:{series.series_instance_uid}"}],
                }
            ],
        }
    )  # fmt: skip
    case = create_case(document=document, owner=owner, now=now)
    revision = Revision.objects.get(case=case)
    Case.objects.filter(pk=case.pk).update(
        state=State.PUBLISHED,
        visibility=Visibility.PUBLIC,
        published_at=now,
        published_revision=revision,
    )
    place = (
        f"/dicomweb/studies/{series.study.study_instance_uid}/series/{series.series_instance_uid}"
    )
    rows = Instance.objects.filter(series=series).order_by("number", "pk")
    return {
        "case": f"/cases/{case.key}/",
        "token": issue_token(owner, label="benchmark", now=now),
        "series": place,
        "frames": [
            f"{place}/instances/{uid}/frames/1"
            for uid in rows.values_list("sop_instance_uid", flat=True)
        ],
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(publish()))
