"""Someone is invited, comes in, says who they are, and signs in with a passkey from then on."""

import sqlite3
import time
from contextlib import closing
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from readingroom.accounts.models import Person
from readingroom.accounts.reset_tokens import token_for
from readingroom.config.secrets import derive_secret
from tests.browser.pages.test_pages import WIDTHS, overflow_px, problems
from tests.browser.serving import LiveLibrary

pytestmark = pytest.mark.browser
WORDS = "a long pass phrase"
NARROW: ViewportSize = {"width": 390, "height": 900}


def is_fit(page: Page) -> None:
    """Accessible, and no wider than a phone."""
    assert problems(page) == []
    assert overflow_px(page) <= 0


def invited(page: Page, library: LiveLibrary) -> str:
    """The link that an administrator is shown once."""
    page.goto(library.run("sign-in-link").stdout.strip())
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{library.url}/")
    every_way_is_there(page)
    for path in ("notices/", "people/institutions/", "people/"):
        page.goto(f"{library.url}/{path}")
        is_fit(page)
    write_an_article(page, library)
    page.goto(f"{library.url}/people/invitations/")
    is_fit(page)
    page.get_by_label("Role").select_option("editor")
    page.get_by_role("button", name="Invite", exact=True).click()
    link = page.get_by_role("region", name="The invitation").locator("code")
    expect(link).to_contain_text("/join/")
    return link.inner_text()


def every_way_is_there(page: Page) -> None:
    """Whoever has most of them finds each, beside the others or behind a button, by keys alone."""
    ways = page.get_by_role("navigation", name="Main")
    menu = page.get_by_role("button", name="Menu")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 420})
        is_folded = menu.is_visible()
        if is_folded:
            menu.focus()
            page.keyboard.press("Enter")
        for name in ("Library", "Mine", "Received", "Held", "In review"):
            expect(ways.get_by_role("link", name=name)).to_be_in_viewport(ratio=1)
        assert overflow_px(page) <= 0, width
        if is_folded:
            assert problems(page) == []
            page.keyboard.press("Tab")
            expect(ways.get_by_role("link", name="Library")).to_be_focused()
            page.keyboard.press("Escape")
            expect(ways).to_be_hidden()
    page.set_viewport_size(NARROW)


def write_an_article(page: Page, library: LiveLibrary) -> None:
    """Of a term that the library does not know."""
    page.goto(f"{library.url}/articles/new/")
    is_fit(page)
    page.get_by_label("Name").fill("Odd sign")
    page.get_by_label("Sign", exact=True).check()
    page.get_by_role("button", name="Go on to the text").click()
    page.get_by_label("Text").fill("A sign of **nothing**.")
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", name="As it will read")).to_be_visible()
    is_fit(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.goto(f"{library.url}/articles/odd-sign/history/")
    is_fit(page)


def mailed_link(library: LiveLibrary, username: str, settings: Any) -> str:
    """What is mailed to whoever forgot their password: this server sends no mail."""
    settings.SECRET_KEY = derive_secret(library.data, "django").hex()
    with closing(sqlite3.connect(library.data / "library.sqlite3")) as database:
        row = database.execute(
            "SELECT id, key, password, email, last_login FROM accounts_person WHERE username = ?",
            [username],
        ).fetchone()
    pk, key, password, email, last_login = row
    person = Person(
        pk=pk, key=UUID(key), password=password, email=email,
        last_login=datetime.fromisoformat(last_login) if last_login else None,
    )  # fmt: skip
    return f"/password/{token_for(person)}/"


def give_a_key(page: Page) -> None:
    """What a phone's finger is to a real reader."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def come_in(page: Page) -> None:
    """Make the account; what is missing is asked for where it is missing."""
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_label("Name to sign in with")).to_be_focused()
    is_fit(page)
    page.get_by_label("Name to sign in with").fill("nora")
    page.get_by_label("Password", exact=True).fill(WORDS)
    page.get_by_label("Password once more").fill(WORDS)
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def say_who(page: Page) -> None:
    """A digit is mistyped first."""
    page.get_by_label("ORCID iD").fill("0000-0002-1825-0098")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("ORCID iD")).to_be_focused()
    is_fit(page)
    page.get_by_label("ORCID iD").fill("0000-0002-1825-0097")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def add_passkey(page: Page) -> None:
    """After the password was asked for once more; codes on paper come with the first."""
    page.get_by_role("link", name="Signing in").click()
    is_fit(page)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(WORDS)
    # A script that comes late must find that nobody has clicked in vain.
    page.route("**/passkey-*.js", come_late)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("list", name="Recovery codes").locator("li")).to_have_count(10)


def come_late(route: Route) -> None:
    time.sleep(0.3)
    route.continue_()


def make_token(page: Page) -> None:
    page.get_by_role("link", name="Tokens").click()
    page.get_by_label("What it is for").fill("PACS export")
    page.get_by_label("Send studies in").check()
    page.get_by_role("button", name="Make a token").click()
    shown = page.get_by_role("region", name="Your new token").locator("code")
    expect(shown).to_contain_text("rr_")
    is_fit(page)


def test_from_an_invitation_to_a_passkey_and_a_token(
    chromium: Browser, live_library: LiveLibrary, settings: Any
) -> None:
    # A number is no name that a passkey could be for.
    here = live_library.url.replace("127.0.0.1", "localhost")
    desk, guest = (chromium.new_context(viewport=NARROW) for _ in range(2))
    link = invited(desk.new_page(), live_library).replace(live_library.url, here)
    page = guest.new_page()
    give_a_key(page)

    page.goto(link)
    come_in(page)
    say_who(page)
    add_passkey(page)
    make_token(page)

    guest.clear_cookies()
    page.goto(f"{here}/account/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_label("Your account, nora")).to_be_visible()
    page.goto(f"{here}/profile/leave/")
    is_fit(page)
    page.goto(here + mailed_link(live_library, "nora", settings))
    expect(page.get_by_role("heading", name="Choose a new password")).to_be_visible()
    is_fit(page)
    desk.close()
    guest.close()
