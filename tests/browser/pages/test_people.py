"""Someone is invited, comes in, says who they are, and signs in with a passkey from then on."""

import time

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from tests.browser.pages.test_pages import overflow_px, problems
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
    for path in ("people/institutions/", "people/", "people/invitations/"):
        page.goto(f"{library.url}/{path}")
        is_fit(page)
    page.get_by_label("Role").select_option("editor")
    page.get_by_role("button", name="Invite", exact=True).click()
    link = page.get_by_role("region", name="The invitation").locator("code")
    expect(link).to_contain_text("/join/")
    return link.inner_text()


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
    chromium: Browser, live_library: LiveLibrary
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
    desk.close()
    guest.close()
