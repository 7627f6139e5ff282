"""Playlists, sittings, lectures."""

from django.urls import path

from readingroom.web.views import (
    playlist_candidates,
    playlist_entries,
    playlists,
    present,
    sitting_answers,
    sittings,
)

_ONE = "playlists/<uuid:key>/"
_SITTING = "sittings/<uuid:key>/"
_ENTRY = f"{_SITTING}<int:number>/"

ADDRESSES = [
    path("playlists/", playlists.show_playlists, name="playlists"),
    path("playlists/new/", playlists.make, name="playlist_new"),
    path("playlists/add/", playlist_entries.add_from_case, name="playlist_add"),
    path("playlists/link/<str:link>/", sittings.show_linked, name="playlist_link"),
    path("playlists/link/<str:link>/begin/", sittings.begin_linked, name="playlist_link_begin"),
    path("playlists/link/<str:link>/copy/", playlists.copy_linked, name="playlist_link_copy"),
    path(_ONE, sittings.show_playlist, name="playlist"),
    path(f"{_ONE}begin/", sittings.begin, name="playlist_begin"),
    path(f"{_ONE}copy/", playlists.copy, name="playlist_copy"),
    path(f"{_ONE}edit/", playlists.show_editor, name="playlist_edit"),
    path(f"{_ONE}edit/terms/", playlists.save_terms, name="playlist_terms"),
    path(f"{_ONE}edit/entries/", playlist_entries.change, name="playlist_entries"),
    path(f"{_ONE}edit/find/", playlist_entries.find, name="playlist_find"),
    path(f"{_ONE}edit/share/", playlists.save_sharing, name="playlist_share"),
    path(f"{_ONE}edit/remove/", playlists.remove, name="playlist_remove"),
    path(f"{_ONE}edit/restore/", playlists.restore, name="playlist_restore"),
    path(f"{_ONE}candidates/", playlist_candidates.show, name="playlist_candidates"),
    path(f"{_ONE}candidates/time/", playlist_candidates.give_time, name="playlist_time"),
    path(f"{_ONE}candidates/release/", playlist_candidates.release, name="playlist_release"),
    path(f"{_ONE}present/", present.show_stage, name="playlist_present"),
    path(f"{_ONE}present/notes/", present.show_notes, name="playlist_notes"),
    path(f"{_ONE}present/<int:number>/", present.show_slide, name="playlist_slide"),
    path(f"{_ONE}present/<int:number>/grant/", present.renew_grant, name="playlist_slide_grant"),
    path(_SITTING, sittings.show_sitting, name="sitting"),
    path(f"{_SITTING}clock/", sittings.tell_time, name="sitting_clock"),
    path(f"{_SITTING}pause/", sittings.pause, name="sitting_pause"),
    path(f"{_SITTING}resume/", sittings.resume, name="sitting_resume"),
    path(f"{_SITTING}finish/", sittings.finish, name="sitting_finish"),
    path(_ENTRY, sitting_answers.show_entry, name="sitting_entry"),
    path(f"{_ENTRY}answer/", sitting_answers.answer, name="sitting_answer"),
    path(f"{_ENTRY}unsent/", sitting_answers.keep, name="sitting_unsent"),
    path(f"{_ENTRY}grant/", sitting_answers.renew_grant, name="sitting_grant"),
]
