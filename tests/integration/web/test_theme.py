import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
HERE = {"Referer": "http://testserver/?system=spine"}


def test_the_chosen_theme_is_in_the_page_before_any_script_runs(client: Client) -> None:
    client.cookies["readingroom_theme"] = "dark"

    assert b'<html lang="en" data-theme="dark">' in client.get("/").content


def test_without_a_choice_the_system_decides(client: Client) -> None:
    client.cookies["readingroom_theme"] = "pink"

    assert b'<html lang="en">' in client.get("/").content


def test_a_choice_is_kept_and_leads_back_to_where_it_was_made(client: Client) -> None:
    answer = client.post("/theme/", {"theme": "dark"}, headers=HERE)

    assert (answer.status_code, answer["Location"]) == (303, "/?system=spine")
    assert client.cookies["readingroom_theme"].value == "dark"


def test_the_system_s_colours_are_no_cookie(client: Client) -> None:
    client.cookies["readingroom_theme"] = "light"

    client.post("/theme/", {"theme": ""}, headers=HERE)

    assert client.cookies["readingroom_theme"].value == ""


@pytest.mark.parametrize("page", ["https://evil.example/x", "http://testserver//evil.example", ""])
def test_it_never_leads_to_another_site(client: Client, page: str) -> None:
    answer = client.post("/theme/", {"theme": "dark"}, headers={"Referer": page})

    assert answer["Location"] == "/"


def test_a_theme_that_does_not_exist_is_refused(client: Client) -> None:
    assert client.post("/theme/", {"theme": "pink"}).status_code == 422
