"""What is a learner's own."""

from django.urls import path

from readingroom.web.views import mine, mine_attempts, mine_calibration, mine_due, mine_notes

ADDRESSES = [
    path("mine/", mine.show_mine, name="mine"),
    path("mine/attempts/", mine_attempts.show_attempts, name="attempts"),
    path("mine/attempts/<uuid:key>/", mine_attempts.show_attempt, name="attempt"),
    path("mine/attempts/<uuid:key>/meant/", mine_attempts.assign_words, name="attempt_meant"),
    path("mine/calibration/", mine_calibration.show_calibration, name="calibration"),
    path("mine/due/", mine_due.show_due, name="due"),
    path("mine/due/plan/", mine_due.choose_plan, name="due_plan"),
    path("mine/due/begin/", mine_due.begin_review, name="due_begin"),
    path("mine/due/<uuid:key>/change/", mine_due.change, name="due_change"),
    path("mine/favourites/", mine.show_favourites, name="favourites"),
    path("mine/notes/", mine_notes.show_notes, name="notes"),
    path("cases/<uuid:key>/aside/", mine_due.leave_out, name="set_aside"),
    path("cases/<uuid:key>/note/", mine_notes.write_note, name="note"),
    path("cases/<uuid:key>/note/save/", mine_notes.save_note, name="note_save"),
    path("cases/<uuid:key>/star/", mine.star, name="star"),
    path("cases/<uuid:key>/unread/", mine.unread, name="unread"),
]
