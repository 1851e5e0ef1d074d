"""The demo's report. Money, models and gas are read from chain and store; only wall times and what was sent come from the demo."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from statistics import median_low
from typing import Any

from kula.node.demo.people import CORRECTIONS
from kula.node.demo.run import DemoRun
from kula.node.demo.stream import Stream
from kula.node.demo.traced import choose_record, rows_by_record, trace_of
from kula.node.gateway.index.mirror import reasons_of
from kula.node.local.network import LocalNetwork
from kula.protocol.chain.clients.registry import ModelState
from kula.protocol.chain.network import Network
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.judging import Numbers
from kula.protocol.ledgers.ledger import NOTHING_EARLIER, Earlier, Ledger, compute_ledger
from kula.protocol.parameters import Parameters
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.verdict import verdict_of
from kula.protocol.types import VOID, ZERO_ADDRESS, ZERO_HASH, Address, Leaf

_GAS_EVENTS = {
    "batch": (("batches", "BatchPosted"), ("batches", "EpochClosed")),
    "commit": (("scores", "Committed"),),
    "reveal": (("scores", "Revealed"),),
    "propose": (("reports", "ReportProposed"),),
    "finalise": (("reports", "EpochFinal"),),
}


_WITHOUT_GAIN = ((60, 10, 500), (24, 7, 75), (17, 5, 65), (12, 4, 30))
"""Records, accounts, and one in how many candidates without gain the local preset's loss rules let pass at this size."""


def build_report(local: LocalNetwork, run: DemoRun, stream: Stream, seconds: float) -> dict[str, Any]:
    """The report as report.json holds it. Amounts are in units of 10^-18 KULA, `seconds` is the whole demo's wall time."""
    network, people, ledgers = local.network, run.people, local.ledgers
    owners = {account: Address(owner.address) for account, owner in people.owners.items()}
    scores = {record: row.median for record, row in rows_by_record(ledgers).items()}
    return {
        "records": {
            "sent": people.attempts.total(),
            "accepted": len(people.accepted),
            "void": sum(scores.get(record) == VOID for record in people.accepted),
            "by_reason": _reasons(ledgers) | people.refused,
            "corrections": len(people.corrections),
        },
        "user_transactions": sum(network.connection.web3.eth.get_transaction_count(a) for a in owners.values()),  # type: ignore[arg-type]
        "seconds": seconds,
        "sampled": {
            "judgement_records_at_most": network.parameters.sample_drawn,
            "judgement_records_per_account_at_most": network.parameters.sample_per_account,
            "judgement_tokens_per_record_at_most": 160,
            "judgement_drawn_by": "each seat, from the seed of the round's last epoch",
            "encoder_windows_per_record_at_most": 4,
            "training_tokens_at_most": local.plan.train_tokens,
            "training_drawn": "newest epochs first, seeded order",
            "corrections": CORRECTIONS,
        },
        "epochs": [_epoch(network, ledger, run.seconds.get(epoch, {})) for epoch, ledger in ledgers.line().items()],
        "accounts": _accounts(network, stream, owners, people.attempts),
        "split": _split(ledgers, [owners[a] for a in stream.pair()]),
        "datasets": _datasets(network),
        "models": _models(network),
        "trace": trace_of(choose_record(ledgers, run), local, run),
    }


def _reasons(ledgers: Ledgers) -> dict[str, int]:
    """Why records earned nothing: the first reason of the first seat whose score is the median."""
    counts: Counter[str] = Counter()
    for epoch, ledger in ledgers.line().items():
        medians = {row.pos: row.median for row in ledger.rows if row.pay_to == ZERO_ADDRESS}
        counts.update(codes[0] for codes in reasons_of(ledgers, epoch, medians).values() if codes)
    return dict(counts)


def _epoch(network: Network, ledger: Ledger, seconds: dict[str, float]) -> dict[str, Any]:
    paid = sum(row.pay_to != ZERO_ADDRESS for row in ledger.rows)
    gas = {name: _gas(network, events, ledger.epoch) for name, events in _GAS_EVENTS.items()}
    gas["claims"] = _gas_of(
        {e["transactionHash"] for e in network.claims.events("Claimed", epoch=ledger.epoch)}, network
    )
    return {
        "epoch": ledger.epoch,
        "records": len(ledger.rows),
        "paid": paid,
        "price": ledger.price,
        "gas": gas,
        "gas_per_paid_record": sum(gas.values()) // paid if paid else 0,
        "seconds": seconds,
    }


def _gas(network: Network, events: tuple[tuple[str, str], ...], epoch: int) -> int:
    hashes = {
        event["transactionHash"]
        for client, name in events
        for event in getattr(network, client).events(name, epoch=epoch)
    }
    return _gas_of(hashes, network)


def _gas_of(hashes: Iterable[Any], network: Network) -> int:
    return sum(network.connection.web3.eth.get_transaction_receipt(h)["gasUsed"] for h in hashes)


