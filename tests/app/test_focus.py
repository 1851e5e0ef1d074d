"""By keyboard, the focus stays near what was pressed, also when that goes away. It never falls to the body."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.app.steps import HOLD, ask, rate_and_sign_up, set_mode, sign_up, wait_until
from tests.support.browser import add_authenticator, opened

pytestmark = [pytest.mark.slow, pytest.mark.chromium, pytest.mark.usefixtures("fresh")]
WATCH = "window.focused = [document.activeElement]; addEventListener('focusin', (event) => focused.push(event.target))"
IS_GONE = "focused.some((element) => !element.isConnected || element.disabled)"
IS_KEPT = "document.activeElement !== document.body"
FULL = """const put = IDBObjectStore.prototype.put
IDBObjectStore.prototype.put = function (value, ...more) {
  if (value?.receipt) throw new DOMException('full', 'QuotaExceededError')
  return put.call(this, value, ...more)
}"""


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def focus(pressed: Locator) -> None:
    """Gives a control the focus. Beneath an open sheet it takes none, which must not pass unseen."""
    pressed.focus(timeout=HOLD)
    expect(pressed).to_be_focused(timeout=HOLD)


def ask_again(page: Page, gallery: str) -> Locator:
    page.goto(gallery)
    ask(page, "Why is the sky blue?")
    button(page, "More").press("Enter")
    return page.get_by_role("menuitem", name="Ask again")


def show_earlier(page: Page, gallery: str) -> Locator:
    ask_again(page, gallery).press("Enter")
    expect(page.get_by_label("Answer 2 of 2")).to_be_visible(timeout=HOLD)
    expect(button(page, "Good answer")).to_be_enabled(timeout=HOLD)
    return button(page, "Earlier answer")


def compare(page: Page, gallery: str) -> Locator:
    page.goto(gallery)
    ask(page, "Why is the sky blue?")
    return button(page, "Compare with another answer")


def go_on(page: Page, gallery: str) -> Locator:
    set_mode(gallery, "break")
    page.goto(gallery)
    ask(page, "Why is the sky blue?")
    set_mode(gallery, "")
    return button(page, "Go on")


def hide_detail(page: Page, gallery: str) -> Locator:
    page.goto(gallery)
    ask(page, "My address is ann@example.org. Why is the sky blue?")
    button(page, "Good answer").press("Enter")
    return button(page, "Hide: ann@example.org")


def change_licence(page: Page, gallery: str) -> Locator:
    add_authenticator(page)
    page.goto(gallery)
    ask(page, "Why is the sky blue?")
    button(page, "Good answer").press("Enter")
    page.get_by_role("button", name="Passkey Face").press("Enter")
    return button(page, "Change")


def another_task(page: Page, gallery: str) -> Locator:
    add_authenticator(page)
    page.goto(f"{gallery}/train")
    button(page, "Get paid for feedback").click()
    sign_up(page)
    return button(page, "Another one")


def close_sent(page: Page, gallery: str) -> Locator:
    rate_and_sign_up(page, gallery)
    expect(page.get_by_text("Received", exact=True)).to_be_visible(timeout=HOLD)
    return button(page, "Close")


def save_receipt(page: Page, gallery: str) -> Locator:
    page.add_init_script(FULL)
    rate_and_sign_up(page, gallery)
    return button(page, "Save receipt as file")


def take_back(page: Page, gallery: str) -> Locator:
    set_mode(gallery, "unposted")
    rate_and_sign_up(page, gallery)
    expect(page.get_by_text("Received", exact=True)).to_be_visible(timeout=HOLD)
    page.get_by_role("link", name="See its story").click()
    page.get_by_role("link", name="Records").click()
    return page.get_by_role("button", name="Take back")


def try_now(page: Page, gallery: str) -> Locator:
    page.route("**/v1/network", lambda route: route.abort())
    page.goto(gallery)
    expect(button(page, "Try now")).to_be_visible()
    page.unroute("**/v1/network")
    return button(page, "Try now")


@pytest.mark.parametrize(
    ("prepare", "place"),
    [
        pytest.param(ask_again, "li.answer", id="ask-again"),
        pytest.param(show_earlier, "li.answer", id="earlier-answer"),
        pytest.param(compare, "section.thread, section.thread li", id="compare"),
        pytest.param(go_on, "li.answer", id="go-on"),
        pytest.param(hide_detail, "dialog li", id="hide-detail"),
        pytest.param(change_licence, "dialog, dialog *", id="change-licence"),
        pytest.param(another_task, "main section.card", id="another-task"),
        pytest.param(close_sent, "#main, #main *", id="close-sent"),
        pytest.param(save_receipt, "#main", id="save-receipt"),
        pytest.param(take_back, "main li", id="take-back"),
        pytest.param(try_now, "#main", id="try-now"),
    ],
)
def test_focus__pressed_button_that_goes_away__stays_near(
    gallery: str, browser: Browser, prepare: Callable[[Page, str], Locator], place: str
):
    with opened(browser, None, []) as page:
        pressed = prepare(page, gallery)
        focus(pressed)
        page.evaluate(WATCH)
        page.keyboard.press("Enter")
        wait_until(page, IS_GONE)
        wait_until(page, IS_KEPT)
        wait_until(page, f"document.activeElement.matches('{place}')")


def test_focus__lost_by_a_mouse__shows_no_ring(gallery: str, browser: Browser):
    with opened(browser, None, []) as page:
        pressed = another_task(page, gallery)
        focus(pressed)
        page.evaluate(WATCH)
        pressed.click()
        wait_until(page, IS_GONE)
        wait_until(page, IS_KEPT)
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "none"


def test_focus__left_on_purpose__is_not_brought_back(gallery: str, browser: Browser):
    with opened(browser, None, []) as page:
        page.goto(gallery)
        ask(page, "Why is the sky blue?")
        button(page, "Compare with another answer").focus()
        page.evaluate(WATCH)
        page.evaluate("document.activeElement.blur()")
        button(page, "Compare with another answer").evaluate("(pressed) => pressed.click()")
        wait_until(page, IS_GONE)
        expect(button(page, "A is better")).to_be_enabled(timeout=HOLD)
        assert page.evaluate("document.activeElement === document.body")
