"""A deployment on anvil and whole epochs on it, every transaction's gas counted. The scores are the caller's."""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from eth_account import Account
from eth_account.signers.local import LocalAccount
from web3.contract.contract import ContractFunction
from web3.types import TxReceipt

from protocol.chain.anvil import DEPLOYER_KEY, Anvil
from protocol.chain.connection import Connection
from protocol.chain.deploy import Deployment, deploy
from protocol.chain.network import Network
from protocol.encoding import batch_leaf, commit_hash, report_digest
from protocol.keys import new_key
from protocol.ledger import Earlier, Ledger, settle_epoch
from protocol.merkle import root
from protocol.parameters import TOKEN, Parameters
from protocol.scores import medians
from protocol.signatures import sign
from protocol.types import Address, Leaf, Report

STAKE = 1_000_000 * TOKEN
BOND = 8_000 * TOKEN
FAST = Parameters(
    open_seconds=60,
    commit_seconds=600,
    reveal_seconds=600,
    report_seconds=600,
    challenge_seconds=600,
    answer_seconds=60,
    budget=100 * TOKEN,
)


@dataclass(frozen=True)
class Epoch:
    """An epoch up to its reveals."""

    number: int
    leaves: list[Leaf]
    scores: list[bytes]


@dataclass
class Spent:
    """Gas and calldata bytes by what they were spent on."""

    gas: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    calldata: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All gas."""
        return sum(sum(each) for each in self.gas.values())


class World:
    """Contracts, validators with stakes, a bonded gateway and a relayer, all with coin for gas."""

    def __init__(self, anvil: Anvil, validators: int) -> None:
        self.anvil = anvil
        self.bank = Account.from_key(DEPLOYER_KEY)
        self.validators: list[LocalAccount] = [new_key() for _ in range(validators)]
        self.gateway, self.relayer = new_key(), new_key()
        self.earlier: dict[Address, Earlier] = {}
        self.spent = Spent()
        connection = Connection([anvil.url])
        anvil.web3.provider.make_request("anvil_autoImpersonateAccount", [True])  # type: ignore[arg-type]
        plan = Deployment(
            parameters=FAST,
            scorer_id=b"\x05" * 32,
            base_manifest=b"\x06" * 32,
            admitted=tuple(Address(a.address) for a in self.validators[:4]),
        )
        self.network = Network(connection, deploy(connection, self.bank, plan))
        for account in self.validators:
            self._fund(account, STAKE, self.network.validators.address)
            self.send("stake", account, self.network.validators.stake(STAKE))
        self._fund(self.gateway, BOND, self.network.gateways.address)
        self.send("bond", self.gateway, self.network.gateways.bond(BOND))
        self._fund(self.relayer, 0, self.network.demands.address)
        self.restart()

    def restart(self) -> Spent:
        """Count from zero; returns what was counted."""
        spent, self.spent = self.spent, Spent()
        return spent

    def send(self, name: str, sender: LocalAccount, call: ContractFunction) -> TxReceipt:
        """Send a call and count it under a name. Raises RuntimeError when it fails."""
        web3 = self.network.connection.web3
        digest = call.transact({"from": sender.address, "gas": 30_000_000})  # type: ignore[typeddict-item]
        receipt = web3.eth.wait_for_transaction_receipt(digest, poll_latency=0.01)
        if receipt["status"] != 1:
            call.call({"from": sender.address})  # type: ignore[typeddict-item]
            raise RuntimeError(f"{name} failed")
        self.spent.gas[name].append(receipt["gasUsed"])
        self.spent.calldata[name] = len(web3.eth.get_transaction(digest).get("input", b""))
        return receipt

    def play(self, payees: Sequence[Address], scores: Sequence[bytes]) -> Epoch:
        """Post the records of `payees` in one batch, close, commit and reveal `scores` by seat."""
        epoch, leaves = self._post(payees)
        network = self.network
        self.anvil.pass_time(FAST.open_seconds)
        self.send("close", self.gateway, network.batches.close())
        state = network.scores.epoch(epoch)
        salts = [secrets.token_bytes(32) for _ in scores]
        for seat, account in enumerate(self.validators):
            shown = commit_hash(
                network.addresses.chain_id,
                network.addresses.scores,
                epoch,
                batches_root=state.batches_root,
                validator=Address(account.address),
                scorer_id=state.scorer_id,
                scores=scores[seat],
                salt=salts[seat],
            )
            self.send("commit", account, network.scores.commit(epoch, seat, shown))
        for seat, account in enumerate(self.validators):
            call = network.scores.reveal(epoch, seat, salts[seat], scores[seat], salts[seat])
            self.send("reveal", account, call)
        return Epoch(epoch, leaves, list(scores))

    def settle(self, epoch: Epoch) -> Ledger:
        """The honest ledger."""
        seats = self.network.validators.seats(self.network.scores.epoch(epoch.number).set_id)
        return settle_epoch(
            self.network.dom,
            epoch.number,
            epoch.leaves,
            medians(list(zip(seats, epoch.scores, strict=True)), len(epoch.leaves)),
            floor=FAST.floor,
            earlier=self.earlier,
            budget=self.network.batches.budget_of(epoch.number),
            cap=FAST.cap,
        )

    def propose(self, ledger: Ledger, files: bytes = b"\x08" * 32) -> None:
        """Propose a ledger with the signatures that are needed, no more."""
        network = self.network
        report = Report(
            epoch=ledger.epoch,
            attempt=network.reports.attempt(),
            parent=network.reports.standing(network.reports.tip()).digest,
            root=ledger.root,
            records=len(ledger.rows),
            sum_credit=ledger.sum_credit,
            files=files,
        )
        digest = report_digest(network.dom, report, network.batches.parameters_hash())
        needed = 2 * len(self.validators) // 3 + 1
        signatures = {i: sign(digest, bytes(a.key)) for i, a in enumerate(self.validators[:needed])}
        last, proof = ledger.proven(len(ledger.rows) - 1)
        call = network.reports.propose(ledger.epoch, ledger.root, files, last, proof, signatures=signatures)
        self.send("propose", self.validators[0], call)

    def finish(self, ledger: Ledger) -> None:
        """Wait for the window and make the report final."""
        self.anvil.pass_time(FAST.challenge_seconds)
        self.send("finalise", self.gateway, self.network.reports.finalise(ledger.epoch))
        self.earlier = ledger.earlier_after(self.earlier)

    def pay_seats(self, epoch: int) -> None:
        """Claim every validator's pay."""
        self.send("pay", self.relayer, self.network.pay.claim_pay(epoch))

    def _post(self, payees: Sequence[Address]) -> tuple[int, list[Leaf]]:
        batches, gateway = self.network.batches, Address(self.gateway.address)
        first = batches.next_seq(gateway)
        leaves = [
            Leaf(
                gateway=gateway,
                seq=first + i,
                record_hash=secrets.token_bytes(32),
                pay_to=payee,
                signatures_hash=secrets.token_bytes(32),
            )
            for i, payee in enumerate(payees)
        ]
        epoch = batches.current()
        tree_root = root([batch_leaf(self.network.dom, leaf) for leaf in leaves])
        self.send("batch", self.gateway, batches.post_batch(first, len(leaves), tree_root, b"\x09" * 32))
        return epoch, leaves

    def _fund(self, account: LocalAccount, amount: int, spender: Address) -> None:
        self.anvil.give_coin(account.address, 10**21)
        token = self.network.token
        self.send("fund", self.bank, token.transfer(Address(account.address), amount + 1_000 * TOKEN))
        self.send("fund", account, token.approve(spender, 2**256 - 1))
