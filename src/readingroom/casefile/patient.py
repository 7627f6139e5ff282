"""The patient, told so that nobody can be recognised."""

from dataclasses import dataclass
from typing import Annotated, Final, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from readingroom.casefile.base import OptionalProse, Part
from readingroom.casefile.vocab import AgeUnit, Sex

ADULT_YEARS: Final = 18
_PER_YEAR: Final = {
    AgeUnit.DAYS: 365.25,
    AgeUnit.WEEKS: 365.25 / 7,
    AgeUnit.MONTHS: 12.0,
    AgeUnit.YEARS: 1.0,
}


class Age(Part):
    """An age, stored as it is shown."""

    value: Annotated[int, Field(ge=0, le=999)]
    """The age in whole units; the lower end where `until` is given."""
    unit: AgeUnit = AgeUnit.YEARS
    """days, weeks, months or years."""
    until: Annotated[int, Field(ge=1, le=999)] | None = None
    """The upper end of a range, included: 85 until 89."""
    and_over: bool = False
    """True for an age with no upper end: 90 and over."""

    @model_validator(mode="after")
    def _check_range(self) -> Self:
        if self.until is not None and (self.and_over or self.until <= self.value):
            raise PydanticCustomError(
                "age_range", "Give either a range whose end lies above its start, or “and over”"
            )
        return self

    @property
    def label(self) -> str:
        """The age in words: `80 years`, `85–89 years`, `90+ years`, `1 day`."""
        if self.until is not None:
            return f"{self.value}–{self.until} {self.unit.label}"
        if self.and_over:
            return f"{self.value}+ {self.unit.label}"
        unit = self.unit.label.removesuffix("s") if self.value == 1 else self.unit.label
        return f"{self.value} {unit}"


@dataclass(frozen=True)
class AgePolicy:
    """How exactly an adult's age may be told.

    Attributes:
        step_years: adults are told to the nearest multiple of this, 1 for exactly.
        top_years: from this age on, an age is only told as this and over; None for no limit.
    """

    step_years: int = 5
    top_years: int | None = 90


PUBLIC_AGES: Final = AgePolicy()
"""What every case that leaves the site is held to."""
EXACT_AGES: Final = AgePolicy(step_years=1, top_years=None)
"""For cases that stay inside, where the site's policy allows it."""


def coarsen_age(age: Age, policy: AgePolicy = PUBLIC_AGES) -> Age:
    """The age as it may be stored and shown under ``policy``.

    Children's ages stay as given. Adults' go to the nearest step, halves upward; an age whose
    nearest step would be the top one without reaching it becomes the range below the top
    (88 and 89 become 85–89), and the top age and more become one open group (90+).
    Doing it twice changes nothing.
    """
    if age.and_over or age.until is not None:
        return _coarsen_group(age, policy)
    years = int(age.value / _PER_YEAR[age.unit])
    if years < ADULT_YEARS:
        return age
    if policy.top_years is not None and years >= policy.top_years:
        return Age(value=policy.top_years, and_over=True)
    rounded = (years + policy.step_years // 2) // policy.step_years * policy.step_years
    if policy.top_years is not None and rounded >= policy.top_years:
        return Age(value=policy.top_years - policy.step_years, until=policy.top_years - 1)
    return Age(value=rounded)


def _coarsen_group(age: Age, policy: AgePolicy) -> Age:
    lowest = int(age.value / _PER_YEAR[age.unit])
    if policy.top_years is not None and lowest >= policy.top_years:
        return Age(value=policy.top_years, and_over=True)
    return age


def shown_age(age: Age | None, policy: AgePolicy = PUBLIC_AGES) -> str:
    """The age in words under ``policy``; an empty string where none is given."""
    return coarsen_age(age, policy).label if age else ""


class Patient(Part):
    """Who the case is about, without anything that names them."""

    age: Age | None = None
    """The age at the first study, coarsened before it is stored."""
    sex: Sex = Sex.NOT_STATED
    """female, male, other or not-stated."""
    presentation: OptionalProse = ""
    """Why the patient came: one or two sentences, no demographics."""
    history: OptionalProse = ""
    """What in the past matters here."""
