"""What a frame holds and how it is to look, from the original file: by pydicom and numpy alone."""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pydicom
from pydicom.dataset import Dataset
from pydicom.pixels import apply_color_lut, apply_modality_lut, apply_voi, pixel_array
from pydicom.uid import UID

Array = npt.NDArray[Any]

# Decoders of these agree on exact values; the others lost something, and how much depends on
# the arithmetic of whoever decodes.
LOSSY = {
    "1.2.840.10008.1.2.4.50": "JPEG",
    "1.2.840.10008.1.2.4.51": "JPEG",
    "1.2.840.10008.1.2.4.81": "JPEG-LS near lossless",
    "1.2.840.10008.1.2.4.91": "JPEG 2000",
    "1.2.840.10008.1.2.4.203": "HTJ2K",
}
PIXELS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")


@dataclass
class Original:
    """One object as its sender has it."""

    path: Path
    dataset: Dataset

    @property
    def loss(self) -> str:
        """The codec that loses something, or an empty text."""
        syntax = self.dataset.file_meta.get("TransferSyntaxUID") or UID("")
        return LOSSY.get(str(syntax), "")

    def values(self, frame: int) -> Array:
        """Stored values of frame ``frame``, from 1; YBR as RGB."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return pixel_array(self.dataset, index=frame - 1)

    def window(self, frame: int) -> tuple[float, float] | None:
        """Centre and width that the object asks for."""
        center = self._of_frame(frame, "FrameVOILUTSequence", "WindowCenter")
        width = self._of_frame(frame, "FrameVOILUTSequence", "WindowWidth")
        return None if center is None or not width else (first_of(center), first_of(width))

    def picture(
        self, values: Array, frame: int, shown: tuple[float, float] | None, function: str
    ) -> npt.NDArray[np.uint8]:
        """``values`` as RGB, by PS3.3 C.11 and C.7.6.3.

        ``shown`` and ``function`` are the window of an object that asks for none.
        """
        dataset = self.dataset
        if dataset.SamplesPerPixel > 1:
            return high_byte(values)
        if dataset.PhotometricInterpretation == "PALETTE COLOR":
            return high_byte(apply_color_lut(values, dataset)[..., :3])
        if "VOILUTSequence" in dataset:
            table = apply_voi(apply_modality_lut(values, dataset), dataset)
            share = table / (2 ** dataset.VOILUTSequence[0].LUTDescriptor[2] - 1)
        else:
            own = self.window(frame)
            share = windowed(
                self._in_modality_units(values, frame), own, shown, self._function(function)
            )
        if dataset.PhotometricInterpretation == "MONOCHROME1":
            share = 1 - share
        grey = np.where(self._is_padding(values), 0, np.round(255 * share))
        return np.repeat(grey.astype(np.uint8)[..., None], 3, axis=-1)

    def _in_modality_units(self, values: Array, frame: int) -> Array:
        if "ModalityLUTSequence" in self.dataset:
            return apply_modality_lut(values, self.dataset).astype(np.float64)
        macro = "PixelValueTransformationSequence"
        slope = self._of_frame(frame, macro, "RescaleSlope")
        intercept = self._of_frame(frame, macro, "RescaleIntercept")
        return values.astype(np.float64) * float(slope or 1) + float(intercept or 0)

    def _function(self, of_ours: str) -> str:
        return str(self.dataset.get("VOILUTFunction") or "LINEAR") if self.window(1) else of_ours

    def _is_padding(self, values: Array) -> Any:
        if "PixelPaddingValue" not in self.dataset:
            return np.zeros(values.shape, bool)
        ends = [self.dataset.PixelPaddingValue]
        ends.append(self.dataset.get("PixelPaddingRangeLimit", ends[0]))
        return (values >= min(ends)) & (values <= max(ends))

    def _of_frame(self, frame: int, macro: str, keyword: str) -> Any:
        """An attribute of one frame: of its own group, of the shared one, or at the top."""
        own = self.dataset.get("PerFrameFunctionalGroupsSequence") or []
        groups = [
            *own[frame - 1 : frame],
            *(self.dataset.get("SharedFunctionalGroupsSequence") or []),
        ]
        for group in groups:
            for item in group.get(macro) or []:
                if item.get(keyword) is not None:
                    return item.get(keyword)
        return self.dataset.get(keyword)


def read_original(path: Path) -> Original | None:
    """An object with pixels, or nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = pydicom.dcmread(path, force=True)
        has_pixels = any(dataset.get(keyword) for keyword in PIXELS)
    return Original(path, dataset) if has_pixels else None


def first_of(value: Any) -> float:
    return float(value if isinstance(value, str | float | int) else value[0])


def windowed(
    values: Array, own: tuple[float, float] | None, other: tuple[float, float] | None, function: str
) -> Array:
    """A share of full brightness for each value, by the window it asks for, else by the other."""
    window = own or other
    assert window is not None, "an image of one sample has a window"
    center, width = window
    if function == "SIGMOID":
        return 1 / (1 + np.exp(-4 * (values - center) / width))
    if function == "LINEAR" and width >= 1:
        center, width = center - 0.5, width - 1
    if width == 0:
        return (values > center).astype(np.float64)
    return np.clip((values - center) / width + 0.5, 0, 1)


def high_byte(values: Array) -> npt.NDArray[np.uint8]:
    return (values >> (8 * values.dtype.itemsize - 8)).astype(np.uint8)
