"""What a viewer needs to know of a series, in one document made once: ``stacks.json``."""

import base64
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

import numpy as np
from pydicom.dataset import Dataset

from readingroom.imaging.datasets import CleanDataset
from readingroom.imaging.functional_groups import FrameView, numbers
from readingroom.imaging.geometry.frames import Frame
from readingroom.imaging.geometry.orientation import edge_letters
from readingroom.imaging.geometry.projections import stated_letters
from readingroom.imaging.geometry.stacks import Stack, build_stacks
from readingroom.imaging.pixels.encode import WINDOW_EXPLANATION, is_lossy
from readingroom.imaging.pixels.look import (
    DisplayParameters,
    LookupTable,
    display_parameters,
    pixel_spacing,
)
from readingroom.imaging.presets import presets_for
from readingroom.imaging.regions import modality_name, region_of
from readingroom.imaging.uptake import uptake_of

SIMULATED_MANUFACTURER: Final = "Reading Room simulated patient"
VERSION: Final = 1
_GREY: Final = frozenset({"MONOCHROME1", "MONOCHROME2"})
_SIXTEEN: Final = 16


@dataclass(frozen=True, eq=False)
class SeriesDescription:
    """A series as its page and its viewer see it.

    Attributes:
        modality: Modality (0008,0060); ``modality_name`` is the library's word for it.
        description: Series Description, or a name made of modality and plane.
        plane: of the first stack.
        body_part: the region, as ``regions.region_of`` names it; empty when unknown.
        frame_count: over all stacks.
        is_simulated: every instance says that it comes from our simulated patient.
        stacks: as in ``stacks.json``.
    """

    study_instance_uid: str
    series_instance_uid: str
    modality: str
    modality_name: str
    description: str
    plane: str | None
    body_part: str
    frame_count: int
    is_simulated: bool
    stacks: tuple[dict[str, Any], ...]

    def to_json(self) -> bytes:
        """``stacks.json``: UTF-8, the same bytes for the same series."""
        document = {
            "version": VERSION,
            "study": self.study_instance_uid,
            "series": self.series_instance_uid,
            "modality": self.modality,
            "description": self.description,
            "simulated": self.is_simulated,
            "stacks": self.stacks,
        }
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return text.encode()


def describe_series(
    headers: Sequence[CleanDataset],
    transfer_syntaxes: Mapping[str, str],
    *,
    without_frames: Collection[str] = (),
) -> SeriesDescription:
    """Describe one series.

    Args:
        headers: every object of it, at least one, as ``encode_instance`` gives them.
        transfer_syntaxes: by SOP Instance UID, what the frames are kept in.
        without_frames: SOP Instance UIDs of objects that came without pixels. A header may give
            rows and columns all the same; there is nothing of them to show.
    """
    datasets = [header.dataset for header in headers]
    first = min(datasets, key=lambda d: ((numbers(d.get("InstanceNumber")) or (0.0,)), _uid(d)))
    pictured = [dataset for dataset in datasets if _uid(dataset) not in without_frames]
    stacks = build_stacks(pictured, transfer_syntaxes=transfer_syntaxes)
    modality, region = str(first.get("Modality") or "OT"), region_of(first)
    plane = stacks[0].plane if stacks else None
    return SeriesDescription(
        study_instance_uid=str(first.get("StudyInstanceUID") or ""),
        series_instance_uid=str(first.get("SeriesInstanceUID") or ""),
        modality=modality,
        modality_name=modality_name(modality),
        description=_description(first, modality, plane),
        plane=plane,
        body_part=region,
        frame_count=sum(len(stack.frames) for stack in stacks),
        is_simulated=all(d.get("Manufacturer") == SIMULATED_MANUFACTURER for d in datasets),
        stacks=tuple(
            _StackWriter(stack, pictured, transfer_syntaxes).write(index, modality, region)
            for index, stack in enumerate(stacks)
        ),
    )


def _uid(dataset: Dataset) -> str:
    return str(dataset.get("SOPInstanceUID") or "")


