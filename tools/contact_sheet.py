"""Draw a contact sheet of the simulated MR, so that it can be looked at and criticised.

    python tools/contact_sheet.py docs/images/contact-sheet-mr.png
    python tools/contact_sheet.py elsewhere.png --beside FOLDER_OF_REAL_SERIES

The second form adds rows of real images for comparison. Real images are not ours to ship: keep
such a sheet outside the repository.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pydicom
from PIL import Image, ImageDraw

from readingroom.phantom.mr import make_cervical_spine
from readingroom.phantom.volumes import SimulatedSeries

TILE = 300
CAPTION = 22
COLUMNS = 5
# Slices to show, counted from 1; chosen to pass through midline, lesion and facets.
SAGITTAL_SLICES = (5, 7, 8, 10, 11)
AXIAL_SLICES = (3, 8, 14, 17, 25)

Tile = npt.NDArray[np.uint8]


def windowed(values: np.ndarray, centre: float, width: float) -> Tile:
    """Grey levels 0..255 of ``values`` under a linear window."""
    grey = (values.astype(float) - (centre - width / 2)) / width
    return np.asarray(np.clip(grey, 0, 1) * 255, np.uint8)


def fitted(tile: Tile, aspect: float = 1.0) -> Image.Image:
    """A square tile; ``aspect`` is row spacing over column spacing."""
    rows, columns = tile.shape[0] * aspect, float(tile.shape[1])
    scale = TILE / max(rows, columns)
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    square = Image.new("L", (TILE, TILE))
    at = ((TILE - size[0]) // 2, (TILE - size[1]) // 2)
    square.paste(Image.fromarray(tile).resize(size, Image.Resampling.BICUBIC), at)
    return square


def row_of(tiles: list[Image.Image], caption: str) -> Image.Image:
    """Tiles side by side under a caption."""
    row = Image.new("L", (TILE * COLUMNS, TILE + CAPTION))
    ImageDraw.Draw(row).text((6, 5), caption, fill=235)
    for k, tile in enumerate(tiles):
        row.paste(tile, (k * TILE, CAPTION))
    return row


def simulated_row(series: SimulatedSeries) -> Image.Image:
    """Five slices of a simulated series under its own window."""
    slices = AXIAL_SLICES if series.id.startswith("ax") else SAGITTAL_SLICES
    tiles = [fitted(windowed(series.frames[k - 1], *series.window)) for k in slices]
    numbers = ", ".join(str(k) for k in slices)
    return row_of(tiles, f"SIMULATED  {series.id}  {series.description}  slices {numbers}")


def real_row(folder: Path) -> Image.Image:
    """Five evenly spaced files of a real series."""
    files = sorted(folder.glob("*.dcm"))
    chosen = [files[int(len(files) * share)] for share in (0.25, 0.4, 0.5, 0.6, 0.75)]
    tiles = []
    for file in chosen:
        dataset = pydicom.dcmread(file)
        values = dataset.pixel_array
        low, high = np.percentile(values, [1, 99.6])
        spacing = [float(s) for s in dataset.PixelSpacing]
        grey = windowed(values, (low + high) / 2, max(high - low, 1))
        tiles.append(fitted(grey, spacing[0] / spacing[1]))
    return row_of(tiles, f"REAL  {folder.name}")


def main() -> int:
    """Make the sheet."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", type=Path)
    parser.add_argument("--beside", type=Path, help="a folder that holds real series")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    made = make_cervical_spine(seed=options.seed, on_progress=print)
    rows = [simulated_row(series) for series in made]
    if options.beside:
        folders = sorted({file.parent for file in options.beside.glob("cspine_mr*/**/*.dcm")})
        rows += [real_row(folder) for folder in folders]
    sheet = Image.new("L", (TILE * COLUMNS, (TILE + CAPTION) * len(rows)))
    for k, row in enumerate(rows):
        sheet.paste(row, (0, k * (TILE + CAPTION)))
    options.target.parent.mkdir(parents=True, exist_ok=True)
    sheet.quantize(64).save(options.target, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
