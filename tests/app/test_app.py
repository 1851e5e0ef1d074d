"""The page in a real browser over a gateway in memory: the first minute, lost work, storage, accessibility, traffic."""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import httpx
import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.support.browser import add_authenticator, browser_page

pytestmark = [pytest.mark.slow, pytest.mark.chromium]
WEB = Path(__file__).parents[2] / "web"
HOLD = 30_000
"""Milliseconds in which an opinion that is held for 10 s has left."""


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """The address of the gallery's gateway, which serves the built page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    node = shutil.which("node")
    assert node
    command = [node, "gallery/gateway.mjs", str(port), "dist"]
    with subprocess.Popen(command, cwd=WEB, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline()
        yield f"http://localhost:{port}"
        process.terminate()


@pytest.fixture(autouse=True)
def fresh(gallery: str) -> None:
    """Takes back whatever fault a test before has chosen."""
    set_mode(gallery, "")


def set_mode(gallery: str, mode: str) -> None:
    """Makes the gateway fail in one of its ways."""
    httpx.post(f"{gallery}/__gallery", json={"mode": mode, "requests": []})


def ask(page: Page, question: str) -> None:
    """Asks, and waits for the whole answer."""
    page.get_by_label("Message").fill(question)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Good answer").last).to_be_enabled(timeout=HOLD)


def rate_and_sign_up(page: Page, gallery: str) -> None:
    """A new person asks, finds the answer good, and makes a passkey account for it."""
    add_authenticator(page)
    page.goto(gallery)
    ask(page, "Why is the sky blue?")
    page.get_by_role("button", name="Good answer").click()
    sign_up(page)


def sign_up(page: Page) -> None:
    """Makes a passkey account out of the open sheet."""
    page.get_by_role("button", name="Passkey Face").click()
    page.get_by_role("button", name="Agree and send").click()
    page.get_by_role("button", name="I have saved it").click()


def test_app__phone_without_wallet__receipt_within_a_minute(gallery: str, chromium: str):
    errors: list[str] = []
    with browser_page(chromium, None, errors, has_touch=True, is_mobile=True) as page:
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


def test_app__walletconnect__only_with_a_project_and_its_relay_alone(gallery: str, chromium: str):
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
    with browser_page(chromium, None, errors) as page:
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


def test_app__taps_and_undo__one_record_with_the_last_value(gallery: str, chromium: str):
    with browser_page(chromium, None, []) as page:
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


def test_app__take_back_and_erase__each_with_its_proof(gallery: str, chromium: str):
    with browser_page(chromium, None, []) as page:
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


def test_app__blind_pair_from_a_task__reveals_after_the_vote(gallery: str, chromium: str):
    with browser_page(chromium, None, []) as page:
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


def test_app__reload_and_broken_streams__lose_no_word(gallery: str, chromium: str):
    with browser_page(chromium, None, []) as page:
        page.goto(gallery)
        set_mode(gallery, "slow")
        page.get_by_label("Message").fill("Why is the sky blue?")
        page.keyboard.press("Enter")
        expect(page.locator("li.answer .prose")).to_contain_text("Sunlight")
        page.wait_for_timeout(1_000)
        page.reload()
        expect(page.locator("li.answer .prose")).to_contain_text("Sunlight")
        expect(page.locator("li.answer .prose")).to_contain_text("red is left", timeout=HOLD)
        set_mode(gallery, "break")
        page.get_by_role("button", name="More").last.click()
        page.get_by_role("menuitem", name="Ask again").click()
        expect(page.get_by_label("Answer 2 of 2")).to_be_visible()
        expect(page.get_by_role("region", name="Conversation").get_by_text("Broken off")).to_be_visible()
        set_mode(gallery, "")
        page.get_by_role("button", name="Correct it").click()
        page.get_by_label("Your correction").fill("Half of a corr")
        page.wait_for_timeout(700)
        page.reload()
        expect(page.get_by_label("Your correction")).to_have_value("Half of a corr")
        page.get_by_role("button", name="Cancel").click()
        assert page.evaluate("document.activeElement.textContent") == "Correct it"
        page.get_by_label("Message").fill("A question that waits")
        page.wait_for_timeout(700)
        page.reload()
        expect(page.get_by_label("Message")).to_have_value("A question that waits")


def test_app__without_network__the_question_is_asked_when_it_is_back(gallery: str, chromium: str):
    with browser_page(chromium, None, []) as page:
        page.goto(gallery)
        ask(page, "Hello")
        page.context.set_offline(True)
        page.get_by_label("Message").fill("And offline?")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Waiting for network")).to_be_visible()
        expect(page.get_by_text("You are offline.")).to_be_visible()
        page.context.set_offline(False)
        expect(page.get_by_text("You asked: And offline?").first).to_be_visible(timeout=HOLD)


@pytest.mark.parametrize("fault", ["refused", "damaged"])
def test_app__storage_that_fails__still_chats(gallery: str, chromium: str, fault: str):
    refuse = "Object.defineProperty(window, 'indexedDB', {get() {throw new DOMException('no', 'SecurityError')}});"
    refuse += "Object.defineProperty(window, 'localStorage', {get() {throw new DOMException('no', 'SecurityError')}})"
    damage = """(async () => {
      const open = indexedDB.open('kula', 1)
      const database = await new Promise((done) => { open.onsuccess = () => done(open.result) })
      const change = database.transaction(['chats', 'outbox', 'settings'], 'readwrite')
      change.objectStore('chats').put({ id: 7 }, 'x')
      change.objectStore('outbox').put('?', 'y')
      change.objectStore('settings').put({ owner: null }, 'owner')
      await new Promise((done) => { change.oncomplete = done })
    })()"""
    with browser_page(chromium, None, []) as page:
        if fault == "refused":
            page.add_init_script(refuse)
        page.goto(gallery)
        if fault == "damaged":
            ask(page, "Hello")
            page.evaluate(damage)
            page.goto(gallery)
            expect(page.get_by_text("Some saved chats cannot be read.")).to_be_visible()
        ask(page, "Why is the sky blue?")
        if fault == "refused":
            expect(page.get_by_text("This browser keeps nothing for us.")).to_be_visible()


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_app__every_view__has_no_fault_of_accessibility(gallery: str, chromium: str, locale: str, scheme: str):
    axe = (WEB / "node_modules" / "axe-core" / "axe.min.js").read_text()
    with browser_page(chromium, None, [], locale=locale, color_scheme=scheme) as page:
        for path in ("/", "/train", "/money", "/records", "/me", "/models", "/network", "/help", "/nowhere"):
            page.goto(gallery + path)
            page.locator("#main h1, #main h2").first.wait_for(state="attached")
            page.wait_for_timeout(300)
            page.evaluate(axe)
            faults = page.evaluate("axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html))")
            assert faults == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= 390"), path
        assert page.evaluate("document.documentElement.lang") == ("zh-Hans" if locale == "zh-CN" else "en")


def test_app__left_alone__asks_at_most_four_times_a_minute(gallery: str, chromium: str):
    with browser_page(chromium, None, []) as page:
        rate_and_sign_up(page, gallery)
        page.get_by_role("link", name="Money").click()
        expect(page.get_by_role("heading", name="On its way")).to_be_visible()
        page.wait_for_timeout(36_000)
        set_mode(gallery, "")
        page.wait_for_timeout(30_000)
        asked = httpx.get(f"{gallery}/__gallery").json()["requests"]
        assert len([path for path in asked if "/v1/" in path]) <= 2, asked


def test_app__server_that_refuses_the_approval__is_named_and_makes_no_second_passkey(gallery: str, chromium: str):
    count = "const make = navigator.credentials.create.bind(navigator.credentials); window.made = 0; "
    count += "navigator.credentials.create = (options) => { window.made += 1; return make(options) }"
    full = {"type": "https://kula.network/problems/gas-used-up", "title": "", "status": 503, "detail": "later"}
    with browser_page(chromium, None, []) as page:
        page.add_init_script(count)
        add_authenticator(page)
        page.route("**/v1/grants", lambda route: route.fulfill(status=503, json=full))
        page.goto(gallery)
        ask(page, "Why is the sky blue?")
        page.get_by_role("button", name="Good answer").click()
        page.get_by_role("button", name="Passkey Face").click()
        page.get_by_role("button", name="Agree and send").click()
        expect(page.get_by_role("heading", name="The server did not accept it.")).to_be_visible()
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("heading", name="The server did not accept it.")).to_be_visible()
        page.unroute("**/v1/grants")
        page.get_by_role("button", name="Try again").click()
        page.get_by_role("button", name="I have saved it").click()
        assert page.evaluate("window.made") == 1, "each try would leave a passkey on the device"
        expect(page.get_by_text("Received", exact=True)).to_be_visible(timeout=HOLD)


def test_app__low_screen__shows_the_message_box_and_the_way_back_closes_a_sheet(gallery: str, chromium: str):
    low = {"width": 640, "height": 360}
    with browser_page(chromium, None, [], viewport=low, has_touch=True, is_mobile=True) as page:
        page.goto(gallery)
        expect(page.get_by_label("Message")).to_be_in_viewport(ratio=1)
        ask(page, "Why is the sky blue?")
        page.get_by_role("button", name="Good answer").tap()
        expect(page.get_by_role("dialog")).to_be_visible()
        page.go_back()
        expect(page.get_by_role("dialog")).to_have_count(0)
