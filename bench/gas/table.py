"""The tables of docs/chains.md (limits, windows, Parameters) and of docs/chains/transactions.md (the largest). Pure."""

import re
from collections.abc import Sequence
from dataclasses import asdict

from kula.bench.gas.largest import CREATION, Largest
from kula.protocol.chain.presets import LOCAL, PRESETS, TGAS, Preset
from kula.protocol.chain.windows import least_windows

SHOWN_GAS = 500_000
SHOWN_BYTES = 16_384
"""A transaction below both fits every chain, so the table leaves it out."""


def chains_page(page: str) -> str:
    """docs/chains.md with its tables up to date between their markers. Raises ValueError if a marker is missing."""
    for marker, table in {"limits": limits(), "windows": windows(), "parameters": parameters()}.items():
        page = _between(page, marker, table)
    return page


def transactions_page(page: str, largest: Largest) -> str:
    """docs/chains/transactions.md with its table up to date. Raises ValueError if its marker is missing."""
    return _between(page, "largest", transactions(largest))


def limits() -> str:
    """One row per preset."""
    rows = [
        [
            f"`{preset.name}`",
            str(preset.chain_id),
            f"{preset.block_gas:,}",
            f"{preset.transaction_gas:,}" if preset.near is None else f"{preset.near.attached // TGAS} Tgas",
            f"{preset.transaction_bytes:,}",
            preset.evm,
            f"`{preset.finality}`",
            preset.reorg,
        ]
        for preset in PRESETS.values()
    ]
    head = ("preset", "chain id", "gas of a block", "of a transaction", "its bytes", "EVM", "act on", "can be undone")
    return _markdown(head, rows)


def windows() -> str:
    """One row per window, with its seconds and, in brackets, the least that the chain allows."""
    presets = PRESETS.values()
    least = {preset.name: least_windows(preset) for preset in presets}
    rows = [["finality lag", *(f"{preset.lag_seconds:,}" for preset in presets)]]
    for name in least[LOCAL.name]:
        cells = (f"{_seconds(preset, name):,} ({least[preset.name][name]:,})" for preset in presets)
        rows.append([f"`{name}`", *cells])
    return _markdown(("seconds (least)", *(f"`{name}`" for name in PRESETS)), rows)


def parameters() -> str:
    """One row per other Parameter that is not the same on all presets."""
    values = {preset.name: asdict(preset.parameters) for preset in PRESETS.values()}
    timed = least_windows(LOCAL)
    rows = [
        [f"`{name}`", *(f"{values[preset][name]:,}" for preset in values)]
        for name in values[LOCAL.name]
        if name not in timed and len({values[preset][name] for preset in values}) > 1
    ]
    return _markdown(("Parameter", *(f"`{name}`" for name in PRESETS)), rows)


def transactions(largest: Largest) -> str:
    """One row per function, the dearest first. A column per preset says whether its dearest case fits."""
    rows = [
        [
            key.replace(":", ",", 1),
            f"{one['gas']:,}",
            f"{one['bytes']:,}",
            *(_verdict(preset, key, one) for preset in PRESETS.values()),
        ]
        for key, one in _shown(largest)
    ]
    return _markdown(("transaction", "gas", "bytes", *(f"`{name}`" for name in PRESETS)), rows)


def _seconds(preset: Preset, window: str) -> int:
    return preset.post_seconds if window == "post_seconds" else getattr(preset.parameters, window)


def _shown(largest: Largest) -> list[tuple[str, dict[str, int]]]:
    dearest: dict[str, tuple[str, dict[str, int]]] = {}
    for key, one in sorted(largest.items()):
        # Of all the contracts' creations, the dearest.
        kind = CREATION if key.endswith(CREATION) else key.split(":")[0]
        if kind not in dearest or one["gas"] > dearest[kind][1]["gas"]:
            dearest[kind] = (key, one)
    large = [(key, one) for key, one in dearest.values() if one["gas"] >= SHOWN_GAS or one["bytes"] >= SHOWN_BYTES]
    return sorted(large, key=lambda pair: -pair[1]["gas"])


def _verdict(preset: Preset, key: str, one: dict[str, int]) -> str:
    creation = key.endswith(CREATION)
    fits = preset.holds(one["gas"], one["bytes"], creation=creation)
    verdict = "fits" if fits else "**may not fit**"
    if preset.near is None:
        return f"{verdict}, {100 * one['gas'] // preset.transaction_gas} %"
    return f"{verdict}, {-(-preset.near_gas(one['gas'], creation=creation) // TGAS)} Tgas"


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _between(page: str, marker: str, table: str) -> str:
    start, end = f"<!-- {marker} -->", f"<!-- end of {marker} -->"
    section = re.search(f"{start}.*?{end}", page, re.DOTALL)
    if not section:
        raise ValueError(f"the page has no {start} … {end} to write a table between")
    return page[: section.start()] + f"{start}\n{table}\n{end}" + page[section.end() :]