def _description(first: Dataset, modality: str, plane: str | None) -> str:
    stated = str(first.get("SeriesDescription") or "").strip()
    return stated or " ".join(filter(None, [modality_name(modality), plane]))


class _StackWriter:
    """Turns one stack into its entry in ``stacks.json``."""

    def __init__(
        self, stack: Stack, datasets: Sequence[Dataset], syntaxes: Mapping[str, str]
    ) -> None:
        self._stack = stack
        self._datasets = datasets
        first = stack.frames[0]
        self._header = datasets[first.header_index]
        self._view = FrameView(self._header, first.frame_number - 1)
        self._looks = [self._look(frame) for frame in stack.frames]
        self._syntax = syntaxes.get(first.sop_instance_uid, "")
        self._uptake = uptake_of([datasets[frame.header_index] for frame in stack.frames])

    def write(self, index: int, modality: str, region: str) -> dict[str, Any]:
        look, middle = self._looks[0], (len(self._stack.frames) + 1) // 2
        windows = self._windows()
        return {
            "index": index,
            "label": self._stack.label,
            **self._geometry(),
            **self._samples(look),
            "unit": _unit(self._view, modality) if look.photometric in _GREY else "",
            **({"suv": self._uptake.to_json()} if self._uptake else {}),
            "transfer_syntax": self._syntax,
            "lossy": any(
                is_lossy(self._datasets[f.header_index], self._syntax) for f in self._stack.frames
            ),
            "frame_time_ms": _frame_time(self._header),
            "default_frame": middle,
            "presets": self._presets(modality, region, windows[middle - 1]),
            "voi_function": look.voi_function,
            "voi_lut": _table(look.voi_lut),
            "modality_lut": _table(look.modality_lut),
            "palette": _palette(look),
            "padding": list(look.padding) if look.padding else None,
            "frames": [
                self._frame(*parts)
                for parts in zip(self._stack.frames, self._looks, windows, strict=True)
            ],
        }  # fmt: skip

    def _presets(
        self, modality: str, region: str, window: tuple[float, float] | None
    ) -> list[dict[str, Any]]:
        if self._looks[0].photometric not in _GREY:
            return []
        suv = self._uptake.factor if self._uptake else None
        found = presets_for(modality=modality, region=region, window=window, suv=suv)
        return [{"label": p.label, "center": p.center, "width": p.width} for p in found]

    def _geometry(self) -> dict[str, Any]:
        spacing, kind, aspect = pixel_spacing(self._view)
        orientation = self._stack.orientation
        letters = edge_letters(orientation) if orientation else stated_letters(self._header)
        thickness = self._view.number("SliceThickness", "PixelMeasuresSequence")
        return {
            "plane": self._stack.plane,
            "rows": int(self._header.Rows),
            "columns": int(self._header.Columns),
            "pixel_spacing_mm": list(spacing) if spacing else None,
            "spacing_kind": kind,
            "pixel_aspect": aspect,
            "slice_thickness_mm": thickness if thickness and thickness > 0 else None,
            "slice_spacing_mm": self._stack.slice_spacing_mm,
            "gaps_after": list(self._stack.gaps_after),
            "orientation": letters._asdict() if letters else None,
            "image_orientation": list(orientation) if orientation else None,
            # Positions of two series compare only where this is the same (PS3.3 C.7.4.1.1.1).
            "frame_of_reference": str(self._header.get("FrameOfReferenceUID") or "") or None,
            **self._projection(),
        }

    def _projection(self) -> dict[str, Any]:
        """Side and view of a mammogram; nothing for all else."""
        projection = self._stack.frames[0].projection
        if projection is None:
            return {}
        side, view = projection
        return {"laterality": side or None, "view": view or None}

    def _samples(self, look: DisplayParameters) -> dict[str, Any]:
        whole = {
            keyword: int((numbers(self._header.get(keyword)) or (default,))[0])
            for keyword, default in (
                ("SamplesPerPixel", 1), ("BitsAllocated", 8), ("BitsStored", 0),
                ("PixelRepresentation", 0),
            )
        }  # fmt: skip
        allocated = max(whole["BitsAllocated"], 8)
        is_float = "BitsStored" not in self._header
        kind = "float" if is_float else "int" if whole["PixelRepresentation"] else "uint"
        return {
            "samples": whole["SamplesPerPixel"],
            "dtype": f"{kind}{allocated}",
            # An inverse presentation LUT (PS3.3 C.11.6.1.2) looks like MONOCHROME1, so it is one.
            "photometric": "MONOCHROME1" if look.is_inverse else look.photometric,
            "bits_stored": whole["BitsStored"] or allocated,
        }

    def _look(self, frame: Frame) -> DisplayParameters:
        return display_parameters(
            self._datasets[frame.header_index], frame_number=frame.frame_number
        )

    def _windows(self) -> list[tuple[float, float] | None]:
        """Each frame's window; where we computed them, one for the whole stack, or scrolling
        would flicker. Colour has none."""
        if self._looks[0].photometric not in _GREY:
            return [None] * len(self._looks)
        computed = [
            look.window
            for frame, look in zip(self._stack.frames, self._looks, strict=True)
            if look.window and self._is_ours(frame)
        ]
        shared = None
        if computed:
            shared = (median(c for c, _ in computed), median(w for _, w in computed))
        return [
            shared if shared and self._is_ours(frame) else look.window or shared or _full(look)
            for frame, look in zip(self._stack.frames, self._looks, strict=True)
        ]

    def _is_ours(self, frame: Frame) -> bool:
        stated = self._datasets[frame.header_index].get("WindowCenterWidthExplanation")
        return bool(stated == WINDOW_EXPLANATION)

    def _frame(
        self, frame: Frame, look: DisplayParameters, window: tuple[float, float] | None
    ) -> dict[str, Any]:
        return {
            "sop": frame.sop_instance_uid,
            "frame": frame.frame_number,
            "position_mm": list(frame.position_mm) if frame.position_mm else None,
            "slope": look.slope,
            "intercept": look.intercept,
            "window": list(window) if window else None,
        }


