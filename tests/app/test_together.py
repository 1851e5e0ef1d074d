"""What two tabs, a clock and a model that means harm can do to an opinion or to the page."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.steps import HOLD, ask, pass_hold, posted, rate_and_sign_up, set_mode, start_clock, wait_until
from tests.support.browser import opened

pytestmark = [pytest.mark.slow, pytest.mark.chromium, pytest.mark.usefixtures("fresh")]
TRIES = """new Promise((done) => {
  const opening = indexedDB.open('kula')
  opening.onsuccess = () => {
    const rows = opening.result.transaction('outbox').objectStore('outbox').getAll()
    rows.onsuccess = () => (opening.result.close(), done(rows.result[0]?.tries ?? 0))
  }
})"""
"""How often the one opinion of this device was tried."""


def _second_tab(page: Page, gallery: str) -> Page:
    """Rates and signs up in one tab, and opens another one, which knows of it."""
    start_clock(page)
    rate_and_sign_up(page, gallery)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true", timeout=HOLD)
    return other


def test_two_tabs__of_one_opinion__send_it_once_and_both_say_so(gallery: str, browser: Browser):
    with opened(browser, None, []) as page:
        other = _second_tab(page, gallery)
        pass_hold(page)
        for tab in (page, other):
            expect(tab.locator("li.answer").get_by_text("Received", exact=True)).to_be_visible(timeout=HOLD)
        other.reload()
        expect(other.locator("li.answer").get_by_text("Received", exact=True)).to_be_visible(timeout=HOLD)
        assert posted(gallery) == 1


def test_two_tabs__at_a_server_that_takes_nothing_now__ask_it_as_often_as_one(gallery: str, browser: Browser):
    set_mode(gallery, "backlog")
    with opened(browser, None, []) as page:
        other = _second_tab(page, gallery)
        # The clock moves for both, and only when it is told to.
        page.mouse.move(1, 1)
        page.clock.pause_at(page.evaluate("Date.now() + 1_000"))
        page.clock.fast_forward(16_000)
        wait_until(page, f"{TRIES}.then((tries) => tries > 0)")
        for _ in range(3):
            tries = page.evaluate(TRIES)
            # Each try waits twice as long as the one before it.
            page.clock.fast_forward(1_000 * 3 * 2**tries)
            wait_until(page, f"{TRIES}.then((now) => now > {tries})")
        page.clock.run_for(1_000)
        assert posted(gallery) == page.evaluate(TRIES)
        set_mode(gallery, "")
        page.clock.fast_forward(600_000)
        page.clock.resume()
        for tab in (page, other):
            expect(tab.locator("li.answer").get_by_text("Received", exact=True)).to_be_visible(timeout=HOLD)
        assert posted(gallery) == 1


def test_hold__of_ten_seconds__lets_nothing_leave_before_its_end(gallery: str, browser: Browser):
    with opened(browser, None, []) as page:
        start_clock(page)
        rate_and_sign_up(page, gallery)
        pass_hold(page)
        expect(page.get_by_text("Received", exact=True)).to_be_visible(timeout=HOLD)
        page.get_by_role("button", name="Correct it").click()
        page.get_by_label("Your correction").fill("Air scatters blue light.")
        page.clock.pause_at(page.evaluate("Date.now() + 1_000"))
        # A mouse would come to lie on the countdown, and stop it.
        page.mouse.move(1, 1)
        page.get_by_role("button", name="Send correction").press("Enter")
        expect(page.get_by_text("Sending in 10 s")).to_be_visible(timeout=HOLD)
        page.clock.run_for(9_500)
        expect(page.get_by_text("Sending in 1 s")).to_be_visible(timeout=HOLD)
        assert posted(gallery) == 1
        page.clock.run_for(1_000)
        page.clock.resume()
        expect(page.locator("li.answer").get_by_text("Received", exact=True)).to_have_count(2, timeout=HOLD)
        assert posted(gallery) == 2


def test_answer__with_html_and_a_script_for_a_link__draws_neither(gallery: str, browser: Browser):
    errors: list[str] = []
    with opened(browser, None, errors) as page:
        page.on("dialog", lambda dialog: errors.append(dialog.message))
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.goto(gallery)
        ask(page, "How do I do it in Python? <img src=x onerror=alert(2)>")
        answer = page.locator("li.answer .prose")
        expect(answer.get_by_role("link", name="the manual")).to_have_attribute("href", "https://docs.python.org/3/")
        expect(answer).to_contain_text("<img src=x onerror=alert(1)>")
        expect(page.locator("#main img")).to_have_count(0)
        expect(page.locator("a[href^='javascript:' i]")).to_have_count(0)
        answer.get_by_text("this", exact=False).last.click()
    assert errors == []
