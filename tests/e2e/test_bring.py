"""The page in a real browser against the real network: chats of another program are brought, and the page without one."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kula.node.local.network import LocalNetwork
from kula.protocol.program.keys import new_key
from tests.support.browser import Wallet, browser_page

pytestmark = [pytest.mark.slow, pytest.mark.chromium]
EXPORT = Path(__file__).parents[1] / "exports" / "chatgpt-zip" / "export.zip"
WAIT = 120_000
"""Milliseconds for what the worker, the outbox or the gateway takes."""


def choose(page: Page, address: str, file: Path | dict[str, object]) -> None:
    """Opens the import, and gives it a file."""
    page.goto(f"{address}/import")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(file)  # type: ignore[arg-type]


def talks(count: int) -> dict[str, object]:
    """A file with chats, the second of which names a mail address."""
    lines = [
        {
            "messages": [
                {"role": "user", "content": f"How do I cook dish {n}?" + " I am at ada@mail.example" * (n == 1)},
                {"role": "assistant", "content": f"Boil dish {n} in salted water for ten minutes."},
            ]
        }
        for n in range(count)
    ]
    text = "\n".join(json.dumps(line) for line in lines)
    return {"name": "chats.jsonl", "mimeType": "application/json", "buffer": text.encode()}


def bring(page: Page, address: str) -> None:
    """Imports a file with a personal detail, and gives all of it."""
    choose(page, address, talks(3))
    expect(page.get_by_role("button", name="Give 2 chats")).to_be_visible(timeout=WAIT)
    page.get_by_role("button", name="Hide all personal details").click()
    expect(page.get_by_text("1 detail hidden")).to_be_visible()
    page.get_by_role("button", name="Give 3 chats").click()


def test_import__file_of_another_program__records_received_and_known_a_month_later(local: LocalNetwork, chromium: str):
    wallet = Wallet(new_key(), chain_id=31337)
    errors: list[str] = []
    with browser_page(chromium, wallet, errors) as page:
        page.set_default_timeout(WAIT)
        bring(page, local.gateway)
        page.get_by_role("button", name="My wallet").click()
        page.get_by_role("button", name="Test Wallet").click()
        page.get_by_role("button", name="Agree and send").click()
        page.get_by_role("link", name="Your records").click()
        expect(page.get_by_text("How do I cook dish")).to_have_count(3)
        expect(page.get_by_text("Waits on this device")).to_have_count(0)
        expect(page.get_by_text("Sending")).to_have_count(0)
        choose(page, local.gateway, talks(4))
        expect(page.get_by_role("button", name="Give 1 chat")).to_be_visible()
        expect(page.get_by_role("row", name="Sent before")).to_contain_text("3")
        choose(page, local.gateway, EXPORT)
        expect(page.get_by_role("heading", name="export.zip is read")).to_be_visible()
        assert page.evaluate("document.activeElement !== document.body")
    assert [error for error in errors if "404" not in error] == [], "a gateway may refuse a guest's key once"


def test_offline__reload_without_network__the_page_and_what_was_written_are_there(local: LocalNetwork, chromium: str):
    with browser_page(chromium, None, []) as page:
        page.goto(local.gateway)
        page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
        page.get_by_label("Message").fill("A question that waits")
        page.wait_for_timeout(700)
        page.context.set_offline(True)
        for path in ("/me", "/models", "/"):
            page.goto(local.gateway + path)
            page.locator("#main h1").first.wait_for(state="attached")
        expect(page.get_by_text("You are offline.")).to_be_visible()
        expect(page.get_by_label("Message")).to_have_value("A question that waits")
        kept = "caches.keys().then(async names => (await (await caches.open(names[0])).keys()).map(r => r.url))"
        assert not [url for url in page.evaluate(kept) if "/v1/" in url], "no answer of the gateway is kept"
        page.context.set_offline(False)
        page.goto(local.gateway)
        expect(page.get_by_text("You are offline.")).to_have_count(0)
        manifest = page.context.request.get(f"{local.gateway}/manifest.webmanifest")
        assert manifest.headers["content-type"].startswith("application/manifest+json")
        for icon in manifest.json()["icons"]:
            assert page.context.request.get(local.gateway + icon["src"]).ok
