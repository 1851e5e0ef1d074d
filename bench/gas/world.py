"""A deployment on anvil, and whole epochs on it, with the gas of every transaction. The caller chooses the scores.

Keys, hashes and salts come from a seed, so that calldata and gas are the same in every run.
"""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.address import to_checksum_address
from web3.contract.contract import ContractFunction
from web3.types import TxReceipt

from kula.bench.gas.played import BOND, STAKE, Played, honest_ledger, propose_call, report_on, tree_of
from kula.bench.gas.spent import Sent, Spent
from kula.contracts import NAMES
from kula.node.local.anvil import Anvil
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.deploy import Deployment, deploy
from kula.protocol.chain.headers import header_of
from kula.protocol.chain.network import Network
from kula.protocol.chain.presets import DEPLOYER_KEY
from kula.protocol.chain.settlement import commitment
from kula.protocol.ledgers.ledger import Earlier, Ledger
from kula.protocol.merkle import Tree
from kula.protocol.parameters import TOKEN, Parameters
from kula.protocol.types import Address, Leaf, Report

FAST = Parameters(
    open_seconds=60,
    commit_seconds=600,
    reveal_seconds=600,
    report_seconds=600,
    challenge_seconds=600,
    answer_seconds=60,
    vote_seconds=300,
    round_epochs=1,
    round_limit=3,
    budget=100 * TOKEN,
)
FILES = b"\x08" * 32
FUNDING = "fund"


