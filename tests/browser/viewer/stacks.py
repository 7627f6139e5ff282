"""Series made of numbers that are known, in every form the viewer has to show."""

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import imagecodecs
import numpy as np
from PIL import Image

EXPLICIT_LE = "1.2.840.10008.1.2.1"
HTJ2K = "1.2.840.10008.1.2.4.202"
JPEG_BASELINE = "1.2.840.10008.1.2.4.50"
JPEG_LS_NEAR = "1.2.840.10008.1.2.4.81"
J2K = "1.2.840.10008.1.2.4.91"
MEDIA = {
    EXPLICIT_LE: "application/octet-stream",
    HTJ2K: "image/jphc",
    JPEG_BASELINE: "image/jpeg",
    JPEG_LS_NEAR: "image/jls",
    J2K: "image/jp2",
}


@dataclass(frozen=True)
class Series:
    """One series: frames, (count, rows, columns) or (count, rows, columns, 3), and its tones."""

    name: str
    frames: np.ndarray
    syntax: str = HTJ2K
    facts: Mapping[str, Any] = field(default_factory=dict)
    slope: float = 1.0
    intercept: float = 0.0
    window: tuple[float, float] | None = (400.0, 800.0)
    props: Mapping[str, Any] = field(default_factory=dict)

    @property
    def root(self) -> str:
        return f"/dicomweb/studies/1.2/series/{self.name}"

    def encoded(self, number: int) -> bytes:
        """Frame `number`, from 1, as it is served."""
        values = np.ascontiguousarray(self.frames[number - 1])
        if self.syntax == HTJ2K:
            return bytes(imagecodecs.htj2k_encode(values, reversible=True, tlm=True))
        if self.syntax == J2K:
            return bytes(imagecodecs.jpeg2k_encode(values, reversible=True, codecformat="j2k"))
        if self.syntax == JPEG_LS_NEAR:
            return bytes(imagecodecs.jpegls_encode(values.view(values.dtype.str.replace("i", "u"))))
        if self.syntax == JPEG_BASELINE:
            kept = io.BytesIO()
            Image.fromarray(values).save(kept, "JPEG", quality=95, subsampling=0)
            return kept.getvalue()
        return values.astype(values.dtype.newbyteorder("<")).tobytes()

    def stacks(self) -> dict[str, Any]:
        """The series' description, as the archive would write it."""
        count, rows, columns = self.frames.shape[:3]
        colour = self.frames.ndim == 4
        frames = [
            {"sop": f"1.2.{number}", "frame": 1, "position_mm": [0.0, 0.0, 3.0 * number],
             "slope": self.slope, "intercept": self.intercept,
             "window": None if self.window is None else list(self.window)}
            for number in range(1, count + 1)
        ]  # fmt: skip
        stack = {
            "index": 0, "label": "", "plane": "axial", "rows": rows, "columns": columns,
            "pixel_spacing_mm": [1.0, 1.0], "spacing_kind": "patient", "pixel_aspect": 1.0,
            "slice_thickness_mm": 3.0, "slice_spacing_mm": 3.0,
            "orientation": {"left": "R", "right": "L", "top": "A", "bottom": "P"},
            "image_orientation": [1, 0, 0, 0, 1, 0], "frame_of_reference": "1.2.9",
            "samples": 3 if colour else 1, "dtype": self.frames.dtype.name,
            "photometric": "RGB" if colour else "MONOCHROME2",
            "bits_stored": self.frames.dtype.itemsize * 8, "unit": "",
            "transfer_syntax": self.syntax, "lossy": False,
            "frame_time_ms": None, "default_frame": 1,
            "presets": [],
            "voi_function": "LINEAR", "voi_lut": None, "modality_lut": None, "palette": None,
            "padding": None, "frames": frames,
        }  # fmt: skip
        return {
            "version": 1,
            "study": "1.2",
            "series": self.name,
            "modality": "MR",
            "description": self.name,
            "simulated": True,
            "stacks": [stack | dict(self.facts)],
        }

    def preview(self, number: int) -> bytes:
        """A small grey picture of a frame, as JPEG."""
        values = self.frames[number - 1].astype(float)
        low, high = float(values.min()), float(values.max())
        grey = (255 * (values - low) / max(high - low, 1e-9)).astype(np.uint8)
        kept = io.BytesIO()
        Image.fromarray(grey).save(kept, "JPEG", quality=80)
        return kept.getvalue()

    def as_props(self) -> dict[str, Any]:
        count, rows, columns = self.frames.shape[:3]
        middle = (count + 1) // 2
        given = {
            "id": self.name, "label": self.name, "technique": "", "modality": "MR",
            "stacksUrl": f"{self.root}/stacks", "stack": 0, "root": self.root, "frameCount": count,
            "initialFrame": middle, "window": None, "thumbnailUrl": f"{self.root}/thumbnail",
            "previewUrl": f"{self.root}/instances/1.2.{middle}/frames/1/rendered",
            "simulated": True, "rows": rows, "columns": columns, "annotations": [],
        }  # fmt: skip
        return given | dict(self.props)


