"""Who reads a trace beyond the payment, in whatever way an account signs, on a real chain."""

import base64
import json

from eth_abi.abi import encode
from eth_account.signers.local import LocalAccount

from kula.protocol.chain.rpc.creation import Creation
from kula.protocol.hex import hex0
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.reading.gateway_client import SCHEME
from kula.protocol.signatures import access_digest, sign
from kula.protocol.types import Address
from tests.support.chain import TestNet
from tests.support.evm import _compiled
from tests.support.gateway.http import Http
from tests.support.gateway.person import Person
from tests.support.gateways import Worker, sent


def test_trace__of_an_owner_in_a_contract_wallet__opens_for_a_header_that_the_wallet_takes(
    net: TestNet, http: Http, worker: Worker
):
    sender = net.sender("deployer", 10 * TOKEN)
    person, passkey = Person(net, http), new_key()
    code = bytes.fromhex(_compiled("ContractWallet")["bytecode"][2:]) + encode(["address"], [passkey.address])
    wallet = str(sender.send(Creation(net.network.connection.web3, code))["contractAddress"])
    person.owner = _delegated(net, wallet)
    assert person.grant(signer=passkey).status_code == 201
    record = sent(person)
    epoch = worker.post()
    worker.report(epoch)
    worker.finalise(epoch)
    worker.duties.mirror_outcomes()
    path = f"/v1/trace/{record}"

    def status(key: LocalAccount) -> int:
        now, account = net.network.connection.now(), Address(person.owner.address)
        digest = access_digest(net.network.signing, account, http.context.address, path, now + 60)
        access = {"account": account, "deadline": now + 60, "signature": hex0(sign(digest, bytes(key.key)))}
        header = f"{SCHEME} {base64.urlsafe_b64encode(json.dumps(access).encode()).decode()}"
        return http.get(path, headers={"authorization": header}).status_code

    assert (status(passkey), status(new_key())) == (200, 403)


def _delegated(net: TestNet, wallet: str) -> LocalAccount:
    """Returns an account that has become a wallet by EIP-7702."""
    account = new_key()
    net.network.connection.web3.provider.make_request(
        "anvil_setCode",  # type: ignore[arg-type]
        [account.address, f"0xef0100{wallet[2:]}"],
    )
    return account
