"""Tissue contrasts without noise, and the figures they rest on."""

import numpy as np
import pytest

from readingroom.phantom.mr.block import TISSUE_OF, Part
from readingroom.phantom.mr.protocol import ANATOMICAL, diffusion
from readingroom.phantom.mr.signal import Sequence, tissue_signal
from readingroom.phantom.tissues import FAT_T1_MS, TISSUES

BY_ID = {protocol.id: protocol.sequence for protocol in ANATOMICAL}


def brightness(tissue: str, sequence: Sequence) -> float:
    water, fat = tissue_signal(TISSUES[tissue], sequence)
    return abs(water) + abs(fat)


# Ranges span the means of the studies named in phantom.tissues, two deviations wide.
@pytest.mark.parametrize(
    ("tissue", "quantity", "low", "high"),
    [
        ("muscle", "t1_ms", 856, 1130),
        ("muscle", "t2_ms", 27, 44),
        ("cord_white", "t1_ms", 671, 819),
        ("cord_white", "t2_ms", 62, 86),
        ("brain_grey", "t1_ms", 1024, 1224),
        ("csf", "t1_ms", 3900, 4700),
        ("artery", "t1_ms", 1321, 1561),
        ("tumour_in_marrow", "adc", 700, 1300),
        ("benign_oedema", "adc", 1120, 2680),
        ("marrow", "adc", 200, 600),
    ],
)
def test_the_tissue_table_keeps_to_what_was_measured(
    tissue: str, quantity: str, low: float, high: float
) -> None:
    assert low <= getattr(TISSUES[tissue], quantity) <= high


def test_fat_recovers_as_measured() -> None:
    assert 280 <= FAT_T1_MS <= 343


def test_every_tissue_says_where_its_figures_come_from() -> None:
    assert [name for name, tissue in TISSUES.items() if not tissue.source] == []


def test_every_part_is_made_of_a_tissue_in_the_table() -> None:
    assert set(TISSUE_OF) == set(Part)
    assert set(TISSUE_OF.values()) <= set(TISSUES)


# Ranges: what the published relaxation times, at their extremes, give under these timings.
@pytest.mark.parametrize(
    ("series", "bright", "dark", "low", "high"),
    [
        ("sag-t2", "csf", "cord_white", 2.0, 4.5),
        ("sag-t2", "cord_white", "muscle", 2.0, 9.0),
        ("sag-t2", "tumour_in_marrow", "muscle", 2.0, 12.0),
        ("sag-t1", "cord_white", "csf", 1.8, 5.0),
        ("sag-t1", "marrow", "tumour_in_marrow", 1.2, 2.5),
        ("sag-t1", "fat", "muscle", 2.0, 5.0),
        ("sag-t1", "marrow", "disc_annulus", 1.2, 3.0),
        ("sag-stir", "tumour_in_marrow", "marrow", 2.0, 6.0),
        ("sag-stir", "csf", "cord_white", 1.5, 6.0),
        ("sag-stir", "muscle", "fat", 3.0, 60.0),
        ("sag-t1-c", "tumour_in_marrow", "marrow", 2.0, 8.0),
        ("sag-t1-c", "tumour", "muscle", 1.3, 3.0),
        ("sag-t1-c", "tumour", "cord_white", 1.2, 3.0),
        ("ax-t2", "csf", "cord_white", 2.0, 4.5),
    ],
)
def test_one_tissue_outshines_another_by_a_believable_factor(
    series: str, bright: str, dark: str, low: float, high: float
) -> None:
    sequence = BY_ID[series]

    ratio = brightness(bright, sequence) / brightness(dark, sequence)

    assert low <= ratio <= high


def test_contrast_agent_leaves_the_cord_as_it_was() -> None:
    before = Sequence("echo train", 620, 11, fat_residual=0.07)
    after = BY_ID["sag-t1-c"]

    assert brightness("cord_white", after) == pytest.approx(brightness("cord_white", before))
    assert brightness("tumour", after) > 1.5 * brightness("tumour", before)


def test_diffusion_weighting_ranks_marrow_lesion_oedema_and_csf() -> None:
    b0, b800 = diffusion(0.0).sequence, diffusion(800.0).sequence

    def adc(tissue: str) -> float:
        return float(np.log(brightness(tissue, b0) / brightness(tissue, b800)) / 800 * 1e6)

    ranked = [adc(t) for t in ("marrow", "tumour_in_marrow", "benign_oedema", "csf")]
    assert ranked == sorted(ranked)
    assert ranked[1] == pytest.approx(TISSUES["tumour_in_marrow"].adc, rel=0.1)


def test_fat_is_all_but_nulled_by_inversion() -> None:
    recovered = brightness("fat", Sequence("echo train", 4200, 48))

    assert brightness("fat", BY_ID["sag-stir"]) < 0.15 * recovered
