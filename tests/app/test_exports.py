"""What one device keeps goes to another as a file, and nothing of one owner to another."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.steps import HOLD, ask, rate_and_sign_up, wait_until
from tests.support.browser import opened

pytestmark = [pytest.mark.slow, pytest.mark.chromium, pytest.mark.usefixtures("fresh")]
DESK = {"width": 1280, "height": 800}
ASKED = "Is this the other device?"
KEPT = """(async () => {
  const done = (request) => new Promise((tell) => { request.onsuccess = () => tell(request.result) })
  const database = await done(indexedDB.open('kula'))
  const chats = await done(database.transaction('chats').objectStore('chats').getAll())
  database.close()
  const isWhole = ({ turns }) => Object.values(turns).every(({ state }) => state === 'complete')
  return chats.length > 0 && chats.every(isWhole)
})()"""


def export(page: Page, gallery: str, to: Path) -> Path:
    wait_until(page, KEPT)
    page.goto(f"{gallery}/me")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export everything").click()
    download.value.save_as(to)
    return to


def bring_back(page: Page, gallery: str, file: Path) -> None:
    page.goto(f"{gallery}/me")
    page.get_by_label("Bring back an export").and_(page.locator("input")).set_input_files(file)


def test_export__of_a_guest__is_the_owners_on_a_signed_in_device(gallery: str, browser: Browser, tmp_path: Path):
    with opened(browser, None, [], viewport=DESK) as page:
        page.goto(gallery)
        ask(page, ASKED)
        file = export(page, gallery, tmp_path / "guest.json")
    with opened(browser, None, [], viewport=DESK) as page:
        rate_and_sign_up(page, gallery)
        bring_back(page, gallery, file)
        expect(page.get_by_text("1 chat and 0 records added.", exact=True)).to_be_visible()
        link = page.get_by_role("navigation", name="Main").get_by_role("link", name=ASKED)
        expect(link).to_be_visible()
        page.get_by_role("link", name="Chat", exact=True).first.click()
        page.reload()
        link.click()
        expect(page.locator("li.answer .prose")).to_be_visible()


def test_export__of_an_owner__stays_out_of_a_guests_device(gallery: str, browser: Browser, tmp_path: Path):
    with opened(browser, None, [], viewport=DESK) as page:
        rate_and_sign_up(page, gallery)
        expect(page.get_by_text("Received", exact=True)).to_be_visible(timeout=HOLD)
        file = export(page, gallery, tmp_path / "owner.json")
    with opened(browser, None, [], viewport=DESK) as page:
        bring_back(page, gallery, file)
        expect(page.get_by_text("0 chats and 0 records added. 2 more belong to another account.")).to_be_visible()
        expect(page.get_by_role("link", name="Why is the sky blue?")).to_have_count(0)
