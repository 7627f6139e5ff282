"""The viewer in frames of other pages."""

from django.urls import path

from readingroom.web.views import embed

ADDRESSES = [
    path("cases/<uuid:key>/embed/", embed.make_embed, name="embed_make"),
    path("embed/<str:token>/", embed.show_embed, name="embed"),
    path("embed/<str:token>/grant/", embed.renew_embed, name="embed_grant"),
]
