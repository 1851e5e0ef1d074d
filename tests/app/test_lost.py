"""The page in a real browser while reloads, network, storage and gateway fail: no word and no passkey is lost."""

import pytest
from playwright.sync_api import Browser, expect

from tests.app.steps import HOLD, ask, set_mode
from tests.support.browser import add_authenticator, opened

pytestmark = [pytest.mark.slow, pytest.mark.chromium, pytest.mark.usefixtures("fresh")]


def test_app__reload_and_broken_streams__lose_no_word(gallery: str, browser: Browser):
    with opened(browser, None, []) as page:
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


def test_app__without_network__the_question_is_asked_when_it_is_back(gallery: str, browser: Browser):
    with opened(browser, None, []) as page:
        page.goto(gallery)
        ask(page, "Hello")
        page.context.set_offline(True)
        page.get_by_label("Message").fill("And offline?")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Waiting for network")).to_be_visible()
        expect(page.get_by_text("You are offline.")).to_be_visible()
        page.context.set_offline(False)
        expect(page.get_by_text("You asked: And offline?").first).to_be_visible(timeout=HOLD)


def test_app__busy_gateway__is_asked_again_for_the_same_answer(gallery: str, browser: Browser):
    with opened(browser, None, []) as page:
        page.goto(gallery)
        set_mode(gallery, "busy")
        page.get_by_label("Message").fill("Why is the sky blue?")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Many people are asking right now.")).to_be_visible(timeout=HOLD)
        expect(page.get_by_text("We try again in").first).to_be_visible(timeout=HOLD)
        page.get_by_role("button", name="Try now").click()
        assert page.evaluate("document.activeElement !== document.body")
        expect(page.get_by_role("button", name="Try now")).to_be_visible(timeout=HOLD)
        set_mode(gallery, "")
        expect(page.get_by_role("button", name="Good answer")).to_be_enabled(timeout=2 * HOLD)
        expect(page.locator("li.answer .prose")).to_contain_text("red is left")
        expect(page.get_by_label("Answer 2 of 2")).to_have_count(0)


def test_app__pair_that_does_not_load__leaves_the_chat_and_comes_back(gallery: str, browser: Browser):
    # Without a service worker, a part of the page that was never shown comes from the server.
    with opened(browser, None, [], service_workers="block") as page:
        page.goto(gallery)
        expect(page.get_by_role("button", name="Kula 8")).to_be_visible(timeout=HOLD)
        set_mode(gallery, "down")
        page.get_by_role("button", name="Answer twice, and I choose").click()
        page.get_by_label("Message").fill("Why is the sky blue?")
        page.keyboard.press("Enter")
        expect(page.get_by_text("This part did not load")).to_be_visible(timeout=HOLD)
        expect(page.get_by_text("The server does not answer.").first).to_be_visible(timeout=HOLD)
        expect(page.get_by_role("button", name="New chat").last).to_be_visible()
        set_mode(gallery, "")
        page.get_by_role("button", name="Load it again").click()
        page.get_by_role("button", name="Ask again", exact=True).click(timeout=HOLD)
        expect(page.get_by_role("button", name="Good answer")).to_be_enabled(timeout=HOLD)


def test_app__chat_of_another_device__is_said(gallery: str, browser: Browser):
    with opened(browser, None, []) as page:
        page.goto(f"{gallery}/c/lost")
        expect(page.get_by_role("heading", name="This device has no such chat").first).to_be_attached(timeout=HOLD)
        assert page.url.endswith("/c/lost")
        page.get_by_role("link", name="New chat").last.click()
        expect(page.get_by_label("Message")).to_be_visible(timeout=HOLD)


@pytest.mark.parametrize("fault", ["refused", "damaged"])
def test_app__storage_that_fails__still_chats(gallery: str, browser: Browser, fault: str):
    refuse = "Object.defineProperty(window, 'indexedDB', {get() {throw new DOMException('no', 'SecurityError')}});"
    refuse += "Object.defineProperty(window, 'localStorage', {get() {throw new DOMException('no', 'SecurityError')}})"
    damage = """(async () => {
      const open = indexedDB.open('kula', 1)
      const database = await new Promise((done) => { open.onsuccess = () => done(open.result) })
      const change = database.transaction(['chats', 'outbox', 'settings'], 'readwrite')
      change.objectStore('chats').put({ id: 7 }, 'x')
      change.objectStore('chats').put({ id: 'z', title: {}, updated: 1, turns: {}, chosen: null }, 'z')
      change.objectStore('outbox').put('?', 'y')
      change.objectStore('outbox').put({ id: 'w', content: {}, due: 1, state: 'held', title: {} }, 'w')
      change.objectStore('settings').put({ owner: null }, 'owner')
      await new Promise((done) => { change.oncomplete = done })
    })()"""
    with opened(browser, None, []) as page:
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


def test_app__server_that_refuses_the_approval__is_named_and_makes_no_second_passkey(gallery: str, browser: Browser):
    count = "const make = navigator.credentials.create.bind(navigator.credentials); window.made = 0; "
    count += "navigator.credentials.create = (options) => { window.made += 1; return make(options) }"
    full = {"type": "https://kula.network/problems/gas-used-up", "title": "", "status": 503, "detail": "later"}
    with opened(browser, None, []) as page:
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
