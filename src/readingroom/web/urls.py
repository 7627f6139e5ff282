"""The pages' addresses. None of them says what a case is about."""

from django.urls import path

from readingroom.web.views import case, library, sign_in, theme

app_name = "web"
urlpatterns = [
    path("", library.show_library, name="library"),
    path("cases/<uuid:key>/", case.show_case, name="case"),
    path("cases/<uuid:key>/grant", case.renew_grant, name="case_grant"),
    path("sign-in/<str:token>/", sign_in.sign_in_by_link, name="sign_in_link"),
    path("theme/", theme.choose_theme, name="theme"),
]
