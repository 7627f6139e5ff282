"""MR signal of each part for a sequence: water and fat apart, since they differ in frequency."""

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from readingroom.phantom.mr.block import TISSUE_OF, Part
from readingroom.phantom.mr.noise import Field
from readingroom.phantom.tissues import (
    FAT_ADC,
    FAT_T1_MS,
    FAT_T2_MS,
    FAT_T2_SINGLE_ECHO_MS,
    GADOBUTROL_R1,
    GADOBUTROL_R2,
    TISSUES,
    Tissue,
)

Readout = Literal["spin echo", "echo train", "echo planar"]
_PER_S: Final = 1000.0


@dataclass(frozen=True)
class Sequence:
    """Timing and weighting.

    Attributes:
        readout: ``spin echo``, ``echo train`` (turbo spin echo) or ``echo planar``.
        tr_ms, te_ms: repetition time and effective echo time.
        ti_ms: inversion time; None without inversion.
        fat_residual: share of fat signal left by spectral saturation; 1 without.
        contrast: after gadolinium.
        b_value: diffusion weighting, s/mm².
    """

    readout: Readout
    tr_ms: float
    te_ms: float
    ti_ms: float | None = None
    fat_residual: float = 1.0
    contrast: bool = False
    b_value: float = 0.0


def tissue_signal(tissue: Tissue, sequence: Sequence) -> tuple[float, float]:
    """Signal of a tissue's water and of its fat, relative to fully relaxed pure water.

    Longitudinal recovery and transverse decay as in any textbook of the subject; gadolinium adds
    its relaxivity times its concentration to both rates; flow takes its share away, except on
    echo-planar images with no weighting, where it takes half of it.
    """
    water = _with_contrast(tissue) if sequence.contrast else tissue
    attenuated = np.exp(-sequence.b_value * water.adc * 1e-6)
    lost = 1 - tissue.flow
    signal = _relaxed(water.t1_ms, water.t2_ms, sequence) * attenuated * lost
    t2_fat = FAT_T2_SINGLE_ECHO_MS if sequence.readout != "echo train" else FAT_T2_MS
    fat = _relaxed(FAT_T1_MS, t2_fat, sequence) * np.exp(-sequence.b_value * FAT_ADC * 1e-6)
    density = tissue.density
    return (
        float(density * (1 - tissue.fat) * signal),
        float(density * tissue.fat * fat * sequence.fat_residual),
    )


def _with_contrast(tissue: Tissue) -> Tissue:
    r1 = _PER_S / tissue.t1_ms + GADOBUTROL_R1 * tissue.gadolinium
    r2 = _PER_S / tissue.t2_ms + GADOBUTROL_R2 * tissue.gadolinium
    return replace(tissue, t1_ms=_PER_S / r1, t2_ms=_PER_S / r2)


def _relaxed(t1_ms: float, t2_ms: float, sequence: Sequence) -> float:
    recovery = 1 - np.exp(-sequence.tr_ms / t1_ms)
    if sequence.ti_ms is not None:
        recovery = 1 - 2 * np.exp(-sequence.ti_ms / t1_ms) + np.exp(-sequence.tr_ms / t1_ms)
    return float(recovery * np.exp(-sequence.te_ms / t2_ms))


@dataclass(frozen=True)
class SignalTable:
    """Signal of every part: three arrays indexed by ``Part``."""

    water: Field
    fat: Field
    texture: Field


def signal_table(sequence: Sequence) -> SignalTable:
    """Signal of every part under ``sequence``."""
    pairs = [tissue_signal(TISSUES[TISSUE_OF[part]], sequence) for part in Part]
    texture = [TISSUES[TISSUE_OF[part]].texture for part in Part]
    water, fat = np.array(pairs, np.float32).T
    return SignalTable(water, fat, np.array(texture, np.float32))
