"""The magnetic resonance half of the simulated patient: the cervical spine."""

from readingroom.phantom.mr.series import make_cervical_spine

__all__ = ["make_cervical_spine"]
