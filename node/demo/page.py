"""The demo's report as one HTML page that a person would rather look at: pay, gas, losses, and the way of one record.

It shows what report.json holds and computes nothing but shares of it; text from people never gets here.
"""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from kula.node.demo.bars import bar, legend, stack
from kula.node.demo.style import STYLE
from kula.protocol.parameters import TOKEN

_BEHAVIOURS = {
    "honest": "honest",
    "lazy": "lazy",
    "duplicator": "sends copies",
    "spammer": "sends spam",
    "sybil_pair": "one person as two",
}
_STEPS = {
    "record": "signed by the contributor",
    "receipt": "promised by the gateway",
    "batch": "posted on chain",
    "block": "encrypted on IPFS",
    "scores": "scored by validators",
    "reasons": "and why",
    "ledger": "a row of the ledger",
    "report": "signed by the stake",
    "payment": "paid",
    "dataset": "curated",
    "model": "trained on",
    "vote": "judged",
    "served": "served",
}


def write_page(report: dict[str, Any], path: Path) -> None:
    """Write report.html."""
    path.write_text(page_of(report), encoding="utf-8")


def page_of(report: dict[str, Any]) -> str:
    """The page of a report."""
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Kula: what happened</title>",
        f"<meta name='viewport' content='width=device-width'><style>{STYLE}</style></head><body><main>",
        "<h1>Kula: what happened</h1>",
        _lead(report),
        _numbers(report),
        _section("Who was paid", _accounts(report["accounts"], report["split"])),
        _section("Why records earned nothing", _reasons(report["records"]["by_reason"])),
        _section("Models: loss before and after", _models(report["models"])),
        _section("The way of one record", _trace(report["trace"])),
        _section("Gas", _gas(report["epochs"])),
        _section("Time", _time(report["epochs"])),
        _section("Datasets", _datasets(report["datasets"])),
        "</main></body></html>",
    ]
    return "\n".join(parts)


def _section(title: str, body: str) -> str:
    return f"<section tabindex=0 aria-label='{title}'><h2>{title}</h2>{body}</section>"


def _lead(report: Mapping[str, Any]) -> str:
    accounts, records = report["accounts"], report["records"]
    adopted = sum(bool(m["adopted"] and m["parent"]) for m in report["models"])
    judged = sum(m["loss_before"] is not None for m in report["models"])
    return (
        f"<p class=lead>{len(accounts)} accounts sent {records['sent']:,} records and no transaction. Validators scored them, "
        f"the chain paid {sum(a['paid'] for a in accounts) / TOKEN:,.0f} KULA, {len(report['datasets'])} dataset versions were "
        f"published, {judged} candidate models were judged on records that they could not know, and {adopted} adopted.</p>"
    )


def _numbers(report: Mapping[str, Any]) -> str:
    records, split, epochs = report["records"], report["split"], report["epochs"]
    shown = {
        "records accepted": f"{records['accepted']:,} of {records['sent']:,}",
        "paid": f"{sum(e['paid'] for e in epochs):,}",
        "void": f"{records['void']:,}",
        "born in the network": records["born_here"],
        "transactions by contributors": report["user_transactions"],
        "gas a paid record, last epoch": f"{epochs[-1]['gas_per_paid_record']:,}" if epochs else "–",
        "pay of one person as two / as one": f"{split['pair'] / split['merged']:.4f}" if split["merged"] else "–",
        "minutes": f"{report['seconds'] / 60:.1f}",
    }
    return "<dl class=big>" + "".join(f"<div><dt>{k}</dt><dd>{v}</dd></div>" for k, v in shown.items()) + "</dl>"


def _accounts(accounts: Sequence[Mapping[str, Any]], split: Mapping[str, int]) -> str:
    rates = [a["paid"] / a["records"] / TOKEN if a["records"] else 0.0 for a in accounts]
    most, top = max((a["paid"] for a in accounts), default=0), max(rates, default=0.0)
    rows = "".join(_account(a, rate, most, top) for a, rate in zip(accounts, rates, strict=True))
    pair = (
        f"<p>The pair earned {split['pair'] / TOKEN:,.1f} KULA; settled again as one account, {split['merged'] / TOKEN:,.1f}.</p>"
        if split["merged"]
        else ""
    )
    head = "<tr><th>account<th>behaviour<th class=n>records<th class=w>KULA<th class=w>KULA a record sent"
    return f"<table>{head}{rows}</table>{pair}"


