"""The demo's report as one HTML page that a person would rather look at: bars of pay and gas, losses, and the trace."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from protocol.parameters import TOKEN

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d2430;background:#fbfaf7}
h1{font-weight:600}h2{margin-top:2.5rem;font-weight:600}table{border-collapse:collapse;width:100%}
td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #e4e0d6;vertical-align:top}
td.n{text-align:right;font-variant-numeric:tabular-nums}code{font-size:.8em;color:#5b6472;word-break:break-all}
.bar{height:.9rem;background:#2f7d6b;border-radius:2px}.bar.other{background:#c9744a}
.ok{color:#2f7d6b}.bad{color:#b3362a}.big{display:flex;gap:2rem;flex-wrap:wrap}.big b{display:block;font-size:1.8rem}
@media (prefers-color-scheme:dark){body{background:#15181d;color:#e6e6e3}td,th{border-color:#2c323b}code{color:#9aa4b2}}
"""


def write_page(report: dict[str, Any], path: Path) -> None:
    """Write report.html."""
    parts = [
        "<!doctype html><html lang='en'><meta charset='utf-8'><title>Kula: what happened</title>",
        f"<meta name='viewport' content='width=device-width'><style>{_STYLE}</style>",
        "<h1>Kula: what happened</h1>",
        _numbers(report),
        "<h2>Who was paid, per record sent</h2>",
        _accounts(report["accounts"]),
        "<h2>Epochs</h2>",
        _epochs(report["epochs"]),
        "<h2>Models</h2>",
        _models(report["models"]),
        "<h2>Datasets</h2>",
        _table(("version", "rows", "content id"), [(d["version"], d["rows"], d["cid"]) for d in report["datasets"]]),
        "<h2>The way of one record</h2>",
        _trace(report["trace"]),
        "</html>",
    ]
    path.write_text("\n".join(parts), encoding="utf-8")


def _numbers(report: dict[str, Any]) -> str:
    records, split = report["records"], report["split"]
    shown = {
        "records sent": records["sent"],
        "accepted": records["accepted"],
        "void": records["void"],
        "born here": records["born_here"],
        "transactions by users": report["user_transactions"],
        "seconds": report["seconds"],
        "pair split / as one": f"{split['pair'] / split['merged']:.4f}" if split["merged"] else "–",
    }
    return "<div class='big'>" + "".join(f"<div><b>{v}</b>{k}</div>" for k, v in shown.items()) + "</div>"


def _accounts(accounts: Sequence[dict[str, Any]]) -> str:
    rates = [a["paid"] / a["records"] / TOKEN if a["records"] else 0.0 for a in accounts]
    top = max(rates, default=1.0) or 1.0
    rows = "".join(
        f"<tr><td>{escape(a['name'])}<td>{escape(a['behaviour'])}<td class=n>{a['records']}"
        f"<td class=n>{a['paid'] / TOKEN:,.1f}<td style='width:40%'><div class='bar {'' if a['behaviour'] == 'honest' else 'other'}'"
        f" style='width:{100 * rate / top:.1f}%' title='{rate:.2f} KULA a record'></div>"
        for a, rate in zip(accounts, rates, strict=True)
    )
    return f"<table><tr><th>account<th>behaviour<th>records<th>KULA<th>KULA a record</tr>{rows}</table>"


def _epochs(epochs: Sequence[dict[str, Any]]) -> str:
    top = max((sum(e["gas"].values()) for e in epochs), default=1) or 1
    rows = "".join(
        f"<tr><td>{e['epoch']}<td class=n>{e['records']}<td class=n>{e['paid']}<td class=n>{e['price'] / TOKEN:.4f}"
        f"<td class=n>{e['gas_per_paid_record']:,}<td style='width:30%'><div class=bar style='width:"
        f"{100 * sum(e['gas'].values()) / top:.1f}%' title='{escape(str(e['gas']))}'></div><td><code>{escape(str(e['seconds']))}</code>"
        for e in epochs
    )
    return f"<table><tr><th>epoch<th>records<th>paid<th>KULA a credit<th>gas a paid record<th>gas<th>seconds</tr>{rows}</table>"


def _models(models: Sequence[dict[str, Any]]) -> str:
    top = max((m["loss_before"] or 0 for m in models), default=1) or 1
    rows: list[str] = []
    for m in models:
        judged = m["loss_before"] is not None
        bars = "".join(
            f"<div class='bar {kind}' style='width:{100 * m[name] / top:.1f}%' title='{m[name]} milli-nats {name}'></div>"
            for name, kind in (("loss_before", "other"), ("loss_after", ""))
            if judged
        )
        verdict = "served" if m["served"] else "adopted" if m["adopted"] else "not adopted" if judged else "not judged"
        numbers = (
            f"{m['loss_before']} → {m['loss_after']} milli-nats, gain at least {m['lower_bound']}; "
            f"checks {m['checks_before']} → {m['checks_after']} of {m['checks']}"
            if judged
            else "the base"
            if not m["parent"]
            else "fixed, not judged yet"
        )
        rows.append(f"<tr><td>{m['version']}<td>{verdict}<td>{numbers}<td style='width:35%'>{bars}")
    return f"<table><tr><th>model<th><th>judgement<th>loss before, after</tr>{''.join(rows)}</table>"


def _trace(trace: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td class={'ok' if s['ok'] else 'bad'}>{'✓' if s['ok'] else '✗'} {escape(s['step'])}"
        f"<td>{escape(s['detail'])}<br><code>{escape(s['hash'])}</code>"
        for s in trace["steps"]
    )
    word = "every step verifies" if trace["verified"] else "a step breaks"
    return f"<p><code>{escape(trace['record'])}</code>: {word}.</p><table>{rows}</table>"


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    top = "".join(f"<th>{escape(name)}" for name in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}" for cell in row) for row in rows)
    return f"<table><tr>{top}</tr>{body}</table>"
