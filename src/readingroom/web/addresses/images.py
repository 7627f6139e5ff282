"""What is marked on the images of a case, to save."""

from django.urls import path

from readingroom.web.views import case

ADDRESSES = [
    path(
        "cases/<uuid:key>/series/<slug:series>/measurements.dcm",
        case.send_report,
        name="case_report_file",
    ),
]
