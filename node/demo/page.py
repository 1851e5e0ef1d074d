"""The demo's report as one HTML page: pay, gas, losses, and one record's journey.

The page shows what report.json holds, and sums of it. It holds no text of contributors. page.html.j2 is its template and
page.css its style sheet.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

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


def write_page(report: Mapping[str, Any], path: Path) -> None:
    """Write report.html."""
    path.write_text(page_of(report), encoding="utf-8")


def page_of(report: Mapping[str, Any]) -> str:
    """The page of a report."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"kula": _kula, "rate": _rate}
    environment.globals["share"] = _share
    return environment.get_template("page.html.j2").render(
        **report, behaviours=_BEHAVIOURS, steps=_STEPS, sums=_sums(report), tops=_tops(report), numbers=_numbers(report)
    )


def _kula(units: int) -> float:
    """Units of 10^-18 as KULA."""
    return units / TOKEN


def _rate(account: Mapping[str, Any]) -> float:
    """An account's KULA per record sent."""
    return _kula(account["paid"]) / account["records"] if account["records"] else 0.0


def _share(value: float, top: float) -> str:
    """The length of a bar on a scale that ends at `top`, as a part of 1."""
    return f"{value / top if top else 0:.4f}"


def _sums(report: Mapping[str, Any]) -> dict[str, int]:
    models = report["models"]
    return {
        "paid": sum(account["paid"] for account in report["accounts"]),
        "judged": sum(model["loss_before"] is not None for model in models),
        "adopted": sum(bool(model["adopted"] and model["parent"]) for model in models),
    }


def _tops(report: Mapping[str, Any]) -> dict[str, float]:
    """Where the scale of each kind of bar ends: at the largest value."""
    accounts, epochs = report["accounts"], report["epochs"]
    losses = [model[name] or 0 for model in report["models"] for name in ("loss_before", "loss_after")]
    return {
        "paid": max((account["paid"] for account in accounts), default=0),
        "rate": max(map(_rate, accounts), default=0),
        "reason": max(report["records"]["by_reason"].values(), default=0),
        "loss": max(losses, default=0),
        "gas": max((sum(epoch["gas"].values()) for epoch in epochs), default=0),
        "seconds": max((sum(epoch["seconds"].values()) for epoch in epochs), default=0),
    }


def _numbers(report: Mapping[str, Any]) -> dict[str, str]:
    """The large numbers at the top, by label."""
    records, split, epochs = report["records"], report["split"], report["epochs"]
    return {
        "records accepted": f"{records['accepted']:,} of {records['sent']:,}",
        "records paid": f"{sum(epoch['paid'] for epoch in epochs):,}",
        "records void": f"{records['void']:,}",
        "corrections of the served model's answers": f"{records['corrections']:,}",
        "transactions by contributors": f"{report['user_transactions']:,}",
        "gas per paid record, last epoch": f"{epochs[-1]['gas_per_paid_record']:,}" if epochs else "–",
        "pay of one person as two, divided by the pay as one": (
            f"{split['pair'] / split['merged']:.4f}" if split["merged"] else "–"
        ),
        "minutes": f"{report['seconds'] / 60:.1f}",
    }
