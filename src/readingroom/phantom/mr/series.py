"""The entry: nine simulated series of one neck."""

from collections.abc import Callable
from typing import Final

import numpy as np

from readingroom.phantom.mr.anatomy import Neck
from readingroom.phantom.mr.imaging import image, weighted
from readingroom.phantom.mr.lattice import AXIAL_PLANE, SAGITTAL_PLANE, Plane, Slab, sample_slab
from readingroom.phantom.mr.noise import Field
from readingroom.phantom.mr.protocol import (
    ANATOMICAL,
    B_VALUES,
    FIELD_TESLA,
    Protocol,
    diffusion,
)
from readingroom.phantom.mr.signal import signal_table
from readingroom.phantom.mr.truth import TRUTH_LABELS, truth_of
from readingroom.phantom.volumes import Labels, SimulatedSeries

_BRIGHT: Final = 1900.0  # stored value of the 99.5th percentile, of 4095
_HIGHEST: Final = 4095
_ADC_HIGHEST: Final = 3600
_ADC_NEEDS: Final = 4.0  # an ADC is shown where b0 stands this many deviations above nothing
# After contrast the little that takes it up is what is looked for: it must not be burnt out.
_SHOWN_UP_TO, _SHOWN_UP_TO_AFTER_CONTRAST = 99.8, 99.97


def _silent(_message: str) -> None:
    """Say nothing of progress."""


def make_cervical_spine(
    *, seed: int, on_progress: Callable[[str], None] = _silent
) -> tuple[SimulatedSeries, ...]:
    """Simulate the MR of the cervical spine.

    Args:
        seed: of everything random; equal seeds give equal pixels.
        on_progress: told, in words for a person, what comes next.

    Returns:
        ``sag-t2``, ``sag-stir``, ``sag-t1``, ``sag-t1-c``, ``sag-dwi-b0``, ``sag-dwi-b800``,
        ``sag-adc``, ``ax-t2``, ``ax-t1-c``. Stored values are uint16 in 0..4095; those of the ADC
        are 10⁻⁶ mm²/s.
    """
    neck = Neck(seed)
    made: list[SimulatedSeries] = []
    for plane, name in ((SAGITTAL_PLANE, "sagittal"), (AXIAL_PLANE, "axial")):
        on_progress(f"Modelling the neck for {name} slices")
        slabs = [sample_slab(neck, plane, k) for k in range(plane.slices)]
        for protocol in ANATOMICAL:
            if protocol.plane is plane:
                on_progress(f"Simulating {protocol.description}")
                made.append(_acquired(slabs, protocol, seed))
        if plane.sagittal:
            on_progress("Simulating diffusion")
            made.extend(_diffusion(slabs, seed))
    return tuple(made)


def _acquired(slabs: list[Slab], protocol: Protocol, seed: int) -> SimulatedSeries:
    brightest = _brightest(slabs, protocol)
    frames = _magnitudes(slabs, protocol, seed, sigma=protocol.noise * brightest)
    stored = _stored(frames, gain=_BRIGHT / brightest)
    return _series(protocol, stored, _truth(slabs, protocol.plane, protocol.matrix.shown))


def _brightest(slabs: list[Slab], protocol: Protocol) -> float:
    """A high percentile of the pure signal of the middle slices."""
    table = signal_table(protocol.sequence)
    middle = len(slabs) // 2
    pairs = [weighted(slab, table) for slab in slabs[middle - 1 : middle + 2]]
    signals = np.stack([(water + fat)[::4, ::4] for water, fat in pairs])
    return float(np.percentile(np.abs(signals), 99.5))


def _magnitudes(slabs: list[Slab], protocol: Protocol, seed: int, *, sigma: float) -> Field:
    table = signal_table(protocol.sequence)
    rng = np.random.default_rng([seed, *protocol.id.encode()])
    return np.stack([image(slab, table, protocol, k, rng, sigma) for k, slab in enumerate(slabs)])


def _stored(frames: Field, *, gain: float) -> np.ndarray:
    return np.clip(np.round(frames * gain), 0, _HIGHEST).astype(np.uint16)


def _truth(slabs: list[Slab], plane: Plane, shown: int) -> Labels:
    return np.stack([truth_of(slab, plane, shown) for slab in slabs])


