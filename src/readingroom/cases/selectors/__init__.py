"""Reads that pages need, as typed rows. Each begins at ``cases.access``."""

from readingroom.cases.selectors.listing import CaseCard, Facet, FacetOption, Listing, listing
from readingroom.cases.selectors.page import CasePage, case_page
from readingroom.cases.selectors.series import SeriesView

__all__ = [
    "CaseCard",
    "CasePage",
    "Facet",
    "FacetOption",
    "Listing",
    "SeriesView",
    "case_page",
    "listing",
]
