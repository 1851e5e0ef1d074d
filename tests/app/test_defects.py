"""A journey for each defect that the first page's evaluation found, by its number there: opinions, money, access.

docs/testing/page.md says where the other numbers are.
"""

import json
import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from kula.protocol.program.keys import new_key
from tests.app.steps import HOLD, ask, pass_hold, posted, rate_and_sign_up, set_mode, sign_up, start_clock
from tests.support.browser import Wallet, add_authenticator, opened

pytestmark = [pytest.mark.slow, pytest.mark.chromium, pytest.mark.usefixtures("fresh")]
UNIT = 10**18
FULL = """const put = IDBObjectStore.prototype.put
IDBObjectStore.prototype.put = function (...given) {
  if (window.isFull) throw new DOMException('full', 'QuotaExceededError')
  return put.apply(this, given)
}"""


def give_one(page: Page, gallery: str) -> None:
    """A new person's first record, received."""
    start_clock(page)
    rate_and_sign_up(page, gallery)
    pass_hold(page)
    expect(page.get_by_text("Received", exact=True)).to_be_visible(timeout=HOLD)


def correct(page: Page, text: str) -> None:
    """Writes a correction of the only answer, without sending it."""
    page.get_by_role("button", name="Correct it").click()
    page.get_by_label("Your correction").fill(text)


def test_defect_02__account_changes_while_signing__never_mixes_two(gallery: str, browser: Browser):
    wallet, later = Wallet(new_key(), chain_id=31_337), new_key()
    first = wallet.account
    wallet.behaviour = {"eth_accounts": lambda _: {"result": [later.address]}}
    with opened(browser, wallet, []) as page:
        start_clock(page)
        page.goto(gallery)
        ask(page, "Why is the sky blue?")
        page.get_by_role("button", name="Good answer").click()
        page.get_by_role("button", name="My wallet").click()
        page.get_by_role("button", name="Test Wallet").click()
        page.get_by_role("button", name="Agree and send").click()
        expect(page.get_by_role("heading", name="You changed the account meanwhile.")).to_be_visible(timeout=HOLD)
        wallet.account, wallet.behaviour = later, {}
        page.get_by_role("button", name=f"Sign with {later.address[:6]}").click()
        expect(page.get_by_role("dialog")).to_have_count(0, timeout=HOLD)
        pass_hold(page)
        expect(page.get_by_text("Received", exact=True)).to_be_visible(timeout=HOLD)
    owned = [httpx.get(f"{gallery}/v1/accounts/{who.address}/records").json()["records"] for who in (first, later)]
    assert [len(records) for records in owned] == [0, 1]


def test_defect_03__correction_without_network__is_sent_when_it_is_back(gallery: str, browser: Browser):
    with opened(browser, None, []) as page:
        give_one(page, gallery)
        correct(page, "The sky is blue because air scatters blue light.")
        page.context.set_offline(True)
        page.get_by_role("button", name="Send correction").click()
        expect(page.get_by_text("Corrected by you", exact=True)).to_be_visible(timeout=HOLD)
        expect(page.locator("li.answer .prose")).to_contain_text("air scatters blue light")
        pass_hold(page)
        expect(page.locator("li.answer").get_by_text("Waiting for network")).to_be_visible(timeout=HOLD)
        page.context.set_offline(False)
        expect(page.locator("li.answer").get_by_text("Received", exact=True)).to_have_count(2, timeout=HOLD)
        assert posted(gallery) == 2