class World:
    """Contracts, validators with stakes, a bonded gateway and a relayer, all with coin for gas."""

    def __init__(self, anvil: Anvil, validators: int, seed: int = 7, scorer: bytes = b"\x05" * 32) -> None:
        """`scorer` is the id of the first scorer on chain."""
        self.anvil = anvil
        self._rng = random.Random(seed)
        self.bank: LocalAccount = Account.from_key(DEPLOYER_KEY)
        self.validators = [self.new_account() for _ in range(validators)]
        self.gateway, self.relayer = self.new_account(), self.new_account()
        self.earlier: dict[Address, Earlier] = {}
        self.spent = Spent()
        connection = Connection([anvil.url])
        self.ask("anvil_autoImpersonateAccount", True)
        # Two blocks in one second would make some writes of a time cost nothing, in some runs.
        self.ask("anvil_setBlockTimestampInterval", 1)
        plan = Deployment(
            parameters=FAST,
            scorer_id=scorer,
            base_manifest=b"\x06" * 32,
            admitted=tuple(Address(a.address) for a in self.validators[:4]),
        )
        self.network = Network(connection, deploy(connection, self.bank, plan))
        self.names = {getattr(self.network.addresses, name.lower()): name for name in NAMES}
        for account in self.validators:
            self.fund(account, STAKE, self.network.validators.address)
            self.send(account, self.network.validators.stake(STAKE), "stake")
        bond = BOND + 1_000 * TOKEN  # the second half of an epoch's records costs bond
        self.fund(self.gateway, bond, self.network.gateways.address)
        gateways, gateway = self.network.gateways, Address(self.gateway.address)
        self.send(self.gateway, gateways.bond(gateway, bond), "bond")
        self.send(self.gateway, gateways.take_place("https://gateway.example"), "take_place")
        self.fund(self.relayer, 0, self.network.demands.address)
        self.restart()

    def new_account(self) -> LocalAccount:
        """The next account of the seed."""
        return Account.from_key(self._rng.randbytes(32))

    def new_address(self) -> Address:
        """The next address of the seed. Nobody has its key."""
        return Address(to_checksum_address(self._rng.randbytes(20)))

    def new_hash(self) -> bytes:
        """The next 32 bytes of the seed."""
        return self._rng.randbytes(32)

    def ask(self, method: str, *parameters: object) -> Any:
        """Calls a method that only a local chain has. Raises RuntimeError if anvil refuses."""
        answer = self.anvil.web3.provider.make_request(method, list(parameters))  # type: ignore[arg-type]
        if "result" not in answer:
            raise RuntimeError(f"anvil refused {method}: {answer.get('error')}")
        return answer["result"]

    def pass_time(self, seconds: int) -> None:
        """Mines a block that many seconds after the last one."""
        self.ask("evm_setNextBlockTimestamp", self.network.connection.now() + seconds)
        self.ask("evm_mine")

    def restart(self) -> Spent:
        """Starts counting from zero. Returns what was counted before."""
        spent, self.spent = self.spent, Spent()
        return spent

    def send(self, sender: LocalAccount, call: ContractFunction, name: str = "") -> TxReceipt:
        """Sends a call and counts it under a name, by default its function's. Raises RuntimeError if it fails."""
        web3 = self.network.connection.web3
        function = f"{self.names[Address(call.address)]}.{call.abi['name']}"
        digest = call.transact({"from": sender.address, "gas": 30_000_000})  # type: ignore[typeddict-item]
        receipt = web3.eth.wait_for_transaction_receipt(digest, poll_latency=0.01)
        if receipt["status"] != 1:
            call.call({"from": sender.address})  # type: ignore[typeddict-item]
            raise RuntimeError(f"{name or function} failed")
        calldata = len(web3.eth.get_transaction(digest).get("input", b""))
        gas = receipt["gasUsed"]
        self.spent.sent.append(
            Sent(name=name or function, function=function, gas=gas, calldata=calldata, digest=digest)
        )
        return receipt

    def play(self, payees: Sequence[Address], scores: Sequence[bytes]) -> Played:
        """Posts one record per payee in one batch, closes the epoch, commits and reveals `scores`, fixes the seed."""
        epoch, leaves = self.post(payees)
        self.close()
        self.reveal(epoch, dict(enumerate(scores)))
        self.fix_seed(epoch)
        return Played(epoch, leaves, list(scores))

    def reveal(self, epoch: int, scores: Mapping[int, bytes]) -> None:
        """Commits to the scores of each seat and reveals them. Without all seats, it waits for the reveal phase."""
        salts = self.commit(epoch, scores)
        if len(salts) < len(self.validators):
            self.pass_time(FAST.commit_seconds)
        for seat, salt in salts.items():
            call = self.network.scores.reveal(epoch, seat, salt, scores[seat], salt)
            self.send(self.validators[seat], call, "reveal")

    def fix_seed(self, epoch: int) -> None:
        """Mines up to the block that the seed comes from, and fixes the seed by its header."""
        aimed, connection = self.network.scores.aim_of(epoch), self.network.connection
        self.ask("anvil_mine", hex(max(0, aimed - connection.block())))
        header = header_of(connection.web3.eth.get_block(aimed))
        self.send(self.relayer, self.network.scores.fix_seed(epoch, header), "seed")

    def post(self, payees: Sequence[Address]) -> tuple[int, list[Leaf]]:
        """Posts a batch into the open epoch. Returns the epoch's number and the batch's leaves."""
        batches, gateway = self.network.batches, Address(self.gateway.address)
        first = batches.next_seq(gateway)
        leaves = [
            Leaf(
                gateway=gateway,
                seq=first + i,
                record_hash=self.new_hash(),
                pay_to=payee,
                signatures_hash=self.new_hash(),
            )
            for i, payee in enumerate(payees)
        ]
        epoch = batches.current()
        call = batches.post_batch(first, len(leaves), self.tree_of(leaves).root, b"\x09" * 32, most=10**24)
        self.send(self.gateway, call, "batch")
        return epoch, leaves

    def tree_of(self, leaves: Sequence[Leaf]) -> Tree:
        """The Merkle tree of a batch."""
        return tree_of(self.network, leaves)

    def close(self) -> None:
        """Closes the open epoch at the first possible second."""
        self.pass_time(FAST.open_seconds)
        self.send(self.gateway, self.network.batches.close(), "close")

    def commit(self, epoch: int, scores: Mapping[int, bytes]) -> dict[int, bytes]:
        """Commits to the scores of each seat. Returns the salt of each seat."""
        network = self.network
        state = network.scores.epoch(epoch)
        salts = {seat: self.new_hash() for seat in scores}
        for seat, salt in salts.items():
            us = Address(self.validators[seat].address)
            commit_hash = commitment(network, epoch, state, operator=us, scores=scores[seat], salt=salt)
            self.send(self.validators[seat], network.scores.commit(epoch, seat, commit_hash), "commit")
        return salts

    def settle(self, played: Played) -> Ledger:
        """The honest ledger."""
        return honest_ledger(self.network, played, self.earlier)

    def report_on(self, ledger: Ledger, files: bytes = FILES) -> tuple[Report, bytes]:
        """The report of a ledger on the tip of the line, and the digest that validators sign."""
        return report_on(self.network, ledger, files)

    def propose(self, ledger: Ledger) -> None:
        """Proposes a ledger with as many signatures as it needs and no more."""
        needed = 2 * len(self.validators) // 3 + 1
        keys = [bytes(account.key) for account in self.validators[:needed]]
        self.send(self.validators[0], propose_call(self.network, ledger, FILES, keys), "propose")

    def finish(self, ledger: Ledger) -> None:
        """Waits for the end of the window and makes the report final."""
        self.pass_time(FAST.challenge_seconds)
        self.send(self.gateway, self.network.reports.finalise(ledger.epoch), "finalise")
        self.earlier = ledger.earlier_after(self.earlier)

    def pay_seats(self, epoch: int) -> None:
        """Claims the pay of every seat."""
        self.send(self.relayer, self.network.pay.claim_pay(epoch), "pay")

    def fund(self, account: LocalAccount, amount: int, spender: Address) -> None:
        """Gives an account coin for gas and `amount` of KULA with some to spare, and approves `spender`."""
        self.anvil.give_coin(account.address, 10**21)
        token = self.network.token
        self.send(self.bank, token.transfer(Address(account.address), amount + 1_000 * TOKEN), FUNDING)
        self.send(account, token.approve(spender, 2**256 - 1), FUNDING)