def _accounts(
    network: Network, stream: Stream, owners: dict[int, Address], sent: dict[int, int]
) -> list[dict[str, Any]]:
    paid = {account: network.token.earned_of(owner) for account, owner in owners.items()}
    total = sum(paid.values())
    return [
        {
            "account": owners[account],
            "name": stream.names[account],
            "behaviour": stream.behaviours[account],
            "records": sent.get(account, 0),
            "paid": paid[account],
            "share": round(paid[account] / total, 6) if total else 0,
        }
        for account in sorted(owners)
    ]


def _split(ledgers: Ledgers, pair: list[Address]) -> dict[str, int]:
    """What the splitting pair earned as two accounts, and settled again as one."""
    if len(pair) < 2:
        return {"pair": 0, "merged": 0}
    network, parameters = ledgers.network, ledgers.network.parameters
    earlier: dict[Address, Earlier] = {}
    for epoch, ledger in ledgers.line().items():
        by_pos = {row.pos: row for row in ledger.rows}
        payees = [by_pos[pos].pay_to for pos in range(len(by_pos))]
        leaves = [_leaf(pair[0] if payee in pair else payee) for payee in payees]
        again = compute_ledger(
            network.dom,
            epoch,
            leaves,
            bytes(by_pos[pos].median for pos in range(len(by_pos))),
            floor=parameters.floor,
            earlier=earlier,
            budget=parameters.budget,
            cap=parameters.cap,
        )
        earlier = again.earlier_after(earlier)
    apart = sum(network.token.earned_of(account) for account in pair)
    return {"pair": apart, "merged": earlier.get(pair[0], NOTHING_EARLIER).before}


def _leaf(pay_to: Address) -> Leaf:
    return Leaf(gateway=ZERO_ADDRESS, seq=0, record_hash=ZERO_HASH, pay_to=pay_to, signatures_hash=ZERO_HASH)


def _datasets(network: Network) -> list[dict[str, Any]]:
    return [
        {"version": n, "cid": bytes32_to_cid(d.manifest), "rows": d.rows, "parent": d.parent or None}
        for n, d in network.registry.datasets().items()
    ]


def _models(network: Network) -> list[dict[str, Any]]:
    registry = network.registry
    served = registry.served()
    models: list[dict[str, Any]] = []
    for number, model in registry.models().items():
        posted = [one.posted for one in network.judgements.judgements(number)]
        measured = [asdict(numbers) for numbers in posted if isinstance(numbers, Numbers)]
        models.append(
            {
                "version": number,
                "cid": bytes32_to_cid(model.manifest),
                "parent": model.parent or None,
                "datasets": registry.datasets_of(number),
                "judged_on_epoch": network.judgements.round(model.round).epoch or None,
                **judged_on(network, model.round),
                "failed": _failed(network, number) if measured else [],
                **{field.name: _middle(measured, field.name) for field in fields(Numbers)},
                "checks": network.parameters.checks if measured else None,
                "adopted": model.state == ModelState.ADOPTED,
                "served": number == served,
            }
        )
    return models


def _failed(network: Network, model: int) -> list[str]:
    """The criteria that a candidate did not pass, each with its number, its limit and what to change."""
    lines = verdict_of(network, model).lines
    return [f"{one.criterion}: {one.number}, {one.limit}; {one.advice}" for one in lines if not one.passes]


def judged_on(network: Network, number: int) -> dict[str, int | str | None]:
    """The size of a round's sample, and what it means, in words."""
    attempt = network.judgements.round(number).attempt if number else 0
    sizes = list(network.judgements.sample_sizes(number, attempt).values()) if number else []
    if not sizes:
        return {"sample_records": None, "sample_accounts": None, "sample_words": None}
    records, accounts = (median_low([size[i] for size in sizes]) for i in (0, 1))
    words = sample_words(records, accounts, network.parameters)
    return {"sample_records": records, "sample_accounts": accounts, "sample_words": words}


def sample_words(records: int, accounts: int, parameters: Parameters) -> str:
    """What a judgement on so many records of so many accounts is worth (docs/judgement/figures.md, "Small networks")."""
    public = Parameters()
    text = (
        f"Judged on {records} records of {accounts} accounts; public networks need "
        f"{public.sample_records} of {public.sample_accounts}."
    )
    for least_records, least_accounts, one_in in _WITHOUT_GAIN:
        if records >= least_records and accounts >= least_accounts:
            text += f" One candidate in {one_in} without gain passes at this size."
            break
    return (
        text + f" Style alone passes too; {parameters.checks} checks refuse a loss of {parameters.base_margin} points."
    )


def _middle(measured: Sequence[dict[str, int]], name: str) -> int | None:
    """The median of one of the seats' numbers. None if no seat posted numbers."""
    return median_low([numbers[name] for numbers in measured]) if measured else None
