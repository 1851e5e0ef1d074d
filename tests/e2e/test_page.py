"""The page in a real browser against the real network: from a guest's first question and the wallet's one
signature to records and their state."""

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from kula.node.local.network import LocalNetwork
from kula.protocol.program.keys import new_key
from tests.support.browser import Wallet, add_authenticator, browser_page

pytestmark = [pytest.mark.slow, pytest.mark.chromium]
WEB = Path(__file__).parents[2] / "web"
WAIT = 240_000
"""Milliseconds for what the model or the outbox takes."""


def test_page__chat_as_guest_sign_once_rate_correct_choose__records_listed(local: LocalNetwork, chromium: str):
    wallet = Wallet(new_key(), chain_id=1)
    errors: list[str] = []
    with browser_page(chromium, wallet, errors) as page:
        page.set_default_timeout(WAIT)
        page.goto(local.gateway)
        ask(page, "What is the capital of France? <img src=x onerror=alert(1)>")
        page.get_by_role("button", name="Good answer").click()
        assert page.locator("img").count() == 0, "text from people is never HTML"
        page.get_by_role("button", name="My wallet").click()
        page.get_by_role("button", name="Test Wallet").click()
        wallet.declines = True
        page.get_by_role("button", name="Agree and send").click()
        expect(page.get_by_role("heading", name="You declined. Nothing was signed.")).to_be_visible(timeout=WAIT)
        wallet.declines = False
        page.get_by_role("dialog").get_by_role("button", name="Ask again").click()
        page.get_by_role("button", name="Accurate").click()
        expect(page.get_by_text("Received", exact=True)).to_be_visible(timeout=WAIT)
        page.get_by_role("button", name="Correct it").click()
        page.get_by_label("Your correction").fill("The capital of France is Paris, on the river Seine.")
        page.get_by_role("button", name="Send correction").click()
        expect(page.get_by_text("Corrected by you", exact=True)).to_be_visible()
        page.get_by_role("button", name="Answer twice, and I choose").click()
        ask(page, "Invent a name for a ship, and say in one sentence where it sails.", then="B is better")
        page.get_by_role("button", name="B is better").click()
        expect(page.get_by_text("Received", exact=True)).to_have_count(2, timeout=WAIT)
        audit(page)
        (WEB.parent / "build").mkdir(exist_ok=True)
        page.screenshot(path=WEB.parent / "build" / "page.png")
        page.get_by_role("link", name="Money").click()
        page.get_by_role("link", name="All records").click()
        for kind in ("Rating", "Correction", "Choice"):
            expect(page.get_by_role("link").filter(has_text=kind).first).to_be_visible()
        audit(page)
        page.get_by_role("link", name="Me", exact=True).click()
        page.get_by_role("button", name="中文").click()
        expect(page.get_by_role("heading", name="我的", exact=True)).to_be_visible()
        assert page.evaluate("document.documentElement.lang") == "zh-Hans"
        page.reload()
        expect(page.get_by_role("heading", name="我的", exact=True)).to_be_visible()
        page.get_by_role("button", name="English").click()
        assert [error for error in errors if "404" not in error] == [], "a gateway may refuse a guest's key once"
        page.get_by_role("button", name="End: This device").click()
        page.get_by_role("button", name="End its access").click()
        expect(page.get_by_text("Its access has ended.")).to_be_visible(timeout=WAIT)
    assert [error for error in errors if not {"403", "404"} & set(error.split())] == [], (
        "it refuses a key that has ended"
    )
    assert "eth_sendTransaction" not in wallet.asked, "the contributor sends no transaction"


def test_page__passkey_on_a_phone_without_a_wallet__gets_a_receipt(local: LocalNetwork, chromium: str):
    errors: list[str] = []
    with browser_page(chromium, None, errors, has_touch=True, is_mobile=True) as page:
        page.set_default_timeout(WAIT)
        add_authenticator(page, is_synced=True)
        page.goto(local.gateway.replace("127.0.0.1", "localhost"))  # a passkey belongs to a name, not to an address
        ask(page, "Why is the sky blue?")
        page.get_by_role("button", name="Good answer").tap()
        page.get_by_role("button", name="Passkey Face").tap()
        page.get_by_role("button", name="Agree and send").tap()
        expect(page.get_by_text("Received", exact=True)).to_be_visible(timeout=WAIT)
        record = page.get_by_role("link", name="See its story").get_attribute("href")
        assert record
        assert httpx.get(f"{local.gateway}/v1{record}", timeout=60).json()["state"] == "received"
    assert [error for error in errors if "404" not in error] == [], "a gateway may refuse a guest's key once"


def ask(page: Page, question: str, then: str = "") -> None:
    """Asks, and waits until the answer can be judged. Without `then` the answer is stopped when it has begun."""
    page.get_by_label("Message").fill(question)
    page.keyboard.press("Enter")
    if not then:
        page.locator("li.answer .prose").last.wait_for()
        page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=then or "Good answer").last).to_be_enabled(timeout=WAIT)


def audit(page: Page) -> None:
    """Checks a view: no fault of accessibility, no sideways scroll on a phone, and the focus on something."""
    assert page.evaluate("document.documentElement.scrollWidth <= 390")
    assert page.evaluate("document.activeElement !== document.body")
    page.evaluate((WEB / "node_modules" / "axe-core" / "axe.min.js").read_text())
    assert page.evaluate("axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html))") == []
