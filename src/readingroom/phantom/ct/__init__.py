"""The simulated CT of the chest: anatomy as signed distances, painted, blurred, made noisy."""

from readingroom.phantom.ct.chest import make_chest

__all__ = ["make_chest"]