def test_defects_05_and_22__eighty_records__are_all_counted_in_the_language_of_the_page(gallery: str, browser: Browser):
    def many(route: Route) -> None:
        body = route.fetch().json()
        if not route.request.url.split("?")[0].endswith("/records"):
            body |= {"pending": str(503_500 * UNIT // 1_000), "claimable": "0"}
            body["records"] = {"received": 0, "posted": 0, "reported": 80, "final": 0, "void": 0}
        else:
            body = page_of(body["records"][0], is_first="cursor" not in route.request.url)
        route.fulfill(json=body)

    with opened(browser, None, [], locale="de-DE") as page:
        give_one(page, gallery)
        page.route(re.compile(r"/v1/accounts/0x\w+$"), many)
        page.route(re.compile(r"/v1/accounts/0x\w+/records"), many)
        page.goto(f"{gallery}/money")
        expect(page.get_by_text("503.5 KULA")).to_be_visible(timeout=HOLD)
        page.get_by_role("link", name="All records").click()
        expect(page.get_by_text("80 sent · 80 on their way")).to_be_visible(timeout=HOLD)
        expect(page.locator(".item-title")).to_have_count(50)
        page.get_by_role("button", name="Show more").click()
        expect(page.locator(".item-title")).to_have_count(80)
        expect(page.get_by_role("button", name="Show more")).to_have_count(0)
        assert page.evaluate("document.documentElement.lang") == "en"


def page_of(record: dict[str, Any], *, is_first: bool) -> dict[str, Any]:
    """One of two pages of an account's records, 50 and 30, all like the given one."""
    pay = {"credit": 15, "price": str(UNIT // 2), "amount": str(15 * UNIT // 2), "final": False}
    scored = record | {"state": "reported", "epoch": 417, "score": 79, "reasons": ["good"], "pay": pay, "until": None}
    places = range(50) if is_first else range(50, 80)
    rows = [scored | ({"record": f"0x{place:064x}"} if place else {}) for place in places]
    return {"records": rows, "next": "cursor" if is_first else None}


def test_defect_06__chain_that_is_down__is_no_zero(gallery: str, browser: Browser):
    with opened(browser, None, []) as page:
        give_one(page, gallery)
        set_mode(gallery, "chain")
        page.goto(f"{gallery}/money")
        expect(page.get_by_text("The chain does not answer. Your KULA is safe")).to_be_visible(timeout=2 * HOLD)
        expect(page.get_by_test_id("earned")).to_have_text("—KULA")
        for lie in ("Nothing earned yet", "Nothing is on its way."):
            expect(page.get_by_text(lie)).to_have_count(0)
        set_mode(gallery, "")
        page.get_by_role("button", name="Try again").first.click()
        expect(page.get_by_test_id("earned")).not_to_contain_text("—", timeout=HOLD)


def test_defect_07__key_that_was_revoked__has_a_way_back(gallery: str, browser: Browser):
    with opened(browser, None, []) as page:
        give_one(page, gallery)
        set_mode(gallery, "revoked")
        correct(page, "Air scatters blue light.")
        page.get_by_role("button", name="Send correction").click()
        pass_hold(page)
        expect(page.get_by_text("This device may no longer send for you.")).to_be_visible(timeout=HOLD)
        expect(page.locator("li.answer").get_by_text("Waits on this device")).to_be_visible()
        set_mode(gallery, "")
        page.get_by_role("button", name="Allow again").click()
        page.get_by_text("I have a Kula account already").click()
        page.get_by_role("button", name="Use my passkey").click()
        page.get_by_role("button", name="Agree and send").click()
        expect(page.locator("li.answer").get_by_text("Received", exact=True)).to_have_count(2, timeout=HOLD)
        expect(page.get_by_text("This device may no longer send for you.")).to_have_count(0)


def test_defect_08__pair_on_a_later_turn__waits_while_another_chat_goes_on(gallery: str, browser: Browser):
    with opened(browser, None, []) as page:
        page.goto(gallery)
        ask(page, "Why is the sky blue?")
        page.get_by_role("button", name="Answer twice, and I choose").click()
        page.get_by_label("Message").fill("And at night?")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="A is better")).to_be_enabled(timeout=HOLD)
        pair = page.url
        page.get_by_role("button", name="New chat").first.click()
        ask(page, "Hello")
        expect(page.get_by_role("button", name="A is better")).to_have_count(0)
        page.goto(pair)
        page.get_by_role("button", name="A is better").click(timeout=HOLD)
        expect(page.get_by_role("heading", name="You chose A")).to_be_visible(timeout=HOLD)


def test_defect_11__full_storage__says_that_the_record_went_and_gives_its_receipt(gallery: str, browser: Browser):
    with opened(browser, None, []) as page:
        page.add_init_script(FULL)
        start_clock(page)
        rate_and_sign_up(page, gallery)
        page.evaluate("window.isFull = true")
        pass_hold(page)
        expect(page.get_by_text("Your record was sent; its receipt was not saved.")).to_be_visible(timeout=HOLD)
        expect(page.locator("li.answer").get_by_text("Received", exact=True)).to_be_visible()
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save receipt as file").click()
        (item,) = json.loads(saved.value.path().read_text())
        assert item["receipt"]["record"] == item["record"]


def test_defect_13__consent__says_that_others_may_work_out_the_account(gallery: str, browser: Browser):
    with opened(browser, None, []) as page:
        page.goto(f"{gallery}/me")
        page.get_by_role("button", name="Get paid for feedback").click()
        page.get_by_role("button", name="Passkey Face").click()
        sheet = page.get_by_role("dialog")
        expect(sheet.get_by_text("While the network is small, others may work out your account.")).to_be_visible()
        expect(sheet.get_by_role("listitem")).to_have_count(4)


def test_defect_19__later_failure__stands_alone_until_it_is_mended(gallery: str, browser: Browser):
    with opened(browser, None, []) as page:
        give_one(page, gallery)
        set_mode(gallery, "down")
        correct(page, "Air scatters blue light.")
        page.get_by_role("button", name="Send correction").click()
        pass_hold(page)
        answer = page.locator("li.answer")
        expect(answer.get_by_text("Not sent yet. We keep trying; nothing is lost.")).to_be_visible(timeout=HOLD)
        for stale in ("Sent. Score by", "Sent"):
            expect(page.locator(".toast").get_by_text(stale)).to_have_count(0)
        set_mode(gallery, "")
        expect(answer.get_by_text("Received", exact=True)).to_have_count(2, timeout=HOLD)
        expect(answer.get_by_text("Not sent yet.")).to_have_count(0)


def test_defect_20__sign_out__asks_removes_the_key_and_reaches_the_other_tab(gallery: str, browser: Browser):
    kept = """async () => {
      const open = indexedDB.open('kula', 1)
      const database = await new Promise((done) => { open.onsuccess = () => done(open.result) })
      const read = database.transaction('sessions').objectStore('sessions').count()
      return new Promise((done) => { read.onsuccess = () => done(read.result) })
    }"""
    with opened(browser, None, []) as page:
        give_one(page, gallery)
        other = page.context.new_page()
        other.goto(f"{gallery}/me")
        expect(other.get_by_role("button", name="End: This device")).to_be_visible(timeout=HOLD)
        page.goto(f"{gallery}/me")
        page.get_by_role("button", name="Sign out on this device").click()
        expect(page.get_by_role("heading", name="Sign out on this device?")).to_be_visible()
        assert page.evaluate(kept) == 1
        page.get_by_role("dialog").get_by_role("button", name="Sign out", exact=True).click()
        for tab in (page, other):
            expect(tab.get_by_role("heading", name="Guest")).to_be_visible(timeout=HOLD)
        assert page.evaluate(kept) == 0


def test_defect_21__thumb_on_personal_data__opens_the_preview_and_hides_it(gallery: str, browser: Browser):
    bodies: list[str] = []
    with opened(browser, None, []) as page:
        page.on("request", lambda one: bodies.append(one.post_data or "") if "/v1/records" in one.url else None)
        add_authenticator(page)
        start_clock(page)
        page.goto(gallery)
        ask(page, "Write to anna.berg@example.org, please")
        page.get_by_role("button", name="Good answer").click()
        sheet = page.get_by_role("dialog")
        expect(sheet.get_by_role("heading", name="This is what becomes public")).to_be_visible(timeout=HOLD)
        expect(sheet.get_by_role("button", name="Send 2 messages")).to_be_disabled()
        sheet.get_by_role("button", name="Hide all 2").click()
        sheet.get_by_role("button", name="Send 2 messages").click()
        expect(page.get_by_role("heading", name="Get paid for this?")).to_be_visible(timeout=HOLD)
        assert bodies == [], "nothing leaves before somebody looked"
        sign_up(page)
        pass_hold(page)
        expect(page.get_by_text("Received", exact=True)).to_be_visible(timeout=HOLD)
    (body,) = bodies
    assert "Write to" in body
    assert "anna" not in body


def test_defect_14__question_that_is_too_long__stays_in_the_box(gallery: str, browser: Browser):
    with opened(browser, None, []) as page:
        page.goto(gallery)
        page.get_by_label("Message").fill("a" * 16_001)
        expect(page.get_by_text("This is too long for the model: 16,001 characters")).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Send")).to_be_disabled()
        expect(page.get_by_label("Message")).to_have_value("a" * 16_001)
    assert "POST /v1/chat/completions" not in httpx.get(f"{gallery}/__gallery").json()["requests"]
