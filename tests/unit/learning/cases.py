"""Cases for tests of the unknown, each of whose fields says what it is."""

from typing import Any

from readingroom.casefile.document import CaseDocument
from readingroom.casefile.validation import parse_document


def stages(images: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """A stage of every kind, in the order of a case; every text holds a word of its stage alone."""
    where = {"mri": "images/mri", "late": "images/late", "slide": "images/slide"} | (images or {})
    return [
        {"kind": "presentation", "id": "zfirst-id", **_found("zfirst")},
        {"kind": "laboratory", "id": "zlab-id", "title": "zlab-title",
         "results": [{"name": "zlab-test", "value": "zlab-value", "unit": "zlab-unit"}],
         "cultures": [{"specimen": "zlab-blood", "growth": "zlab-growth"}], **_found("zlab")},
        {"kind": "study", "id": "zmri-id", "title": "zmri-title", "modality": "mri", "day": 0,
         "region": "Spine", "caption": "zmri-caption", "series": [
             _series("zmri-axial", where["mri"], "Axial", "T2"),
             _series("zmri-best", where["mri"], "Sagittal", "T1"),
         ], **_found("zmri")},
        {"kind": "procedure", "id": "zprocedure-id", "procedure": "zprocedure-done",
         "complications": "zprocedure-trouble", **_found("zprocedure")},
        {"kind": "course", "id": "zcourse-id", "title": "zcourse-title",
         "events": [{"what": "operation", "text": "zcourse-event"}], **_found("zcourse")},
        {"kind": "study", "id": "zlate-id", "title": "zlate-title", "modality": "ct", "day": 9,
         "region": "zlate-region", "caption": "zlate-caption",
         "series": [_series("zlate-series", where["late"], "zlate-plane", "zlate-sequence")],
         **_found("zlate")},
        {"kind": "pathology", "id": "ztissue-id", "title": "ztissue-title",
         "specimen": "ztissue-specimen", "macroscopy": "ztissue-macro",
         "microscopy": "ztissue-micro",
         "stains": [{"marker": "ztissue-marker", "result": "positive"}],
         "molecular": [{"test": "ztissue-test", "result": "ztissue-result"}],
         "final_diagnosis": "ztissue-final",
         "series": [{**_series("ztissue-series", where["slide"], "", ""),
                     "stain": "ztissue-stain"}], **_found("ztissue")},
        {"kind": "discussion", "id": "zend-id", "title": "zend-title", "text": "zend-text",
         "teaching_points": ["zend-point"], "references": [{"citation": "zend-citation"}],
         "further_cases": [{"label": "zend-further", "why": "zend-why"}], **_found("zend")},
    ]  # fmt: skip


def _found(word: str) -> dict[str, Any]:
    """Findings, limits and a differential; from the first images on they lead to them."""
    has_images = word not in {"zfirst", "zlab"}
    image = {"image": {"series": "zmri-best", "slice": 2}} if has_images else {}
    return {
        "findings": f"{word}-findings" + (" [there](image:zmri-best/3)" if has_images else ""),
        "limits": f"{word}-limits",
        "differential": [
            {"diagnosis": f"{word}-diagnosis", "share": 60,
             "for": [{"text": f"{word}-for", **image}],
             "against": [{"text": f"{word}-against"}]},
        ],
    }  # fmt: skip


def _series(name: str, images: str, plane: str, sequence: str) -> dict[str, Any]:
    word = name.partition("-")[0]
    return {
        "id": name, "images": images, "plane": plane, "sequence": sequence,
        "caption": f"{word}-below", "key_image": 2,
        "initial_window": {"center": 4321, "width": 8765},
        "annotations": [{"shape": "arrow", "slice": 2, "tip_px": [3, 4], "tail_px": [1, 1],
                         "label": f"{word}-arrow"}],
    }  # fmt: skip


def fields() -> dict[str, Any]:
    """Everything that is said of a case as a whole; all that tells it is marked with ``zwhole``."""
    return {
        "schema_version": 1,
        "title": "zwhole-title",
        "unknown_title": "Neck pain in an older adult",
        "contributors": [{"name": "Amara"}],
        "certainty": "almost-certain",
        "basis": "zwhole-basis",
        "systems": ["haematology"],
        "tags": ["zwhole-tag"],
        "suitable_for_quiz": True,
        "diagnosis_codes": [{"value": "zwhole", "scheme": "SCT", "meaning": "zwhole-code"}],
        "notice": "zwhole-notice",
        "patient": {"presentation": "Neck pain.", "history": "None."},
        "items": [
            {"kind": "differential", "id": "zwhole-item", "stage": "zmri-id",
             "stem": "zwhole-stem", "accepted": [{"diagnosis": "zwhole-accepted"}]},
        ],
    }  # fmt: skip


def marked_document(**images: str) -> CaseDocument:
    """A document of every kind of stage; what belongs to a stage begins with its own word."""
    return parse_document({**fields(), "stages": stages(images)})


WORDS = ("zfirst", "zlab", "zmri", "zprocedure", "zcourse", "zlate", "ztissue", "zend")
"""The word of each stage, in order."""
