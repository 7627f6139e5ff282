"""People, their profiles and what they own."""

from django.urls import path

from readingroom.web.views import (
    my_account,
    password,
    people,
    people_institutions,
    people_invitations,
    profile,
    registration,
    tokens,
)

ADDRESSES = [
    path("people/", people.show_people, name="people"),
    path("people/invitations/", people_invitations.show_invitations, name="invitations"),
    path(
        "people/invitations/<uuid:key>/renew/",
        people_invitations.renew_one,
        name="invitation_renew",
    ),
    path(
        "people/invitations/<uuid:key>/revoke/",
        people_invitations.revoke_one,
        name="invitation_revoke",
    ),
    path("people/institutions/", people_institutions.show_institutions, name="institutions"),
    path(
        "people/institutions/<uuid:key>/",
        people_institutions.change_institution,
        name="institution_change",
    ),
    path("people/<uuid:key>/", people.show_person, name="person"),
    path("people/<uuid:key>/change/", people.change_person, name="person_change"),
    path("people/<uuid:key>/link/", people.make_link, name="person_link"),
    path("profile/", profile.show_profile, name="profile"),
    path("profile/notices/", profile.choose_news, name="profile_notices"),
    path("profile/viewer/", profile.keep_viewer, name="profile_viewer"),
    path("profile/tokens/", tokens.show_tokens, name="tokens"),
    path("profile/tokens/<uuid:key>/end/", tokens.end_one, name="token_end"),
    path("profile/writing/", my_account.show_writing, name="writing"),
    path("profile/writing/<uuid:key>/", my_account.send_export, name="writing_export"),
    path("profile/leave/", my_account.show_leaving, name="leave"),
    path("password/forgotten/", password.forgotten, name="password_forgotten"),
    path("password/<str:token>/", password.choose, name="password_choose"),
    path("join/<str:token>/", registration.join, name="join"),
]
