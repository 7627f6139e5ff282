"""The reference case as its author has it: a disc with two studies, and one text of it all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

from tests.factories import dicom

TITLE: Final = "Vertebral metastases – cervical deposit from a lung primary"
UNKNOWN_TITLE: Final = "Neck pain in an older adult"
DISCITIS: Final = "Discitis and osteomyelitis with epidural, foraminal and prevertebral phlegmon"
BASIS: Final = "Histology of the tissue removed at operation; the lung mass itself was not sampled."
TAGS: Final = "metastasis, epidural disease, spinal infection mimic"
REPORT: Final = f"""Presentation: Neck pain.

MRI of the cervical spine
TECHNIQUE: Sagittal T2, STIR, T1 before and after contrast, diffusion with ADC;
axial T2 and T1 after contrast.
FINDINGS:
Oedema and enhancement of the C5 and C6 vertebral bodies with mild restricted
diffusion. A small focus of enhancement in the disc between them, on the left.

Left anterior epidural soft tissue is thickened and enhances, reaching the neural foramen and the
prevertebral space. The cord is displaced backwards, not indented; its signal and calibre
are normal.
No discrete collection.
LIMITS: Only the cervical spine was examined.
DIFFERENTIAL DIAGNOSIS:
1. {DISCITIS}, 60 %
For: Two neighbouring vertebrae and the disc between them.
Against: No discrete collection.
2. Metastatic deposit, 40 %
For: Replaced marrow at this age.

Operation: Cervical decompression.

CT of the chest
Technique: Obtained after the operation.
Findings: A multilobulated mass in the right upper lobe with smaller satellite nodules next to
it. No effusion, no enlarged nodes. The coronary arteries are heavily calcified.
Limitations: Slices are 5 mm thick.
Differential diagnosis:
Lung cancer with vertebral metastases 95 %

Specimen: Epidural tissue.
Microscopy: Sheets of tumour cells with pale eosinophilic cytoplasm, oval hyperchromatic nuclei
and prominent nucleoli; focal necrosis, frequent mitoses.
Immunohistochemistry: POSITIVE: CK AE1/AE3, CK7, TTF-1. NEGATIVE: CAM5.2, CK20, p40, CD68, S100,
tyrosinase, CD1a, CD79a, CD138, PSA, thyroglobulin, calcitonin. Ki-67 about 70 %.
Final diagnosis: Cervical epidural mass: poorly differentiated carcinoma, most consistent
with a lung primary.

Discussion: Telling metastasis from infection is not always easy.
Teaching points:
- Two neighbouring vertebrae and the lateral disc raised infection here.
- A stain panel points to an origin.
References:
An HS, Seldomridge JA. Spinal infections. Clin Orthop 2006. doi:10.1097/01.blo.0000203452.36522.97
"""


def write_disc(folder: Path, patient: str) -> Path:
    """An MRI of the spine and a CT of the chest nine days later, of one patient."""
    folder.mkdir(parents=True)
    for number in (1, 2, 3):
        spine = dicom.mr_slice(
            number=number, position=[number * 3.3, 0, 0], PatientID=patient, PatientAge="080Y",
            PatientSex="F", BodyPartExamined="CSPINE", StudyDate="20240306",
            **numbers(patient, 1, number),
        )  # fmt: skip
        chest = dicom.ct_slice(
            number=number, z=number * 5.0, PatientID=patient, PatientAge="080Y", PatientSex="F",
            BodyPartExamined="CHEST", StudyDate="20240315", **numbers(patient, 2, number),
        )  # fmt: skip
        (folder / f"MR{number}").write_bytes(dicom.to_bytes(spine))
        (folder / f"CT{number}").write_bytes(dicom.to_bytes(chest))
    return folder


def numbers(patient: str, study: int, number: int) -> dict[str, str]:
    own = sum(patient.encode()) * 10 + study
    return {
        "StudyInstanceUID": dicom.uid(own),
        "SeriesInstanceUID": dicom.uid(own, 1),
        "SOPInstanceUID": dicom.uid(own, 1, number),
    }


def copy_of(page: Page) -> dict[str, Any]:
    """What is kept of the case: the working copy that the server puts into its page."""
    answer = page.request.get(page.url.split("#")[0])
    assert answer.ok
    found: dict[str, Any] = page.evaluate(
        """text => JSON.parse(new DOMParser().parseFromString(text, "text/html")
          .getElementById("editor-props").textContent).copy""",
        answer.text(),
    )
    return found


def told(copy: dict[str, Any]) -> dict[str, Any]:
    """The case in few words, stage by stage, for comparing."""
    return {
        f"{place} {stage['kind']}": dict(_said(stage)) for place, stage in enumerate(copy["stages"])
    }


def _said(stage: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name in (
        "findings",
        "caption",
        "limits",
        "specimen",
        "microscopy",
        "final_diagnosis",
        "text",
    ):
        if stage.get(name):
            yield name, stage[name].partition("\n")[0][:24]
    for name, key in (("differential", "share"), ("stains", "marker"), ("events", "what")):
        if stage.get(name):
            yield name, [one.get(key) for one in stage[name]]
    for name in ("teaching_points", "references"):
        if stage.get(name):
            yield name, len(stage[name])


STAGES: Final = {
    "0 presentation": {},
    "1 study": {
        "findings": "Oedema and enhancement o", "caption": "Sagittal T2, STIR, T1 be",
        "limits": "Only the cervical spine ", "differential": [60, 40],
    },
    "2 course": {"events": ["operation"]},
    "3 study": {
        "findings": "A multilobulated mass in", "caption": "Obtained after the opera",
        "limits": "Slices are 5 mm thick.", "differential": [95],
    },
    "4 pathology": {
        "specimen": "Epidural tissue.", "microscopy": "Sheets of tumour cells w",
        "final_diagnosis": "Cervical epidural mass: ",
        "stains": [
            "CK AE1/AE3", "CK7", "TTF-1", "CAM5.2", "CK20", "p40", "CD68", "S100", "Tyrosinase",
            "CD1a", "CD79a", "CD138", "PSA", "Thyroglobulin", "Calcitonin",
        ],
    },
    "5 discussion": {
        "text": "Telling metastasis from ", "teaching_points": 2, "references": 1,
    },
}  # fmt: skip
