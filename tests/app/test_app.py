"""The page in a real browser over a gateway in memory: the first minute, opinions, accessibility, traffic."""

import json
import time
from urllib.parse import urlparse

import httpx
import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.app.steps import HOLD, WEB, ask, rate_and_sign_up, set_mode, sign_up
from tests.support.browser import add_authenticator, opened

pytestmark = [pytest.mark.slow, pytest.mark.chromium, pytest.mark.usefixtures("fresh")]


def test_app__phone_without_wallet__receipt_within_a_minute(gallery: str, browser: Browser):
    errors: list[str] = []
    with opened(browser, None, errors, has_touch=True, is_mobile=True) as page:
        add_authenticator(page)
        hosts: set[str | None] = set()
        page.on("request", lambda request: hosts.add(urlparse(request.url).hostname))
        began = time.monotonic()
        page.goto(gallery)
        assert page.evaluate("document.activeElement === document.body"), "on phones the keyboard would cover the page"
        ask(page, "Why is the sky blue?")
        page.get_by_role("button", name="Good answer").tap()
        sign_up(page)
        expect(page.get_by_text("Received", exact=True)).to_be_visible(timeout=HOLD)
        assert time.monotonic() - began < 60
        assert hosts == {"localhost"}, "no third party is asked"
        page.get_by_role("link", name="See its story").click()
        expect(page.get_by_text("Checked on this device")).to_have_count(2, timeout=HOLD)
    assert errors == []


def test_app__walletconnect__only_with_a_project_and_its_relay_alone(gallery: str, browser: Browser):
    def relay(socket: WebSocketRoute) -> None:
        relays.append(socket.url)
        socket.on_message(
            lambda text: socket.send(json.dumps({"jsonrpc": "2.0", "id": json.loads(text)["id"], "result": True}))
        )

    def offer(page: Page) -> None:
        page.goto(gallery)
        ask(page, "Why is the sky blue?")
        page.get_by_role("button", name="Good answer").click()
        page.get_by_role("button", name="My wallet").click()

    relays: list[str] = []
    errors: list[str] = []
    with opened(browser, None, errors) as page:
        offer(page)
        expect(page.get_by_role("button", name="Wallet app on a phone")).to_be_visible()
        expect(page.get_by_role("button", name="WalletConnect")).to_have_count(0)
        set_mode(gallery, "walletconnect")
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.route_web_socket("wss://relay.walletconnect.org/**", relay)
        page.reload()
        page.get_by_role("button", name="Get paid").first.click()
        page.get_by_role("button", name="My wallet").click()
        assert not any("/pair-" in url for url in requests), "the library comes when it is picked"
        page.get_by_role("button", name="WalletConnect").click()
        expect(page.get_by_role("img", name="Code for your wallet app")).to_be_visible(timeout=HOLD)
        assert {urlparse(url).hostname for url in requests} == {"localhost"}
        assert [urlparse(url).hostname for url in relays] == ["relay.walletconnect.org"]
    assert errors == []


def test_app__taps_and_undo__one_record_with_the_last_value(gallery: str, browser: Browser):
    with opened(browser, None, []) as page:
        rate_and_sign_up(page, gallery)
        for name in ("Bad answer", "Good answer", "Good answer", "Bad answer"):
            page.get_by_role("button", name=name).click()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "false")
        page.get_by_role("button", name="Bad answer").click()
        page.get_by_role("button", name="Wrong", exact=True).click()
        expect(page.get_by_text("Received", exact=True)).to_be_visible(timeout=HOLD)
        page.get_by_role("link", name="See its story").click()
        expect(page.get_by_text("Bad answer · Wrong")).to_be_visible()
        page.get_by_role("link", name="Records").click()
        expect(page.locator(".item-title")).to_have_count(1)


def test_app__unsigned_answer__its_thumb_says_that_it_counts_half(gallery: str, browser: Browser):
    half = "Kula did not sign this answer, so what you give here counts half."
    with opened(browser, None, []) as page:
        page.goto(gallery)
        ask(page, "Why is the sky blue?")
        page.get_by_role("button", name="Good answer").click()
        page.get_by_role("button", name="Later").click()
        expect(page.get_by_text(half)).to_have_count(0)
        set_mode(gallery, "no-guests")
        page.goto(gallery)
        ask(page, "Why is the sky blue?")
        expect(page.get_by_text(half)).to_have_count(0)
        page.get_by_role("button", name="Good answer").click()
        expect(page.get_by_text(half)).to_be_visible()


