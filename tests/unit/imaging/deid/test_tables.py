"""Tables and curves are numbers: words written in their place go, numbers stay as they are."""

import numpy as np
import pytest
from pydicom.dataset import Dataset

from readingroom.imaging.deid.luts import spells_text
from readingroom.imaging.deid.samples import only_samples
from tests.factories.dicom import ct_slice, palette
from tests.unit.imaging.deid.objects import cleaned

WORDS = b"Katarzyna Kowalska from Kielce."


@pytest.mark.parametrize("shift", range(0, 65536, 4099))
@pytest.mark.parametrize("step", [-257, -3, 1, 2, 16, 255, 256])
def test_a_ramp_is_no_text(shift: int, step: int) -> None:
    ramp = (np.arange(4096) * step + shift).astype("<u2")

    assert not spells_text(ramp.tobytes())
    assert not spells_text(ramp.byteswap().tobytes())
    assert not spells_text(np.arange(256, dtype=np.uint8).tobytes())


@pytest.mark.parametrize("encoding", ["ascii", "utf-16-le", "utf-16-be"])
def test_words_are(encoding: str) -> None:
    ramp = np.arange(200, dtype="<u2").tobytes()

    assert spells_text(ramp + WORDS.decode().encode(encoding) + ramp)


def test_a_window_table_that_spells_goes_and_another_stays() -> None:
    item, other = Dataset(), Dataset()
    item.LUTDescriptor, other.LUTDescriptor = [16, 0, 16], [16, 0, 16]
    item.add_new(0x00283006, "OW", WORDS[:16] * 2)
    other.add_new(0x00283006, "OW", np.arange(0, 65536, 4096, dtype="<u2").tobytes())

    kept = cleaned(ct_slice(VOILUTSequence=[item, other])).VOILUTSequence

    assert [table.LUTData for table in kept] == [other.LUTData]


def test_a_palette_that_spells_goes() -> None:
    dataset = palette()
    entries = dataset.RedPaletteColorLookupTableDescriptor[0]
    dataset.RedPaletteColorLookupTableData = (WORDS * 100)[: 2 * entries]

    assert "RedPaletteColorLookupTableData" not in cleaned(dataset)


def group(samples: int = 300, channels: int = 2) -> Dataset:
    item = Dataset()
    item.NumberOfWaveformChannels, item.NumberOfWaveformSamples = channels, samples
    item.WaveformBitsAllocated = 16
    return item


def test_samples_stay_and_what_follows_them_goes() -> None:
    data = (np.sin(np.arange(600) / 9) * 20_000).astype("<i2").tobytes()

    assert only_samples(group(), data) is data
    assert only_samples(group(), data + WORDS) == data
    assert only_samples(group(), data[:-2]) == b""
    assert only_samples(group(), (WORDS * 40)[:1200]) == b""


def test_offsets_of_fragments_go_where_there_are_none() -> None:
    source = ct_slice(ExtendedOffsetTable=WORDS[:16], ExtendedOffsetTableLengths=WORDS[:16])

    assert not {"ExtendedOffsetTable", "ExtendedOffsetTableLengths"} & set(cleaned(source).dir())
