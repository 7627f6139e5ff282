"""One model per file."""

from readingroom.teaching.models.cohort import Cohort, Contribution, Membership, SetCase

__all__ = ["Cohort", "Contribution", "Membership", "SetCase"]
