"""Remarks, reports, what editors decide about cases, and notices."""

from django.urls import path

from readingroom.web.views import comments, identity_report, manage, notices

ADDRESSES = [
    path("cases/<uuid:key>/comments/", comments.comments, name="comments"),
    path("cases/<uuid:key>/manage/", manage.manage, name="manage"),
    path("cases/<uuid:key>/report/", identity_report.report, name="identity_report"),
    path("cases/<uuid:key>/waiting/", manage.wait, name="pathology_wait"),
    path("notices/", notices.show_notices, name="notices"),
    path("notices/read/", notices.read, name="notices_read"),
    path("notices/<uuid:key>/", notices.follow_notice, name="notice"),
]
