"""The colours keep their contrast: WCAG 2.2, 1.4.3 (text, 4.5) and 1.4.11 (controls, 3)."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[3] / "frontend/src/styles/tokens.css"
TEXT, CONTROL = 4.5, 3.0
GROUNDS = ("ground", "surface", "raised")

TEXTS = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent") for ground in GROUNDS),
    *((ink, "sunken") for ink in ("ink", "ink-2", "ink-3")),
    ("accent-deep", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    *((tone, ground) for tone in ("good", "warn", "bad") for ground in ("ground", "surface")),
    *((tone, f"{tone}-soft") for tone in ("good", "warn", "bad")),
    *(("ink", f"{tone}-soft") for tone in ("accent", "good", "warn", "bad")),
    ("stain-pos", "surface"),
    ("stain-pos", "stain-pos-soft"),
    ("ink", "stain-pos-soft"),
    ("stain-neg", "surface"),
]
CONTROLS = [
    ("edge", "surface"),
    ("edge", "ground"),
    ("accent", "sunken"),
    ("stain-pos", "sunken"),
    ("bad", "surface"),
]
ON_FILM = [("pencil", "film"), ("readout", "film"), ("readout", "film-bar")]


def tokens(scheme: str) -> dict[str, str]:
    """Every colour of the stylesheet in one scheme."""
    place = ("light", "dark").index(scheme)
    text = TOKENS.read_text(encoding="utf-8")
    both = re.findall(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", text)
    alike = re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", text)
    return {name: pair[place] for name, *pair in both} | dict(alike)


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_right_for_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXTS)
def test_text_can_be_read_on_its_ground(ink: str, ground: str, scheme: str) -> None:
    colours = tokens(scheme)

    assert contrast(colours[ink], colours[ground]) >= TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), CONTROLS)
def test_the_bounds_of_a_control_can_be_seen(mark: str, ground: str, scheme: str) -> None:
    colours = tokens(scheme)

    assert contrast(colours[mark], colours[ground]) >= CONTROL


@pytest.mark.parametrize(("ink", "ground"), ON_FILM)
def test_what_is_written_on_film_can_be_read(ink: str, ground: str) -> None:
    colours = tokens("dark")

    assert contrast(colours[ink], colours[ground]) >= TEXT


def test_film_is_true_black_in_both_themes() -> None:
    assert tokens("light")["film"] == tokens("dark")["film"] == "#000000"