def _diffusion(slabs: list[Slab], seed: int) -> list[SimulatedSeries]:
    """Both weightings, one noise, one gain, and the ADC worked out from stored values."""
    plain = diffusion(B_VALUES[0])
    brightest = _brightest(slabs, plain)
    truth = _truth(slabs, plain.plane, plain.matrix.shown)
    made = []
    for b_value in B_VALUES:
        protocol = diffusion(b_value)
        frames = _magnitudes(slabs, protocol, seed, sigma=plain.noise * brightest)
        made.append(_series(protocol, _stored(frames, gain=_BRIGHT / brightest), truth))
    adc = adc_map(
        made[0].frames,
        made[1].frames,
        b_value=B_VALUES[1],
        floor=_ADC_NEEDS * plain.noise * _BRIGHT,
    )
    return [*made, _adc_series(made[1], adc)]


def adc_map(
    b0: np.ndarray, weighted_image: np.ndarray, *, b_value: float, floor: float
) -> np.ndarray:
    """Apparent diffusion coefficient from two magnitude images.

    Args:
        b0: without weighting; stored values.
        weighted_image: with ``b_value``; same shape and gain.
        b_value: s/mm².
        floor: where ``b0`` is below it the result is 0.

    Returns:
        uint16, 10⁻⁶ mm²/s, 0..3600.
    """
    ratio = np.maximum(b0, 1).astype(np.float32) / np.maximum(weighted_image, 1)
    adc = np.log(ratio) / b_value * 1e6
    return np.where(b0 >= floor, np.clip(np.round(adc), 0, _ADC_HIGHEST), 0).astype(np.uint16)


def _adc_series(weighted_series: SimulatedSeries, adc: np.ndarray) -> SimulatedSeries:
    kept = {k: v for k, v in weighted_series.parameters.items() if k != "DiffusionBValue"}
    return SimulatedSeries(
        id="sag-adc",
        folder="mri/sag-adc",
        study="mri",
        modality="MR",
        description="Sag ADC",
        body_part=weighted_series.body_part,
        geometry=weighted_series.geometry,
        frames=adc,
        parameters={**kept, "RescaleType": "US", "Units": "um2/s"},
        window=(1300.0, 2400.0),
        rescale=(1.0, 0.0),
        truth=weighted_series.truth,
        truth_labels=TRUTH_LABELS,
    )


def _series(protocol: Protocol, frames: np.ndarray, truth: Labels) -> SimulatedSeries:
    return SimulatedSeries(
        id=protocol.id,
        folder=f"mri/{protocol.id}",
        study="mri",
        modality="MR",
        description=protocol.description,
        body_part="CSPINE",
        geometry=protocol.plane.geometry(protocol.matrix.shown),
        frames=frames,
        parameters=_parameters(protocol),
        window=_window(
            frames,
            percentile=_SHOWN_UP_TO_AFTER_CONTRAST if protocol.sequence.contrast else _SHOWN_UP_TO,
        ),
        rescale=(1.0, 0.0),
        truth=truth,
        truth_labels=TRUTH_LABELS,
    )


def _window(frames: np.ndarray, *, percentile: float) -> tuple[float, float]:
    """Centre and width that a radiographer would leave: the bright end shown up to a percentile."""
    high = float(np.percentile(frames[:, ::2, ::2], percentile))
    low = 0.02 * high
    return (round((high + low) / 2, 1), round(high - low, 1))


def _parameters(protocol: Protocol) -> dict[str, float | str]:
    sequence, matrix = protocol.sequence, protocol.matrix
    stated: dict[str, float | str] = {
        "MagneticFieldStrength": FIELD_TESLA,
        "MRAcquisitionType": "2D",
        "RepetitionTime": sequence.tr_ms,
        "EchoTime": sequence.te_ms,
        "PixelBandwidth": matrix.bandwidth_hz,
        "InPlanePhaseEncodingDirection": "COL" if matrix.frequency_is_row else "ROW",
        "ScanOptions": "FS" if sequence.fat_residual < 1 else "",
        **protocol.parameters,
    }
    if sequence.ti_ms is not None:
        stated["InversionTime"] = sequence.ti_ms
    return stated
