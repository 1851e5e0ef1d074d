"""What a person does on the page, and how its gateway is made to fail meanwhile."""

import time
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect

from tests.support.browser import add_authenticator

WEB = Path(__file__).parents[2] / "web"
HOLD = 30_000
"""Milliseconds in which an opinion that is held for 10 s has left."""


def set_mode(gallery: str, mode: str) -> None:
    """Makes the gateway fail in one of its ways."""
    httpx.post(f"{gallery}/__gallery", json={"mode": mode, "requests": []})


def ask(page: Page, question: str) -> None:
    """Asks once the page has taken over its shell, which hears no Enter. Waits for the whole answer."""
    expect(page.locator("#shell")).to_have_count(0, timeout=HOLD)
    page.get_by_label("Message").fill(question)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Good answer").last).to_be_enabled(timeout=HOLD)


def wait_until(page: Page, expression: str) -> None:
    """Waits until an expression is true in the page, whose policy forbids Playwright's own way."""
    until = time.monotonic() + HOLD / 1_000
    while not page.evaluate(expression):
        assert time.monotonic() < until, expression
        page.wait_for_timeout(50)


def rate_and_sign_up(page: Page, gallery: str) -> None:
    """A new person asks, finds the answer good, and makes a passkey account for it."""
    add_authenticator(page)
    page.goto(gallery)
    ask(page, "Why is the sky blue?")
    page.get_by_role("button", name="Good answer").click()
    sign_up(page)


def posted(gallery: str) -> int:
    """How many records the gateway has been sent since its mode was set."""
    return httpx.get(f"{gallery}/__gallery").json()["requests"].count("POST /v1/records")


def sign_up(page: Page) -> None:
    """Makes a passkey account out of the open sheet, and waits for the sheet to go. Nothing beneath it takes the focus before."""
    page.get_by_role("button", name="Passkey Face").click()
    page.get_by_role("button", name="Agree and send").click()
    saved = page.get_by_role("button", name="I have saved it")
    saved.click()
    expect(saved).to_have_count(0, timeout=HOLD)


def start_clock(page: Page) -> None:
    """Lets the test move the page's clock. It runs on meanwhile."""
    page.clock.install()


def pass_hold(page: Page) -> None:
    """Moves the page's clock over the hold, with the mouse away from the countdown, which would stop it."""
    page.mouse.move(1, 1)
    page.clock.fast_forward(16_000)
