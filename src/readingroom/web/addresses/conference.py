"""Conferences: opened, led, joined and followed."""

from django.urls import path

from readingroom.web.views import conference, conference_desk, conference_phone

ADDRESSES = [
    path("conference/", conference.show_conferences, name="conferences"),
    path("conference/new/", conference.new_conference, name="conference_new"),
    path("conference/<uuid:key>/kept/", conference.show_kept, name="conference_kept"),
    path("conference/<uuid:key>/lead/", conference_desk.show_desk, name="conference_desk"),
    path(
        "conference/<uuid:key>/lead/film/", conference_desk.give_film, name="conference_desk_film"
    ),
    path("conference/<uuid:key>/lead/do/", conference_desk.do, name="conference_do"),
    path("join/", conference_phone.join_room, name="conference_join"),
    path("conference/<uuid:key>/", conference_phone.show_room, name="conference_room"),
    path("conference/<uuid:key>/film/", conference_phone.give_film, name="conference_film"),
    path("conference/<uuid:key>/vote/", conference_phone.cast_vote, name="conference_vote"),
    path("conference/<uuid:key>/hand/", conference_phone.raise_hand, name="conference_hand"),
]
