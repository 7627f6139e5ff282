"""The pages' addresses. None of them says what a case is about."""

from django.urls import path

from readingroom.web.views import (
    case,
    held,
    held_decisions,
    housekeeping,
    library,
    preview,
    received,
    report,
    sign_in,
    theme,
    upload,
)

app_name = "web"
urlpatterns = [
    path("", library.show_library, name="library"),
    path("cases/<uuid:key>/", case.show_case, name="case"),
    path("cases/<uuid:key>/grant", case.renew_grant, name="case_grant"),
    path("held", held.show_queue),
    path("held/", held.show_queue, name="held"),
    path("held/decide/", held_decisions.decide_files, name="held_decide"),
    path("held/undo/", held_decisions.undo_decisions, name="held_undo"),
    path("held/done/", held_decisions.send_on, name="held_done"),
    path("held/<uuid:key>/", held.show_file, name="held_file"),
    path("held/<uuid:key>/facts/", held.tell_facts, name="held_facts"),
    path("held/<uuid:key>/frames/<int:number>/", held.show_frame, name="held_frame"),
    path("held/<uuid:key>/face/", held.show_face, name="held_face"),
    path("held/<uuid:key>/thumbnail/", held.show_thumbnail, name="held_thumbnail"),
    path("housekeeping/", housekeeping.show_housekeeping, name="housekeeping"),
    path("received/", received.show_received, name="received"),
    path("received/new/", upload.new_upload, name="upload"),
    path("received/uploads/", upload.open_upload, name="uploads"),
    path("received/uploads/<uuid:key>/", upload.ask_standings, name="upload_of"),
    path("received/uploads/<uuid:key>/close/", upload.close_upload, name="upload_close"),
    path("received/uploads/<uuid:key>/discard/", upload.discard_upload, name="upload_discard"),
    path("received/uploads/<uuid:key>/small/", upload.take_small, name="upload_small"),
    path("received/uploads/<uuid:key>/<str:content_id>", upload.take_piece, name="upload_piece"),
    path("received/<uuid:key>/", received.show_one, name="received_one"),
    path("received/<uuid:key>/case/", received.make_case, name="received_case"),
    path("received/<uuid:key>/owner/", received.assign, name="received_assign"),
    path("received/<uuid:key>/preview/", preview.show_preview, name="preview"),
    path("received/<uuid:key>/preview/decide/", preview.decide, name="preview_decide"),
    path("received/<uuid:key>/report/", report.show_report, name="report"),
    path("received/<uuid:key>/report.json", report.send_report_json, name="report_json"),
    path("received/<uuid:key>/report.pdf", report.send_report_pdf, name="report_pdf"),
    path("sign-in/<str:token>/", sign_in.sign_in_by_link, name="sign_in_link"),
    path("theme/", theme.choose_theme, name="theme"),
]
