"""Records past every gateway, and grants of contract wallets: on a real chain, read as every validator reads them."""

import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from vyper import compile_code

from kula.node.contributor.direct import DirectContributor
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import ChainRefused, InvalidSignature, Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.reading.material import gather
from kula.protocol.records.entry import require_grant
from kula.protocol.records.nonce import signed_at
from kula.protocol.signatures import grant_digest, sign
from kula.protocol.types import Address, Grant
from tests.support.chain import TestNet

CONTENT = {
    "kind": "conversation",
    "messages": [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "So."}],
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> BlockDirectory:
    return BlockDirectory(tmp_path_factory.mktemp("blocks"))


def test_direct__without_any_gateway__every_validator_reads_the_record(
    net: TestNet, store: BlockDirectory, tmp_path: Path
):
    owner = net.sender("owner", 5 * TOKEN)
    supply = net.network.token.read("totalSupply")
    epoch = net.network.batches.current()
    contributor = _contributor(net, store, owner, tmp_path)
    fee, now = net.network.batches.direct_fee(), net.network.connection.now()
    record, number = contributor.contribute(CONTENT)
    assert net.network.token.read("totalSupply") == supply - fee, "the fee is burnt"
    assert net.network.batches.direct_fee() == 2 * fee
    assert contributor.serve() == 1, "nobody may read it before the epoch is closed"
    with pytest.raises(Unavailable):
        store.get_block(bytes32_to_cid(net.network.batches.batch(number).manifest))
    assert net.network.batches.batch(number).gateway == net.network.batches.address
    net.anvil.pass_time(net.network.parameters.open_seconds)
    owner.send(net.network.batches.close())
    assert _contributor(net, store, owner, tmp_path).serve() == 0, "another process serves what the first one posted"
    material = gather(net.network, store, lambda _: {}, epoch)
    opened = material.records[0]
    assert (opened.record_hash, opened.content, opened.problem) == (record, CONTENT, "")
    assert material.leaves[0].pay_to == owner.address
    assert opened.entry
    assert (opened.entry.record.licence, signed_at(opened.entry.record.nonce)) == ("CC0-1.0", now)


def test_direct__manifest_withheld__the_record_is_unavailable_and_nothing_worse(net: TestNet, tmp_path: Path):
    owner = net.sender("lonely", 5 * TOKEN)
    epoch = net.network.batches.current()
    _contributor(net, BlockDirectory(tmp_path / "own"), owner, tmp_path).contribute(CONTENT)
    net.anvil.pass_time(net.network.parameters.open_seconds)
    owner.send(net.network.batches.close())
    material = gather(net.network, BlockDirectory(tmp_path / "others"), lambda _: {}, epoch)
    assert material.records[0].problem == "unavailable"
    assert not material.leaves[0].known


def _contributor(net: TestNet, store: BlockDirectory, owner: Sender, folder: Path) -> DirectContributor:
    return DirectContributor(net.network, store, owner, owner.account, folder=folder)


def test_register__contract_wallet__agrees_once_and_for_all_to_see(net: TestNet):
    holder = new_key()
    wallet = _deploy_wallet(net, Address(holder.address))
    grant = Grant(
        owner=wallet, key=Address(new_key().address), pay_to=wallet, licences=("CC0-1.0",), origin="x",
        max_per_epoch=5, expiry=2**40, nonce=secrets.randbits(64),
    )  # fmt: skip
    signing, grants = net.network.signing, net.network.grants
    digest = grant_digest(signing, grant)
    proof = sign(digest, bytes(holder.key))
    with pytest.raises(InvalidSignature):
        require_grant(signing, grant, proof, grants.registered)
    with pytest.raises(ChainRefused, match="does not agree"):
        net.bank.send(grants.register(wallet, digest, sign(digest, bytes(new_key().key))))
    net.bank.send(grants.register(wallet, digest, proof))
    require_grant(signing, grant, proof, grants.registered)
    with pytest.raises(InvalidSignature):
        require_grant(signing, replace(grant, max_per_epoch=6), proof, grants.registered)


def _deploy_wallet(net: TestNet, owner: Address) -> Address:
    source = (Path(__file__).parents[2] / "contracts" / "mocks" / "ContractWallet.vy").read_text()
    compiled = compile_code(source, output_formats=["abi", "bytecode"])
    web3 = net.network.connection.web3
    factory = web3.eth.contract(abi=compiled["abi"], bytecode=compiled["bytecode"])
    receipt = web3.eth.wait_for_transaction_receipt(factory.constructor(owner).transact({"from": web3.eth.accounts[0]}))
    return Address(receipt["contractAddress"])  # type: ignore[arg-type]
