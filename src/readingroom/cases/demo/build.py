"""Making the demo library."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings

from readingroom.accounts.models import Person
from readingroom.archive.progress_words import in_words
from readingroom.casefile.folder import CASE_FILE
from readingroom.cases.models import Case, State, Visibility
from readingroom.cases.services.import_folder import import_case_folder
from readingroom.cases.services.publish import publish_case
from readingroom.infra.terminal import OnProgress
from readingroom.phantom.patient import write_patient

SEED = 1
# We draw these images ourselves and write nothing in them. Noise in which a search sees letters
# would keep slices back, and leave holes in a stack that is to be cut in other planes.
NOTHING_WRITTEN = ("text_in_picture", "text_unsettled", "preview_first")
TEXT = Path(__file__).with_name(CASE_FILE)
_MARK = "demo:"
_SIMULATED = {"mri": "Simulating MRI of the neck", "ct": "Simulating CT of the chest"}


def find_demo_case() -> Case | None:
    """The demo case, if it was ever made here, whatever became of it since."""
    return Case.objects.filter(source_digest__startswith=_MARK).order_by("pk").first()


def make_demo_case(*, owner: Person, now: datetime, on_progress: OnProgress) -> Case:
    """Simulate the patient, take the images in by the full route, publish the case to everyone.

    A run that was cut is made good by the next: images that came in are found again.
    """
    scratch = settings.READINGROOM_DATA / "tmp"
    scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="demo-", dir=scratch) as name:
        folder = Path(name)
        write_patient(folder, seed=SEED, on_progress=_of_simulation(on_progress))
        shutil.copyfile(TEXT, folder / CASE_FILE)
        case = import_case_folder(
            folder,
            owner=owner,
            now=now,
            on_progress=in_words(on_progress),
            released=NOTHING_WRITTEN,
        )
    if case.state == State.DRAFT:
        publish_case(case_key=case.key, actor=owner, visibility=Visibility.PUBLIC, now=now)
    Case.objects.filter(pk=case.pk).update(source_digest=f"{_MARK}{case.source_digest}"[:64])
    case.refresh_from_db()
    return case


def _of_simulation(on_progress: OnProgress) -> OnProgress:
    def tell(label: str, done: int, total: int) -> None:
        on_progress(_SIMULATED.get(label, label), done, total)

    return tell
