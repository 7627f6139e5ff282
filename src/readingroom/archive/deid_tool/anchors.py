"""The moments that patients' dates count from, kept beside the secret from run to run.

Without them a later study of the same patient would be taken for the first again. Sealed with a
key made from the secret, so that the file alone tells nothing.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from readingroom.archive.anchors import open_anchor, seal_anchor
from readingroom.archive.deid_tool.secret import derived
from readingroom.archive.steps.files import write_beside
from readingroom.kernel.errors import Unavailable

_PURPOSE = "anchors"


def read_anchors(secret_file: Path | None, secret: bytes) -> dict[str, str]:
    """By patient, ISO 8601; none where no secret is kept, or no run was before.

    Raises:
        Unavailable: the file is damaged, or belongs to another secret.
    """
    path = _beside(secret_file)
    if path is None or not path.exists():
        return {}
    key = derived(secret, _PURPOSE)
    try:
        sealed: Mapping[str, str] = json.loads(path.read_text())
        return {
            patient: open_anchor(
                base64.b64decode(text), patient_digest=patient, secret=key
            ).isoformat()
            for patient, text in sealed.items()
        }
    except (OSError, ValueError, AttributeError, Unavailable):
        raise Unavailable(
            "The file of first dates beside the secret does not fit it. Put both back from one "
            "backup, or use another secret."
        ) from None


def write_anchors(secret_file: Path | None, secret: bytes, anchors: Mapping[str, str]) -> None:
    """Keep them for the next run, where a secret is kept.

    Raises:
        Unavailable: the disk would not take them.
    """
    path = _beside(secret_file)
    if path is None:
        return
    key = derived(secret, _PURPOSE)
    sealed = {
        patient: base64.b64encode(
            seal_anchor(datetime.fromisoformat(text), patient_digest=patient, secret=key)
        ).decode()
        for patient, text in sorted(anchors.items())
    }
    write_beside(path, [json.dumps(sealed, indent=0).encode()])


def _beside(secret_file: Path | None) -> Path | None:
    return secret_file.with_name(f"{secret_file.name}.first-dates") if secret_file else None
