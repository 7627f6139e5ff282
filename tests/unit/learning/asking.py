"""Items to be answered, one of each kind."""

from typing import Any

from pydantic import TypeAdapter

from readingroom.casefile.items import Item

_ITEMS: TypeAdapter[Item] = TypeAdapter(Item)
SQUARE = [[10, 10], [20, 10], [20, 20], [10, 20]]


def item(kind: str, **fields: Any) -> Item:
    """An item as a document would hold it."""
    data = {"kind": kind, "id": kind, "stage": "start", "stem": f"{kind}-stem", **fields}
    return _ITEMS.validate_python(data, strict=False)


def target(label: str = "Mass", first: int = 4, last: int = 6, **changed: Any) -> dict[str, Any]:
    """A square place of 10 by 10 pixels."""
    return {
        "label": label, "first_slice": first, "last_slice": last, "outline_px": SQUARE, **changed
    }  # fmt: skip


def hotspot(*targets: dict[str, Any], **fields: Any) -> Any:
    return item("hotspot", series="ct", targets=list(targets), **fields)


def ct_stack(count: int = 10) -> dict[str, Any]:
    """Axial slices 5 mm apart, pixels of 2 by 2 mm."""
    return {
        "rows": 64, "columns": 64, "pixel_spacing_mm": [2.0, 2.0], "spacing_kind": "patient",
        "slice_spacing_mm": 5.0, "slice_thickness_mm": 5.0, "frame_of_reference": "2.25.9",
        "image_orientation": [1, 0, 0, 0, 1, 0],
        "frames": [
            {"sop": f"2.25.{n}", "frame": 1, "position_mm": [0, 0, 5.0 * n]} for n in range(count)
        ],
    }  # fmt: skip


def film_stack(count: int = 3) -> dict[str, Any]:
    """Frames of one object that says nothing of where they lie."""
    return {
        "rows": 64, "columns": 64, "pixel_spacing_mm": None, "spacing_kind": "none",
        "slice_spacing_mm": None, "slice_thickness_mm": None, "frame_of_reference": None,
        "image_orientation": None,
        "frames": [{"sop": "2.25.1", "frame": n, "position_mm": None} for n in range(1, count + 1)],
    }  # fmt: skip
