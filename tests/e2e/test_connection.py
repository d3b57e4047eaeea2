"""Who is signed out comes back to the view after the login; who is cut off is told so and loses nothing."""

from __future__ import annotations

from tests.conftest import PASSWORD
from tests.e2e.conftest import OpenAs


def test_a_session_that_ended_leads_to_the_login_and_back_to_the_view(open_as: OpenAs) -> None:
    screen = open_as("ministry", "/usage?place=440000&lang=en", own=True)
    screen.page.context.clear_cookies(name="session")
    screen.select("stage").select_option("primary")
    screen.page.wait_for_url("**/login?next=**")
    screen.page.fill("#name", "ministry")
    screen.page.fill("#password", PASSWORD.format(name="ministry"))
    screen.page.click("button[type=submit]")
    screen.page.wait_for_url("**/usage?**")
    screen.wait()
    assert (screen.view["place"], screen.view["stage"]) == ("440000", "primary")


def test_who_is_cut_off_is_told_and_can_try_again(open_as: OpenAs) -> None:
    screen = open_as("ministry", "/usage?place=440000&lang=en", own=True)
    said = screen.page.locator("#finding").inner_text()
    screen.page.context.set_offline(True)
    screen.select("stage").select_option("primary")
    screen.page.wait_for_selector("#offline:not([hidden])")
    assert screen.page.locator("#finding").inner_text() == said, "what was there stays"
    screen.page.context.set_offline(False)
    screen.page.evaluate("document.querySelectorAll('.filter-menu').forEach(menu => menu.open = false)")
    # The browser may have come back by itself a moment ago: then the banner is gone, and pressing does no harm.
    screen.page.locator("#offline [data-retry]").evaluate("button => button.click()")
    screen.page.wait_for_selector("#offline", state="hidden")
    screen.until("text => document.querySelector('#finding').innerText !== text", arg=said)
    assert screen.view["stage"] == "primary"
