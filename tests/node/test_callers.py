"""Each rule of the contracts has a program that uses it: what nobody calls holds nobody to anything."""

import re
from pathlib import Path

import pytest

from kula.contracts import artifact

ROOT = Path(__file__).parents[2]
CONTRACTS = sorted(path.stem for path in (ROOT / "contracts").glob("*.vy"))
WITHOUT = {
    "Claims.claim_for": "gateways relay whole ranges; a person who is left out calls it from a wallet",
    "Claims.claim_with_fee": "for relayers that take a fee; gateways take none",
    "Gateways.set_url": "a gateway's worker names its URL with its place; a wallet changes it",
    "Grants.revoke": "the owner's wallet; gateways relay signed revocations by revoke_for",
    "Registry.take_bond": "a trainer or curator that leaves, from its wallet",
    "Registry.propose_served": "an emergency that two thirds of the stake agree on outside the programs",
    "Registry.vote_served": "the same",
    "Reports.announce_owner": "the owner's wallet",
    "Reports.accept_owner": "the successor's wallet",
    "Reports.pause": "the owner's wallet",
    "Royalties.buy_dataset": "buyers of licences, from their wallets",
    "Royalties.buy_model": "the same",
    "Royalties.claim_royalties": "whoever is owed royalties, from a wallet",
    "Royalties.erase": "the author's wallet",
    "Token.cancelAuthorization": "wallets (EIP-3009)",
    "Token.transferFrom": "wallets and contracts (ERC-20)",
    "Token.permit": "wallets (EIP-2612)",
    "Token.transferWithAuthorization": "wallets (EIP-3009)",
    "Token.receiveWithAuthorization": "wallets (EIP-3009)",
    "Token.burn": "wallets and contracts",
    "Validators.announce_owner": "the owner's wallet",
    "Validators.accept_owner": "the successor's wallet",
    "Validators.announce_admission": "the owner's wallet",
}
"""Functions that no program calls, and who does instead."""


def _functions() -> list[str]:
    """The functions that change something, without those that only another contract may call."""
    names: list[str] = []
    for contract in CONTRACTS:
        source = "".join(path.read_text() for path in [ROOT / "contracts" / f"{contract}.vy", *_modules()])
        for entry in artifact(contract)["abi"]:
            if entry["type"] == "function" and entry["stateMutability"] not in ("view", "pure"):
                callers = re.search(rf"@external\ndef {entry['name']}\(.*?@custom:caller ([^\n]*)", source, re.S)
                words = set(re.split(r", | or ", callers.group(1))) if callers else {""}
                if not words <= set(CONTRACTS):
                    names.append(f"{contract}.{entry['name']}")
    return names


def _modules() -> list[Path]:
    return sorted((ROOT / "contracts" / "state").glob("*.vy"))


@pytest.fixture(scope="module")
def programs() -> str:
    """The source of all programs, without the clients, which only pass calls on."""
    folders = [ROOT / name for name in ("node", "trainer", "scoring", "protocol")]
    paths = [path for folder in folders for path in folder.rglob("*.py") if "clients" not in path.parts]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths if "demo" not in path.parts)


@pytest.mark.parametrize("function", _functions())
def test_rule__of_the_contracts__is_used_by_a_program_or_has_a_reason(function: str, programs: str):
    contract, name = function.split(".")
    called = re.search(rf"\b{contract.lower()}\.{name}\(", programs) is not None
    if called:
        assert function not in WITHOUT, f"{function} has a caller now: take it off the list"
    else:
        assert function in WITHOUT, f"no program calls {function}"


def test_list__of_functions_without_a_caller__names_functions_that_exist():
    assert set(WITHOUT) <= set(_functions())
