"""Chromium with a wallet whose key a test holds."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_account.signers.local import LocalAccount
from playwright.sync_api import Browser, Page, expect, sync_playwright

_WALLET = Path(__file__).with_name("wallet.js")
_WAIT = 60_000
"""How long a busy machine may take for one step of a page, in ms."""
expect.set_options(timeout=_WAIT)


Answer = dict[str, Any]
NEVER: Answer = {"never": True}
"""The answer of a wallet that stays silent."""


class Wallet:
    """Answers the page's requests. A test may make it decline, put it on another chain, or answer some methods itself."""

    def __init__(self, account: LocalAccount, chain_id: int) -> None:
        self.account = account
        self.chain_id = chain_id
        self.connected = False
        self.declines = False
        self.asked: list[str] = []
        self.behaviour: dict[str, Callable[[list[Any]], Answer]] = {}
        """What it answers by method, where that is not what an honest wallet answers."""

    def answer(self, _: Any, method: str, params: list[Any]) -> Answer:
        """Answers one request."""
        self.asked.append(method)
        return self.behaviour[method](params) if method in self.behaviour else self._usual(method, params)

    def _usual(self, method: str, params: list[Any]) -> Answer:
        if method == "eth_requestAccounts":
            self.connected = True
        if method in ("eth_requestAccounts", "eth_accounts"):
            return {"result": [self.account.address] if self.connected else []}
        if method == "eth_chainId":
            return {"result": hex(self.chain_id)}
        if method == "wallet_switchEthereumChain":
            self.chain_id = int(params[0]["chainId"], 16)
            return {"result": None}
        if method == "eth_signTypedData_v4":
            if self.declines:
                return {"error": {"code": 4001, "message": "User rejected the request."}}
            return {"result": "0x" + self.sign(params).hex()}
        if method in ("wallet_requestPermissions", "wallet_getPermissions", "wallet_revokePermissions"):
            return {"result": [{"parentCapability": "eth_accounts"}]}
        return {"error": {"code": 4200, "message": f"{method} is not supported"}}

    def sign(self, params: list[Any]) -> bytes:
        """Signs the text that the page sent, as real wallets do."""
        signable = encode_typed_data(full_message=json.loads(params[1]))
        return bytes(Account.sign_message(signable, self.account.key).signature)


@contextmanager
def launched(executable: str) -> Iterator[Browser]:
    """A browser that several tests may share."""
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    arguments += ["--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, headless=True, args=arguments)
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, wallet: Wallet | None, errors: list[str], **options: Any) -> Iterator[Page]:
    """A fresh page that shares nothing with others, with the wallet if there is one. `options` are the context's."""
    with browser.new_context(**{"viewport": {"width": 390, "height": 844}, "locale": "en-US", **options}) as context:
        context.set_default_timeout(_WAIT)
        if wallet:
            context.expose_binding("__wallet", wallet.answer)
            context.add_init_script(path=str(_WALLET))
        page = context.new_page()
        collect_errors(page, errors)
        yield page


@contextmanager
def browser_page(executable: str, wallet: Wallet | None, errors: list[str], **options: Any) -> Iterator[Page]:
    """A fresh page, with the wallet if there is one. `errors` collects the console's errors. `options` are the context's."""
    with launched(executable) as browser, opened(browser, wallet, errors, **options) as page:
        yield page


def collect_errors(page: Page, errors: list[str]) -> None:
    """Collects the console's errors, and those that nobody caught."""
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))


def add_authenticator(page: Page, *, is_synced: bool = False) -> None:
    """Gives the page a passkey device that answers every prompt at once. Most tests have one that does not sync."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    names = ("hasResidentKey", "hasUserVerification", "isUserVerified", "hasPrf", "automaticPresenceSimulation")
    options: dict[str, Any] = {"protocol": "ctap2", "transport": "internal", **dict.fromkeys(names, True)}
    options |= {"defaultBackupEligibility": is_synced, "defaultBackupState": is_synced}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
