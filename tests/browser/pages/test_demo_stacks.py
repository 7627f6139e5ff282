"""The demo's images are whole: nothing of a stack was kept back on the way in."""

import gzip
import json
from pathlib import Path


def test_every_stack_of_the_demo_is_a_volume_without_holes(demo_data: Path) -> None:
    described = [
        json.loads(gzip.decompress(path.read_bytes()))
        for path in (demo_data / "series").rglob("stacks.json.gz")
    ]

    stacks = [stack for series in described for stack in series["stacks"]]
    depths = [
        [frame["position_mm"][2] for frame in series["stacks"][0]["frames"]]
        for series in described
        if series["modality"] == "CT"
    ]
    assert [stack["gaps_after"] for stack in stacks] == [[]] * len(stacks)
    assert depths == [[105.0 - 5 * n for n in range(60)]] * 2