def _full(look: DisplayParameters) -> tuple[float, float]:
    """Everything a VOI LUT spans, for a header that has that and no window."""
    table = look.voi_lut
    entries, first = (len(table.data), table.first) if table else (2**8, 0)
    return first + entries / 2, float(entries)


def _unit(view: FrameView, modality: str) -> str:
    """Units of values after rescale, where the object says; CT without a word is in HU."""
    stated = str(view.value("RescaleType", "PixelValueTransformationSequence") or "").strip()
    if modality == "CT" and stated in ("", "HU"):
        return "HU"
    units = str(view.value("Units") or "").strip() if modality in ("PT", "NM") else ""
    return {"US": "", "BQML": "Bq/ml", "CNTS": "", "GML": "SUV"}.get(units or stated, "")


def _frame_time(header: Dataset) -> float | None:
    time_ms = numbers(header.get("FrameTime"))
    if time_ms and time_ms[0] > 0:
        return time_ms[0]
    for keyword in ("CineRate", "RecommendedDisplayFrameRate"):
        rate = numbers(header.get(keyword))
        if rate and rate[0] > 0:
            return 1000.0 / rate[0]
    return None


def _table(table: LookupTable | None) -> dict[str, Any] | None:
    if table is None:
        return None
    return {"first": table.first, "bits": table.bits, "data": _base64(table)}


def _palette(look: DisplayParameters) -> dict[str, Any] | None:
    palette = look.palette
    if palette is None:
        return None
    colours = {name: _base64(getattr(palette, name)) for name in ("red", "green", "blue")}
    bits = _SIXTEEN if palette.red.data.dtype == np.uint16 else _SIXTEEN // 2
    return {"bits": bits, "first": palette.red.first, **colours}


def _base64(table: LookupTable) -> str:
    little = table.data.astype(table.data.dtype.newbyteorder("<"))
    return base64.b64encode(little.tobytes()).decode()
