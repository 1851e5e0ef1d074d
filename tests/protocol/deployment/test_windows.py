"""Windows are long enough for finality, work and sending; a deployment that could not work is refused."""

from dataclasses import asdict, replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.node.local.anvil import Anvil
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.genesis import Genesis
from kula.protocol.chain.presets import AURORA, BASE, LOCAL, PRESETS, SEPOLIA, Preset, post_seconds_of
from kula.protocol.chain.readiness import measured_lag, require_ready
from kula.protocol.chain.windows import (
    least_windows,
    require_at_least,
    require_lag,
    require_room,
    require_windows,
    sending,
)
from kula.protocol.errors import RefusedByPolicy, Unavailable
from kula.protocol.parameters import Parameters
from tests.protocol.deployment.test_genesis import SEVEN

every_preset = pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)


@every_preset
def test_presets__their_own_windows__are_long_enough(preset: Preset):
    require_windows(preset, preset.parameters)
    require_at_least(least_windows(preset), {"post_seconds": preset.post_seconds}, preset.name)


@pytest.mark.parametrize("name", least_windows(SEPOLIA))
def test_windows__one_second_below_the_least__refused_by_name(name: str):
    windows = {**asdict(SEPOLIA.parameters), "post_seconds": SEPOLIA.post_seconds}
    least = least_windows(SEPOLIA)
    require_at_least(least, {**windows, name: least[name]}, "sepolia")
    with pytest.raises(RefusedByPolicy, match=f"{name} is {least[name] - 1}, at least {least[name]}"):
        require_at_least(least, {**windows, name: least[name] - 1}, "sepolia")


def test_windows__of_plain_parameters__are_too_short_for_slow_chains():
    for preset in (SEPOLIA, BASE):
        with pytest.raises(RefusedByPolicy, match=r"open_seconds is .*commit_seconds is .*reveal_seconds is "):
            require_windows(preset, Parameters())


def test_windows__a_vote_that_outlasts_a_challenge_window__refused():
    require_windows(LOCAL, replace(LOCAL.parameters, vote_seconds=300))
    with pytest.raises(RefusedByPolicy, match=r"vote_seconds is 301, at most challenge_seconds \(300\)"):
        require_windows(LOCAL, replace(LOCAL.parameters, vote_seconds=301))


def test_least_windows__of_base__are_the_sums_by_hand():
    """L = 1,800; 31 reveals of 680,030 gas fit into a quarter of one block of 2 s."""
    assert sending(BASE, 31, 680_030) == 6
    assert sending(SEPOLIA, 31, 680_030) == 72
    least = least_windows(BASE)
    assert least["reveal_seconds"] == 3_600 + 6 + 300
    assert least["commit_seconds"] == 3_600 + 600 + 2_400 + 6 + 300
    assert least["report_seconds"] == 3_600 + 120 + 60 + 93 + 6 + 300
    assert least["vote_seconds"] == 3_600 + 8 * 240 + 6 + 300
    assert least["answer_seconds"] == 3_600 + 6 + 300 + 3_600
    assert least["post_seconds"] == 6 + 4 + 60


@given(lag=st.integers(0, 10_000), more=st.integers(1, 5_000))
def test_least_windows__of_a_longer_lag__are_never_shorter(lag: int, more: int):
    shorter, longer = (least_windows(replace(SEPOLIA, lag_seconds=seconds)) for seconds in (lag, lag + more))
    assert all(longer[name] >= shorter[name] for name in shorter)
    assert longer["challenge_seconds"] == shorter["challenge_seconds"] + 6 * more, "a watcher tries three times"


def test_rounds__of_every_public_preset__last_about_a_day():
    for preset in (SEPOLIA, BASE, AURORA):
        assert preset.parameters.round_epochs * preset.parameters.open_seconds in range(86_400, 90_001)
    assert [preset.parameters.seed_blocks for preset in PRESETS.values()] == [2, 96, 450, 0]


def test_post_seconds__of_a_chain__its_presets_or_the_slow_one():
    assert post_seconds_of(BASE.chain_id) == 120
    assert post_seconds_of(4_242) == SEPOLIA.post_seconds


def test_lag__beyond_the_presets__refused():
    require_lag(BASE, 1_800)
    with pytest.raises(RefusedByPolicy, match="1801 s behind, the windows allow 1800 s"):
        require_lag(BASE, 1_801)


@pytest.mark.parametrize(
    "changes", [{"transaction_bytes": 16_835}, {"transaction_gas": 849_999}, {"block_gas": 1}], ids=str
)
def test_room__for_less_than_the_largest_reveal__refused(changes: dict[str, int]):
    require_room(replace(SEPOLIA, transaction_bytes=16_836, transaction_gas=850_000), 850_000)
    with pytest.raises(RefusedByPolicy, match="850,000 gas and 16,836 bytes"):
        require_room(replace(SEPOLIA, **changes), changes.get("block_gas", 10**9))


class Chain:
    """A chain of which a test says how far each tag is behind."""

    def __init__(self, chain_id: int, lags: list[int], gas: int = 10**9) -> None:
        self.chain_id = chain_id
        self.web3: Any = SimpleNamespace(eth=self)
        self._lags, self._gas = lags, gas
        self.pauses: list[float] = []

    def get_block(self, tag: str) -> dict[str, int]:
        behind = 0 if tag == "latest" else self._lags.pop(0)
        return {"timestamp": 10**9 - behind, "gasLimit": self._gas}


def test_lag__measured_ten_times_in_a_minute__is_the_longest():
    chain = Chain(8_453, [5, 9, 7, 5, 5, 5, 5, 5, 5, 6])
    assert measured_lag(chain, "finalized", chain.pauses.append) == 9  # type: ignore[arg-type]
    assert sum(chain.pauses) == 54


def test_ready__a_public_chain__needs_a_genesis_and_its_lag():
    genesis, wait = Genesis(rows=SEVEN), (lambda _: None)
    require_ready(Chain(BASE.chain_id, [1_800] * 10), BASE, BASE.parameters, genesis, wait)  # type: ignore[arg-type]
    for chosen, lag, why in (
        (None, 5, "is missing; --genesis FILE"),
        (Genesis(rows=SEVEN[:6]), 5, "names 3 parties"),
        (genesis, 1_801, "1801 s behind"),
    ):
        with pytest.raises(RefusedByPolicy, match=why):
            require_ready(Chain(BASE.chain_id, [lag] * 10), BASE, BASE.parameters, chosen, wait)  # type: ignore[arg-type]
    with pytest.raises(RefusedByPolicy, match="genesis"):
        require_ready(Chain(4_242, []), None, Parameters(), None, wait)  # type: ignore[arg-type]


def test_ready__a_real_local_chain__needs_neither(anvil: Anvil):
    connection = Connection([anvil.url])
    require_ready(connection, LOCAL, LOCAL.parameters, None)
    assert measured_lag(connection, "latest", lambda _: None) == 0
    with pytest.raises(RefusedByPolicy, match="commit_seconds is 82, at least 83"):
        require_ready(connection, LOCAL, replace(LOCAL.parameters, commit_seconds=82), None)


def test_lag__of_a_chain_without_such_blocks__is_unavailable():
    chain = Chain(8_453, [])
    chain.get_block = lambda tag: {"timestamp": 1} if tag == "latest" else None  # type: ignore[assignment,return-value]
    with pytest.raises(Unavailable, match="no finalized block"):
        measured_lag(chain, "finalized", chain.pauses.append)  # type: ignore[arg-type]