def ramp(dtype: str, low: int, high: int, *, count: int = 15, side: int = 64) -> np.ndarray:
    """Frames that run evenly from `low` to `high`, each shifted, with both ends in every one."""
    flat = np.linspace(low, high, side * side).round().astype(dtype)
    return np.stack([np.roll(flat, 97 * n).reshape(side, side) for n in range(count)])


def table(values: np.ndarray) -> str:
    return base64.b64encode(values.tobytes()).decode()


def _colour() -> np.ndarray:
    first = ramp("uint8", 0, 255, count=3)
    return np.stack([first, 255 - first, first // 2], axis=-1)


def _colour_table() -> dict[str, Any]:
    steps = np.arange(256, dtype=np.uint8)
    return {
        "bits": 8,
        "first": 0,
        "red": table(steps),
        "green": table(255 - steps),
        "blue": table(steps // 2),
    }


def _own_tones() -> list[dict[str, Any]]:
    """Frames of an enhanced object, each with a rescale and a window of its own."""
    return [
        {"sop": f"1.2.{number}", "frame": 1, "position_mm": [0.0, 0.0, 3.0 * number],
         "slope": 0.25 * number, "intercept": -100.0 * number,
         "window": [300.0 * number, 500.0 * number]}
        for number in range(1, 16)
    ]  # fmt: skip


def _sagittal() -> dict[str, Any]:
    """Across the axial series: slice 2 through their column 32, rows from 46 mm downwards."""
    frames = [
        {"sop": f"1.2.{number}", "frame": 1, "position_mm": [30.0 + number, 0.0, 46.0],
         "slope": 1.0, "intercept": 0.0, "window": [400.0, 800.0]}
        for number in range(1, 4)
    ]  # fmt: skip
    return {"plane": "sagittal", "image_orientation": [0, 1, 0, 0, 0, -1], "frames": frames}


def _pet() -> dict[str, Any]:
    """Over the axial series' field of view: voxels of 4 mm where its pixels are 1 mm."""
    frames = [
        {"sop": f"1.2.{number}", "frame": 1, "position_mm": [1.5, 1.5, 3.0 * number],
         "slope": 2.0, "intercept": 0.0, "window": [5000.0, 10000.0]}
        for number in range(1, 16)
    ]  # fmt: skip
    presets = [{"label": "SUV 0-5", "center": 2500, "width": 5000}]
    return {
        "pixel_spacing_mm": [4.0, 4.0], "unit": "Bq/ml", "suv": {"factor": 0.001},
        "presets": presets, "frames": frames,
    }  # fmt: skip


def all_series() -> dict[str, Series]:
    """Every series of the harness, by name."""
    lung = [
        {"label": "Lung", "center": -600, "width": 1500},
        {"label": "Soft tissue", "center": 40, "width": 400},
    ]
    arrow = [{"frame": 8, "kind": "arrow", "points": [[30, 32], [10, 30]], "label": "C5"}]
    made = [
        Series(
            "int16",
            ramp("int16", -1024, 3000),
            facts={"unit": "HU", "presets": lung},
            window=(40.0, 400.0),
            props={"annotations": arrow},
        ),
        Series("uint16", ramp("uint16", 0, 65535), window=(30000.0, 60000.0)),
        Series("uint8", ramp("uint8", 0, 255), window=(128.0, 200.0)),
        Series(
            "twelve", ramp("uint16", 0, 4095), facts={"bits_stored": 12}, window=(2048.0, 3000.0)
        ),
        Series(
            "float", ramp("float32", -3, 7) / 4, EXPLICIT_LE, {"bits_stored": 32}, window=(0.5, 2.0)
        ),
        Series("int32", ramp("int32", -500000, 500000), EXPLICIT_LE, window=(0.0, 700000.0)),
        Series(
            "rescaled", ramp("uint16", 0, 4095), slope=0.5, intercept=-1000.0, window=(0.0, 1500.0)
        ),
        Series("per-frame", ramp("uint16", 0, 4095), facts={"frames": _own_tones()}),
        Series(
            "mono1",
            ramp("uint16", 0, 1023),
            facts={"photometric": "MONOCHROME1"},
            window=(500.0, 700.0),
        ),
        Series(
            "exact",
            ramp("uint16", 0, 1023),
            facts={"voi_function": "LINEAR_EXACT"},
            window=(500.0, 700.0),
        ),
        Series(
            "sigmoid",
            ramp("uint16", 0, 1023),
            facts={"voi_function": "SIGMOID"},
            window=(500.0, 300.0),
        ),
        Series(
            "padded",
            ramp("int16", -2000, 1000),
            facts={"padding": [-2000, -1500]},
            window=(0.0, 1000.0),
        ),
        Series("rgb", _colour(), facts={"bits_stored": 8}, window=None),
        Series(
            "palette",
            ramp("uint8", 0, 255, count=3),
            facts={"photometric": "PALETTE COLOR", "palette": _colour_table()},
            window=None,
        ),
        Series(
            "voilut",
            ramp("uint16", 0, 255, count=3),
            facts={
                "voi_lut": {
                    "first": 0,
                    "bits": 8,
                    "data": table((np.arange(256) ** 2 // 255).astype(np.uint8)),
                }
            },
        ),
        Series(
            "modlut",
            ramp("uint8", 0, 255, count=3),
            facts={
                "modality_lut": {
                    "first": 0,
                    "bits": 16,
                    "data": table((np.arange(256) * 200).astype("<u2")),
                }
            },
            window=(25000.0, 40000.0),
        ),
        Series(
            "jpegls",
            ramp("uint16", 0, 4095, count=3),
            JPEG_LS_NEAR,
            {"lossy": True},
            window=(2048.0, 3000.0),
        ),
        Series(
            "jpegls-signed", ramp("int16", -1000, 1000, count=3), JPEG_LS_NEAR, window=(0.0, 2000.0)
        ),
        Series(
            "j2k", ramp("int16", -1000, 1000, count=3), J2K, {"lossy": True}, window=(0.0, 2000.0)
        ),
        Series(
            "jpeg",
            ramp("uint8", 0, 255, count=3),
            JPEG_BASELINE,
            {"lossy": True},
            window=(128.0, 256.0),
        ),
        Series(
            "wide-pixels",
            ramp("uint16", 0, 1000, count=3),
            facts={"pixel_aspect": 2.0},
            window=(500.0, 1000.0),
        ),
        Series("sagittal", ramp("int16", 0, 1000, count=3), facts=_sagittal()),
        Series(
            "pet",
            np.tile(np.repeat(np.uint16([0, 3500]), 8), (15, 16, 1)),
            facts=_pet(),
            props={"modality": "PT"},
        ),
        Series("guarded", ramp("uint16", 0, 1000)),
        Series("broken", ramp("uint16", 0, 1000)),
        Series("slow", ramp("uint16", 0, 1000)),
    ]
    return {series.name: series for series in made}
