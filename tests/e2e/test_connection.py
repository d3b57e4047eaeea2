"""Who is signed out comes back to the view after the login; who is cut off is told so and loses nothing."""

from __future__ import annotations

from playwright.sync_api import Route

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


def test_who_gets_no_answer_for_a_panel_is_told_and_can_try_again(open_as: OpenAs) -> None:
    screen = open_as("ministry", "/usage?place=440000&lang=en", own=True)
    page, refused = screen.page, []

    def refuse(route: Route) -> None:
        refused.append(route.request.url)
        route.fulfill(status=500, body="500") if len(refused) == 1 else route.continue_()

    page.route("**/_dash-update-component*", refuse)
    screen.select("stage").select_option("junior")
    screen.until("location.search.includes('stage=junior')")
    page.wait_for_timeout(1_500)
    assert len(refused) > 3, "others were answered"
    assert page.locator("#offline").is_visible()
    page.locator("#offline [data-retry]").evaluate("button => button.click()")
    page.wait_for_selector("#offline", state="hidden")
    assert page.locator(".card.loading").count() == 0
