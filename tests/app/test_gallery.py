"""The gallery in a real browser: every view in every state, in both languages, themes and widths."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.support.browser import collect_errors, opened

pytestmark = [pytest.mark.slow, pytest.mark.chromium]
WEB = Path(__file__).parents[2] / "web"
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
"""The narrowest phone, and a desktop of 1280 px at 400 %."""
DESK = {"width": 1280, "height": 800}
PICTURES = {
    "chat-desktop": ("ChatView", "full", "en", "light", DESK),
    "chat-phone-zh": ("ChatView", "empty", "zh", "light", PHONE),
    "money-phone": ("MoneyView", "full", "en", "light", PHONE),
    "import-phone": ("ImportView", "reading", "en", "light", PHONE),
    "record-phone-dark": ("RecordView", "full", "en", "dark", PHONE),
}
"""What the README shows: view, state, language, theme and size of the window."""
MOST_BYTES = 150_000
BROKEN_WORDS = """() => {
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const broken = []
  while (words.nextNode()) {
    const { parentElement: around, textContent } = words.currentNode
    const text = textContent.trim()
    if (!/^[\u4e00-\u9fff]{2,4}$/.test(text) || around.closest('.hidden, svg, script, textarea')) continue
    const range = document.createRange()
    range.selectNodeContents(words.currentNode)
    const lines = new Set([...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top)))
    if (lines.size > 1) broken.push(`broken word: ${text}`)
  }
  return broken
}"""
"""Chinese names of two to four characters that stand in more than one line, such as 对/话 in a narrow cell."""


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """The address of the gallery, built and served under the real gateway's headers."""
    node = shutil.which("node")
    assert node
    vite = ["node_modules/vite/bin/vite.js", "build", "--config", "gallery/vite.config.ts", "--logLevel", "error"]
    subprocess.run([node, *vite], cwd=WEB, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [node, "gallery/gateway.mjs", str(port), "dist"]
    with subprocess.Popen(command, cwd=WEB, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline()
        yield f"http://localhost:{port}/gallery/"
        process.terminate()


def views_of(page: Page, gallery: str) -> dict[str, list[str]]:
    """The states that each view registers."""
    page.goto(gallery)
    page.locator("h1").wait_for()
    script = "[...document.querySelectorAll('a')].map(link => new URLSearchParams(link.search)).map(p => [p.get('view'), p.get('state')])"
    views: dict[str, list[str]] = {}
    for view, state in page.evaluate(script):
        if state not in views.setdefault(view, []):
            views[view].append(state)
    return views


def show(page: Page, address: str) -> None:
    """Opens one state. It marks itself when it is drawn."""
    page.goto(address, wait_until="commit")


def faults_of(page: Page, *, is_whole: bool) -> list[str]:
    """What is wrong with the state that is shown, once it is drawn. `is_whole` includes the frame around the view."""
    page.locator("[data-shown]").wait_for(state="attached")
    width = page.viewport_size["width"] if page.viewport_size else 0
    faults: list[str] = []
    if page.evaluate("document.documentElement.scrollWidth") > width:
        faults.append("scrolls sideways")
    if page.locator("h1").count() != 1:
        faults.append(f"{page.locator('h1').count()} headings of the first rank")
    return faults + page.evaluate("isWhole => faults(isWhole)", is_whole) + page.evaluate(BROKEN_WORDS)


@pytest.mark.parametrize(
    ("language", "theme", "size", "chosen"),
    [
        ("en", "light", NARROW, ()),
        ("zh", "dark", DESK, ("full", "empty")),
        ("zh", "light", PHONE, ("full",)),
    ],
)
def test_gallery__every_state__has_no_fault(
    gallery: str, browser: Browser, language: str, theme: str, size: dict[str, int], chosen: tuple[str, ...]
):
    errors: list[str] = []
    faults: dict[str, list[str]] = {}
    with opened(browser, None, errors, viewport=size, reduced_motion="reduce") as first:
        views = views_of(first, gallery)
        assert len(views) >= 10
        pairs = [(view, state) for view, states in views.items() for state in states]
        wanted = [(view, state) for view, state in pairs if not chosen or state in chosen]
        # While one page is looked at, the other one draws the next state.
        second = first.context.new_page()
        collect_errors(second, errors)
        pages = [first, second]
        for place, (view, state) in enumerate([*wanted, ("", "")]):
            if view:
                show(pages[place % 2], f"{gallery}?view={view}&state={state}&language={language}&theme={theme}")
            if place:
                name = wanted[place - 1]
                faults[" ".join(name)] = faults_of(pages[(place - 1) % 2], is_whole=name[1] == "full") + errors
                errors.clear()
    assert {name: wrong for name, wrong in faults.items() if wrong} == {}


def test_gallery__main_views__are_pictured(gallery: str, browser: Browser):
    folder = WEB.parent / "build" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with opened(browser, None, [], reduced_motion="reduce") as page:
        for name, (view, state, language, theme, size) in PICTURES.items():
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            show(page, f"{gallery}?view={view}&state={state}&language={language}&theme={theme}")
            page.locator("[data-shown]").wait_for(state="attached")
            page.screenshot(path=folder / f"{name}.png")
            assert (folder / f"{name}.png").stat().st_size <= MOST_BYTES, name
