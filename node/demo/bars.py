"""Bars as HTML: one value, or parts of a whole. Values stand beside them as text, so nobody has to see the colour."""

from collections.abc import Iterable, Mapping
from html import escape


def bar(value: float, top: float, colour: str, label: str) -> str:
    """A bar of `value` on a scale that ends at `top`, with its label."""
    share = f"--share:{_percent(value, top) / 100:.4f}"
    return f"<div class=bar><span class={colour} style='{share}'></span><em>{escape(label)}</em></div>"


def stack(parts: Mapping[str, float], top: float, form: str) -> str:
    """The parts one after the other; `form` formats a part's value for its title."""
    pieces = "".join(
        f"<span class=c{place} style='width:{_percent(value, top):.2f}%' title='{escape(name)}: {escape(form.format(value))}'></span>"
        for place, (name, value) in enumerate(parts.items())
    )
    told = ", ".join(f"{name} {form.format(value)}" for name, value in parts.items())
    return f"<div class=stack role=img aria-label='{escape(told)}'>{pieces}</div>"


def legend(names: Iterable[str]) -> str:
    """Which colour is which part."""
    return "<p class=legend>" + "".join(f"<span class=c{i}></span>{escape(n)} " for i, n in enumerate(names)) + "</p>"


def _percent(value: float, top: float) -> float:
    return 100 * value / top if top else 0.0
