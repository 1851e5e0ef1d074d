"""Each way in which wallets behave, in a real browser: the page ends in a sentence that says what happened and what to do.

The ways and their ends are those of web/src/connect/wallets.test.ts, the sentences those of endWords.ts.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from kula.protocol.program.keys import new_key
from tests.app.steps import HOLD, WEB, start_clock
from tests.support.browser import NEVER, Answer, Wallet, opened

pytestmark = [pytest.mark.slow, pytest.mark.chromium, pytest.mark.usefixtures("fresh")]
CHAIN = 31_337
WAYS = dict(re.findall(r"\[\s*'([^']+)',\s*'([a-z -]+)',\s*\{", (WEB / "src/connect/wallets.test.ts").read_text())) | {
    "a chain that it did not know": "signed"
}
"""The end of each way."""
SIGNED = ("signed", "left to the gateway")
_END = r"'?([a-z-]+)'?: \{\s+icon: .+\s+tone: .+\s+title:\s+'([^']+)',\s+line:\s+'([^']+)'"
SENTENCES = {
    end: (title, line) for end, title, line in re.findall(_END, (WEB / "src/connect/sheets/endWords.ts").read_text())
}
"""What happened and what to do, by the end."""


def give(result: Any) -> Callable[[list[Any]], Answer]:
    """An answer, whatever is asked."""
    return lambda _: {"result": result}


def refuse(code: int, message: str) -> Callable[[list[Any]], Answer]:
    """A refusal in a wallet's own words."""
    return lambda _: {"error": {"code": code, "message": message}}


def never(_: list[Any]) -> Answer:
    """Silence."""
    return NEVER


def behave(wallet: Wallet, way: str) -> None:
    """Makes the wallet behave in one way."""
    address = wallet.account.address

    def signed(change: Callable[[bytes], bytes]) -> Callable[[list[Any]], Answer]:
        return lambda params: {"result": "0x" + change(wallet.sign(params)).hex()}

    def short(signature: bytes) -> bytes:
        return signature[:32] + bytes([signature[32] | (signature[64] - 27) << 7]) + signature[33:64]

    def add(_: list[Any]) -> Answer:
        wallet.behaviour.pop("eth_chainId")
        return {"result": None}

    account, accounts, sign = "eth_requestAccounts", "eth_accounts", "eth_signTypedData_v4"
    chain, switch, adding = "eth_chainId", "wallet_switchEthereumChain", "wallet_addEthereumChain"
    elsewhere = {chain: give("0x1")}
    unknown = elsewhere | {switch: refuse(4902, "Unrecognized chain ID")}
    must_match = 'Provided chainId "31337" must match the active chainId "1"'
    other = Wallet(new_key(), CHAIN)
    wallet.behaviour = {
        "an ordinary wallet": {},
        "a decimal chain number": {chain: give(str(CHAIN))},
        "a lower-case account": {account: give([address.lower()]), accounts: give([address.lower()])},
        "v 0 or 1": {sign: signed(lambda raw: raw[:64] + bytes([raw[64] - 27]))},
        "v 35 and more": {sign: signed(lambda raw: raw[:64] + bytes([raw[64] + 8]))},
        "EIP-2098": {sign: signed(short)},
        "ERC-6492 or ERC-1271": {sign: give("0x" + "ab" * 320)},
        "an empty signature": {sign: give("0x")},
        "null for a signature": {sign: give(None)},
        "another key’s signature": {sign: lambda params: {"result": "0x" + other.sign(params).hex()}},
        "a request that waits": {account: refuse(-32002, "Request of type wallet_requestPermissions already pending")},
        "a refused connection": {account: refuse(4001, "User rejected")},
        "a fault while connecting": {account: refuse(-32603, "Internal error")},
        "silence while connecting": {account: never},
        "silence while signing": {sign: never},
        "no account": {account: give([])},
        "a switch that does nothing": elsewhere | {switch: give(None)},
        "a refused switch": elsewhere | {switch: refuse(4001, "rejected")},
        "a refused addition": unknown | {adding: refuse(4001, "rejected")},
        "a chain that it did not know": unknown | {adding: add},
        "a wallet that thinks of another chain": {sign: refuse(-32603, must_match)},
        "a Ledger without blind signing": {sign: refuse(-32603, "Ledger device: Invalid data received (0x6a80)")},
        "a refusal without its code": {sign: refuse(-32603, "User cancelled")},
        "an account that changes while signing": {accounts: give([other.account.address])},
    }[way]


def no_contract(route: Route) -> None:
    """The chain's answer: no account of a test has code."""
    route.fulfill(json={"jsonrpc": "2.0", "id": json.loads(route.request.post_data or "{}").get("id"), "result": "0x"})


def approve(page: Page, gallery: str) -> None:
    """Goes to the signature of a wallet, without any feedback that waits."""
    page.goto(f"{gallery}/me")
    page.get_by_role("button", name="Get paid for feedback").click()
    page.get_by_role("button", name="My wallet").click()
    page.get_by_role("button", name="Test Wallet").click()
    page.get_by_role("button", name="Agree and send").click()


def each_way() -> list[Any]:
    """All ways. `make test` plays the first one of each end."""
    first = {end: way for way, end in reversed(WAYS.items())}
    marks = {way: () if first[end] == way else pytest.mark.long for way, end in WAYS.items()}
    return [pytest.param(way, id=re.sub(r"\W+", "-", way), marks=marks[way]) for way in WAYS]


@pytest.mark.parametrize("way", each_way())
def test_defect_12__wallet__ends_in_a_signature_or_in_a_sentence_with_a_next_step(
    gallery: str, browser: Browser, way: str
):
    end = WAYS[way]
    wallet = Wallet(new_key(), CHAIN)
    behave(wallet, way)
    errors: list[str] = []
    with opened(browser, wallet, errors) as page:
        page.route("**/rpc", no_contract)
        start_clock(page)
        approve(page, gallery)
        if end == "silent":
            expect(page.locator("html[data-wallet-waits]")).to_be_attached(timeout=HOLD)
            page.clock.fast_forward(21_000)
        if end in SIGNED:
            expect(page.get_by_role("button", name="End: This device")).to_be_visible(timeout=HOLD)
        else:
            title, line = (words.replace("{chain}", "Kula local") for words in SENTENCES[end])
            sheet = page.get_by_role("dialog")
            expect(sheet.get_by_role("heading", name=title)).to_be_visible(timeout=HOLD)
            expect(sheet.get_by_text(line.split("{account}")[0])).to_be_visible()
            expect(sheet.locator(".btn-main")).to_be_enabled()
            assert "viem" not in sheet.inner_text()
    keys = httpx.get(f"{gallery}/v1/accounts/{wallet.account.address}/keys").json()["keys"]
    assert len(keys) == (end in SIGNED)
    assert errors == []


def test_wallets__of_both_lists__are_the_same_22_and_more():
    assert len(WAYS) >= 23
    for way in WAYS:
        behave(Wallet(new_key(), CHAIN), way)
    assert set(WAYS.values()) - set(SIGNED) <= set(SENTENCES)
    assert len(SENTENCES) == 14