def test_app__take_back_and_erase__each_with_its_proof(gallery: str, browser: Browser):
    with opened(browser, None, []) as page:
        add_authenticator(page)
        page.goto(gallery)
        set_mode(gallery, "unposted")
        ask(page, "Why is the sky blue?")
        page.get_by_role("button", name="Good answer").click()
        sign_up(page)
        expect(page.get_by_text("Received", exact=True)).to_be_visible(timeout=HOLD)
        page.get_by_role("link", name="See its story").click()
        page.get_by_role("button", name="Take back").click()
        expect(page.get_by_text("Taken back. The server has destroyed its text.")).to_be_visible()
        page.go_back()
        page.get_by_role("button", name="Bad answer").click()
        expect(page.get_by_text("Received", exact=True)).to_be_visible(timeout=HOLD)
        set_mode(gallery, "")
        page.get_by_role("link", name="See its story").click()
        page.get_by_role("button", name="Erase this record").click(timeout=HOLD)
        page.get_by_role("button", name="Erase for good").click()
        expect(page.get_by_role("dialog").get_by_text("The server signed that it erased 1 record.")).to_be_visible()
        page.get_by_role("dialog").get_by_role("button", name="Close").last.click()
        assert page.evaluate("document.activeElement !== document.body")


def test_app__blind_pair_from_a_task__reveals_after_the_vote(gallery: str, browser: Browser):
    with opened(browser, None, []) as page:
        add_authenticator(page)
        page.goto(f"{gallery}/train")
        page.get_by_role("button", name="Get paid for feedback").click()
        sign_up(page)
        page.get_by_role("button", name="Compare two answers").first.click()
        expect(page.get_by_text("Model hidden until you choose")).to_have_count(2)
        page.get_by_role("button", name="A is better").click(timeout=HOLD)
        expect(page.get_by_role("heading", name="You chose A")).to_be_visible()
        expect(page.get_by_text("Checked on this device")).to_be_visible()
        expect(page.get_by_text("An earlier Kula")).to_be_visible()
        expect(page.get_by_text("Sending in")).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "scheme"),
    [
        ("en-US", "light"),
        ("zh-CN", "dark"),
        pytest.param("en-US", "dark", marks=pytest.mark.long),
        pytest.param("zh-CN", "light", marks=pytest.mark.long),
    ],
)
def test_app__every_view__has_no_fault_of_accessibility(gallery: str, browser: Browser, locale: str, scheme: str):
    axe = (WEB / "node_modules" / "axe-core" / "axe.min.js").read_text()
    with opened(browser, None, [], locale=locale, color_scheme=scheme) as page:
        for path in ("/", "/train", "/money", "/records", "/me", "/models", "/network", "/help", "/nowhere"):
            page.goto(gallery + path)
            page.locator("#main h1, #main h2").first.wait_for(state="attached")
            page.wait_for_timeout(300)
            page.evaluate(axe)
            faults = page.evaluate("axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html))")
            assert faults == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= 390"), path
        assert page.evaluate("document.documentElement.lang") == ("zh-Hans" if locale == "zh-CN" else "en")
        description = page.evaluate("document.querySelector('meta[name=description]').content")
        assert description.isascii() == (locale == "en-US")


def test_app__left_alone__asks_at_most_four_times_a_minute(gallery: str, browser: Browser):
    with opened(browser, None, []) as page:
        rate_and_sign_up(page, gallery)
        page.get_by_role("link", name="Money").click()
        expect(page.get_by_role("heading", name="On its way")).to_be_visible()
        page.wait_for_timeout(36_000)
        set_mode(gallery, "")
        page.wait_for_timeout(30_000)
        asked = httpx.get(f"{gallery}/__gallery").json()["requests"]
        assert len([path for path in asked if "/v1/" in path]) <= 2, asked


def test_app__low_screen__shows_the_message_box_and_the_way_back_closes_a_sheet(gallery: str, browser: Browser):
    low = {"width": 640, "height": 360}
    with opened(browser, None, [], viewport=low, has_touch=True, is_mobile=True) as page:
        page.goto(gallery)
        expect(page.get_by_label("Message")).to_be_in_viewport(ratio=1)
        ask(page, "Why is the sky blue?")
        page.get_by_role("button", name="Good answer").tap()
        expect(page.get_by_role("dialog")).to_be_visible()
        page.go_back()
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_app__right_to_left_words__read_from_the_right(gallery: str, browser: Browser):
    direction = "(selector) => getComputedStyle(document.querySelector(selector)).direction"
    with opened(browser, None, []) as page:
        page.goto(gallery)
        page.get_by_label("Message").fill("\u0645\u0631\u062d\u0628\u0627 hello")
        assert page.evaluate(direction, "#message") == "rtl"
        page.keyboard.press("Enter")
        expect(page.locator("li.answer .prose")).to_be_visible(timeout=HOLD)
        assert page.evaluate(direction, ".asked") == "rtl"
        assert page.evaluate(direction, "li.answer .prose p") == "ltr", "the gallery answers in English"
