"""The page in a real browser against the real network: from the wallet's one signature to records and their state."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from kula.node.local.network import LocalNetwork
from kula.protocol.program.keys import new_key
from tests.support.browser import Wallet, browser_page

pytestmark = [pytest.mark.slow, pytest.mark.chromium]
WEB = Path(__file__).parents[2] / "web"


def test_page__connect_sign_chat_rate_correct_choose__records_listed(local: LocalNetwork, chromium: str):
    wallet = Wallet(new_key(), chain_id=1)
    errors: list[str] = []
    with browser_page(chromium, wallet, errors) as page:
        page.set_default_timeout(120_000)
        page.goto(local.gateway)
        page.get_by_role("button", name="Test Wallet").click()
        page.get_by_role("button", name="Switch to the right chain").click()
        page.evaluate("window.__walletEmit('chainChanged', '0x7a69')")
        wallet.declines = True
        page.get_by_role("button", name="I understand: sign one grant").click()
        expect(page.get_by_role("alert")).to_contain_text("Nothing was signed")
        wallet.declines = False
        page.get_by_role("button", name="I understand: sign one grant").click()
        page.get_by_label("Your message").fill("What is the capital of France? <img src=x onerror=alert(1)>")
        page.get_by_role("button", name="Send", exact=True).click()
        page.get_by_text("Why? Tick up to three reasons").click()
        page.get_by_label("correct", exact=True).check()
        page.get_by_role("button", name="Good answer").click()
        expect(page.get_by_text("Sent. Receipt 0x")).to_be_visible()
        assert page.locator("img").count() == 0, "text from people is never HTML"
        page.get_by_role("button", name="Correct it").click()
        page.locator("li textarea").fill("The capital of France is Paris, on the river Seine.")
        page.get_by_role("button", name="Send the correction").click()
        page.get_by_label("Two answers, I choose").check()
        page.get_by_label("Your message").fill("And of Germany?")
        page.get_by_role("button", name="Send", exact=True).click()
        page.get_by_role("button", name="Both are bad").click()
        expect(page.get_by_label("Your message")).to_have_value("And of Germany?")
        page.get_by_role("button", name="Send", exact=True).click()
        page.get_by_role("button", name="This one is better").first.click()
        for kind in ("rating", "correction", "choice"):
            expect(page.get_by_role("cell", name=kind).first).to_be_visible()
        page.get_by_role("button", name="Claim now").click()
        expect(page.get_by_text("Claimed: 0 KULA")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= 390"), "no sideways scroll on a phone"
        page.evaluate((WEB / "node_modules" / "axe-core" / "axe.min.js").read_text())
        violations = page.evaluate("axe.run().then(r => r.violations.map(v => v.id))")
        assert violations == []
        (WEB.parent / "build").mkdir(exist_ok=True)
        page.screenshot(path=WEB.parent / "build" / "page.png", full_page=True)
        page.get_by_role("button", name="中文").click()
        expect(page.get_by_role("heading", name="我的记录")).to_be_visible()
        assert page.evaluate("document.documentElement.lang") == "zh"
        page.reload()
        expect(page.get_by_role("heading", name="我的记录")).to_be_visible()
        page.get_by_role("button", name="English").click()
        page.get_by_role("button", name="End this session key").click()
        expect(page.get_by_role("button", name="I understand: sign one grant")).to_be_visible()
    assert errors == []
    assert "eth_sendTransaction" not in wallet.asked, "the contributor sends no transaction"