def _account(account: Mapping[str, Any], rate: float, most: int, top: float) -> str:
    colour, paid = _colour(account), account["paid"]
    behaviour = _BEHAVIOURS.get(account["behaviour"], str(account["behaviour"]))
    return (
        f"<tr><th scope=row>{escape(account['name'])}<td>{escape(behaviour)}<td class=n>{account['records']}"
        f"<td>{bar(paid, most, colour, format(paid / TOKEN, ',.0f'))}<td>{bar(rate, top, colour, format(rate, '.1f'))}"
    )


def _colour(account: Mapping[str, Any]) -> str:
    return "a" if account["behaviour"] in ("honest", "unknown") else "b"


def _reasons(by_reason: Mapping[str, int]) -> str:
    if not by_reason:
        return "<p>Every record was paid.</p>"
    most = max(by_reason.values())
    ordered = sorted(by_reason.items(), key=lambda item: -item[1])
    rows = "".join(
        f"<tr><th scope=row>{escape(k.replace('_', ' '))}<td class=w>{bar(n, most, 'b', str(n))}" for k, n in ordered
    )
    return f"<table class=short>{rows}</table>"


def _models(models: Sequence[Mapping[str, Any]]) -> str:
    top = max((max(m["loss_before"] or 0, m["loss_after"] or 0) for m in models), default=0)
    rows: list[str] = []
    for m in models:
        if m["loss_before"] is None:
            told, bars = ("the base" if not m["parent"] else "fixed on chain, not judged yet"), ""
        else:
            told = (
                f"judged on epoch {m['judged_on_epoch']}: gain of at least {m['lower_bound']} milli-nats; "
                f"plain questions {m['checks_before']} → {m['checks_after']} of {m['checks']}"
            )
            bars = bar(m["loss_before"], top, "b", f"{m['loss_before']} before")
            bars += bar(m["loss_after"], top, "a", f"{m['loss_after']} after")
        rows.append(f"<tr><th scope=row>{m['version']}<td>{_verdict(m)}<td>{told}<td class=w>{bars}")
    return f"<table><tr><th>model<th>verdict<th>judgement<th class=w>loss in milli-nats a token{''.join(rows)}</table>"


def _verdict(model: Mapping[str, Any]) -> str:
    if model["served"]:
        return "<b class=ok>served</b>"
    if model["adopted"]:
        return "<span class=ok>adopted</span>"
    return "waiting" if model["loss_before"] is None and model["parent"] else "<span class=bad>not adopted</span>"


def _trace(trace: Mapping[str, Any]) -> str:
    steps = "".join(
        f"<li class={'ok' if s['ok'] else 'bad'}><b>{escape(s['step'])}</b> <i>{_STEPS.get(s['step'], '')}</i>"
        f"<p>{escape(s['detail'])}</p><code>{escape(s['hash'])}</code></li>"
        for s in trace["steps"]
    )
    word = "every step verifies" if trace["verified"] else "a step breaks"
    return f"<p><code>{escape(trace['record'])}</code>: {word}.</p><ol class=trace>{steps}</ol>"


def _gas(epochs: Sequence[Mapping[str, Any]]) -> str:
    top = max((sum(e["gas"].values()) for e in epochs), default=0)
    rows = "".join(
        f"<tr><th scope=row>{e['epoch']}<td class=n>{e['records']}<td class=n>{e['paid']}<td class=n>{e['price'] / TOKEN:.3f}"
        f"<td class=n>{e['gas_per_paid_record']:,}<td class=w>{stack(e['gas'], top, '{:,} gas')}"
        for e in epochs
    )
    head = "<tr><th>epoch<th class=n>records<th class=n>paid<th class=n>KULA a credit<th class=n>gas a paid record<th class=w>gas by step"
    return f"<table>{head}{rows}</table>{legend(epochs[0]['gas']) if epochs else ''}"


def _time(epochs: Sequence[Mapping[str, Any]]) -> str:
    top = max((sum(e["seconds"].values()) for e in epochs), default=0)
    rows = "".join(
        f"<tr><th scope=row>{e['epoch']}<td class=n>{sum(e['seconds'].values()):.0f} s<td class=w>{stack(e['seconds'], top, '{:.1f} s')}"
        for e in epochs
    )
    return f"<table><tr><th>epoch<th class=n>wall time<th class=w>by step{rows}</table>{legend(epochs[0]['seconds']) if epochs else ''}"


def _datasets(datasets: Sequence[Mapping[str, Any]]) -> str:
    rows = "".join(
        f"<tr><th scope=row>{d['version']}<td class=n>{d['rows']}<td><code>{escape(d['cid'])}</code>" for d in datasets
    )
    return f"<table><tr><th>version<th class=n>rows<th>content id{rows}</table>"
