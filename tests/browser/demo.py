"""Run in a process of its own: ``readingroom demo``, with the patient that the run has simulated.

    python -m tests.browser.demo PATIENT WORD...

gives WORDs to the command. All but the simulation is as ever; that writes the same bytes for the
same seed, and takes longer than all the rest.
"""

import shutil
import sys
from pathlib import Path

from readingroom.cli.main import main
from readingroom.phantom import patient

SEED = 1
PATIENT = Path(sys.argv[1])


def copied(folder: Path, *, seed: int, on_progress: patient.Progress) -> None:
    """In place of ``write_patient``."""
    assert seed == SEED
    for study in patient.STUDIES:
        on_progress(study, 1, 1)
    shutil.copytree(PATIENT, folder, dirs_exist_ok=True)


if __name__ == "__main__":
    patient.write_patient = copied  # what it returns is the truth, which nobody asks of the demo
    main(["demo", *sys.argv[2:]])
