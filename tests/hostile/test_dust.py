"""Small seats that commit to nonsense, reveal bombs, stay silent, become contracts and fill bulletins. Only they lose."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from eth_account import Account

from kula.protocol.chain.sender import Sender
from kula.protocol.errors import ChainRefused
from kula.protocol.hex import hex0
from kula.protocol.ipfs.cid import RAW, cid_of, cid_to_bytes32, link
from kula.protocol.parameters import TOKEN
from kula.protocol.signatures import sign
from kula.protocol.types import ZERO_HASH
from tests.hostile.acting import best, commit, reveal
from tests.hostile.conftest import Scene, paid, staked

pytestmark = pytest.mark.slow
_MINIMUM = 1_000 * TOKEN
_SIGNATURES = 40
POISONED_FILES = {"v": 1, "epoch": [{}], "reasons": 5, "leaves": link(cid_of(b"nobody has this", RAW)), "x": [[[[[]]]]]}


@pytest.fixture
def dust(scene: Scene, tmp_path: Path) -> Iterator[list[Sender]]:
    """Three seats of the least stake: one that never commits, one that cannot reveal, and one that reveals a bomb."""
    with staked(scene, 3, _MINIMUM, tmp_path) as senders:
        yield senders


def _become_contract(scene: Scene, sender: Sender) -> None:
    """Gives an account the code of a contract, by EIP-7702."""
    eth = scene.local.anvil.web3.eth
    nonce = eth.get_transaction_count(sender.account.address)
    target = scene.local.network.token.address
    signed = sender.account.sign_authorization({"chainId": eth.chain_id, "address": target, "nonce": nonce + 1})
    fees = {"gas": 200_000, "maxFeePerGas": 10**11, "maxPriorityFeePerGas": 10**9}
    fields = {"chainId": eth.chain_id, "nonce": nonce, "to": sender.address, "value": 0, "data": b"", **fees}
    raw = Account.sign_transaction({**fields, "authorizationList": [signed]}, sender.account.key).raw_transaction
    eth.wait_for_transaction_receipt(eth.send_raw_transaction(raw))


def _spam(scene: Scene, epoch: int, sender: Sender) -> list[int]:
    """Signs many reports for one seat on the honest gateway's bulletin. Returns the answers' statuses."""
    url = f"{scene.local.gateway}/v1/epochs/{epoch}/signatures"
    seat = scene.seat(epoch, sender.address)
    statuses = []
    for number in range(_SIGNATURES):
        body = {
            "seat": seat,
            "attempt": 0,
            "root": hex0(number.to_bytes(32, "big")),
            "files": hex0(ZERO_HASH),
            "sum_credit": 2**63,
            "signature": hex0(sign(secrets.token_bytes(32), bytes(sender.account.key))),
        }
        statuses.append(httpx.post(url, json=body, timeout=30).status_code)
    return statuses


def test_dust_seats__that_lie_stay_silent_or_become_contracts__cost_nobody_else(scene: Scene, dust: list[Sender]):
    before = scene.stakes()
    _, contract, bomber = dust
    scene.contribute(4)
    epoch = scene.close()
    scores = best(scene, epoch)
    for sender in (contract, bomber):
        commit(scene, epoch, sender, scores)
    _become_contract(scene, contract)
    scene.commits(epoch)
    files = cid_to_bytes32(scene.store.blocks.put_node(POISONED_FILES))
    reveal(scene, epoch, bomber, scores, files)
    with pytest.raises(ChainRefused, match="not a plain account"):
        reveal(scene, epoch, contract, scores, files)
    scene.reveals(epoch)
    assert all(status >= 400 for status in _spam(scene, epoch, bomber)), "a signature must be under its own report"
    ledger = scene.report(epoch)
    assert paid(ledger) == 1, "the honest author is paid"
    assert scene.stakes() == before
