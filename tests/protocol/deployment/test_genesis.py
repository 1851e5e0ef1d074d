"""A genesis file is read strictly, spread over parties, and minted exactly; founding stakes stay for a year."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.contracts import NAMES
from kula.protocol.amounts import from_kula, kula
from kula.protocol.chain.deploy import Deployment, constructor_arguments
from kula.protocol.chain.genesis import (
    COIN,
    MAX_HOLDINGS,
    STAKE,
    Founding,
    Genesis,
    Part,
    genesis_to_json,
    parse_genesis,
    parties_above,
    parts_of,
    read_genesis,
    require_spread,
)
from kula.protocol.errors import MalformedInput, RefusedByPolicy
from kula.protocol.ipfs.cid import DAG_CBOR, cid_of
from kula.protocol.parameters import TOKEN, Parameters
from kula.protocol.types import ZERO_HASH, Address
from tests.support.actors import actor

VECTORS = json.loads((Path(__file__).parents[1] / "vectors.json").read_text())
MODEL = str(cid_of(b"\xa0", DAG_CBOR))
SEVEN = tuple(
    Founding(party=f"party {i}", account=actor(f"founder {i}").address, amount=amount * TOKEN, kind=kind)
    for i in range(7)
    for kind, amount in ((STAKE, 3_000_000), (COIN, 2_000))
)


def row(**changes: Any) -> dict[str, Any]:
    plain = {"party": "A", "account": actor("anna").address, "amount": "12.5", "kind": "stake"}
    return {name: value for name, value in {**plain, **changes}.items() if value is not None}


def test_read_genesis__toml_and_json__are_the_same(tmp_path: Path):
    toml = tmp_path / "genesis.toml"
    toml.write_text(
        f'models = ["{MODEL}"]\n[[rows]]\nparty = "A"\naccount = "{actor("anna").address}"\namount = "12.5"\n'
        f'kind = "stake"\noperator = "{actor("ben").address}"\n'
    )
    genesis = read_genesis(toml)
    (tmp_path / "genesis.json").write_text(genesis_to_json(genesis))
    assert read_genesis(tmp_path / "genesis.json") == genesis
    assert genesis.rows[0].amount == 25 * TOKEN // 2
    assert genesis.parties() == {"A": [actor("anna").address, actor("ben").address]}


def test_read_genesis__no_file_or_other_text__says_what_is_wrong(tmp_path: Path):
    for name, text, why in (("none.toml", None, "can not be read"), ("bad.toml", "= 5", "can not be read")):
        if text:
            (tmp_path / name).write_text(text)
        with pytest.raises(MalformedInput, match=why):
            read_genesis(tmp_path / name)


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ([], "genesis"),
        ({"rows": []}, "genesis"),
        ({"rows": [row()], "owner": 1}, "genesis"),
        ({"rows": [row(more=1)]}, r"rows\[0\]"),
        ({"rows": [row(party=None)]}, r"rows\[0\]"),
        ({"rows": [row(party=" ")]}, r"rows\[0\].party"),
        ({"rows": [row(kind="gift")]}, r"rows\[0\].kind"),
        ({"rows": [row(account="0x12")]}, r"rows\[0\].account"),
        ({"rows": [row(account="0x" + "00" * 20)]}, r"rows\[0\].account"),
        ({"rows": [row(account=actor("anna").address.swapcase().replace("0X", "0x"))]}, r"rows\[0\].account"),
        ({"rows": [row(kind="coin", operator=actor("ben").address)]}, r"rows\[0\].operator"),
        *(
            ({"rows": [row(amount=amount)]}, r"rows\[0\].amount")
            for amount in (5, 1.5, "0", "-1", "1e9", ".5", "1.", True)
        ),
        ({"rows": [row(amount="0." + "0" * 18 + "1")]}, r"rows\[0\].amount"),
        ({"rows": [row(), row()]}, "rows: has account"),
        ({"rows": [row(), row(kind="coin", party="B")]}, r"rows\[1\].party"),
        ({"rows": [row(amount="1" + "0" * 29)]}, "stake must be below"),
        ({"rows": [row(kind="coin", amount="1" + "0" * 29)]}, "together must be below"),
        ({"rows": [row()], "models": ["Qm"]}, r"models\[0\]"),
        ({"rows": [row()], "models": [5]}, r"models\[0\]"),
    ],
)
def test_parse_genesis__anything_else__is_refused_with_its_field(document: Any, field: str):
    with pytest.raises(MalformedInput, match=field):
        parse_genesis(document)


def test_parse_genesis__more_rows_than_the_constructors_take__refused():
    def many(kind: str, count: int) -> dict[str, Any]:
        return {"rows": [row(kind=kind, account=actor(f"many {i}").address) for i in range(count)]}

    with pytest.raises(MalformedInput, match="32 stakes"):
        parse_genesis(many(STAKE, 32))
    with pytest.raises(MalformedInput, match="129 models"):
        parse_genesis({"rows": [row()], "models": [MODEL] * 129})
    assert len(parse_genesis(many(COIN, 5 * MAX_HOLDINGS)).rows) == 5 * MAX_HOLDINGS


@given(st.integers(1, 2**128))
def test_kula__any_amount__reads_back(amount: int):
    if amount < 10**48:
        assert from_kula(kula(amount)) == amount


def test_spread__of_seven_equal_founders__takes_three_five_and_five_hands():
    """The table of who decides at genesis: three stop epochs, four decide medians, five sign reports."""
    genesis = Genesis(rows=SEVEN)
    require_spread(genesis)
    assert [parties_above(genesis, *part) for part in ((1, 3), (1, 2), (2, 3))] == [3, 4, 5]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (SEVEN[:6], "names 3 parties"),
        (SEVEN[1::2], "holds no stake"),
        ((*SEVEN[:2], *SEVEN[2::2]), "'party 0' holds 2000 of 2000 KULA of coin"),
        (
            (replace(SEVEN[0], amount=7_000_000 * TOKEN), *SEVEN[1:]),
            "'party 0' holds 7000000 of 25000000 KULA of stake",
        ),
        (tuple(replace(one, party=f"party {i // 4}") for i, one in enumerate(SEVEN)), "'party [01]' holds"),
        (
            tuple(replace(one, operator=SEVEN[0].account) if one.kind == STAKE else one for one in SEVEN),
            "acts for 21000000 of 21000000 KULA of stake",
        ),
    ],
)
def test_spread__too_few_parties_or_one_with_more_than_a_quarter__refused(rows: tuple[Founding, ...], why: str):
    with pytest.raises(RefusedByPolicy, match=why):
        require_spread(Genesis(rows=rows))


def test_arguments__of_a_genesis__mint_exactly_its_rows_and_nothing_to_the_deployer():
    deployer = actor("owner").address
    places = {name: actor(name).address for name in NAMES}
    plan = Deployment(
        parameters=Parameters(), scorer_id=bytes(32), base_manifest=bytes(32), genesis=Genesis(rows=SEVEN)
    )
    minted = _holdings(plan, deployer, places)
    assert deployer not in minted
    assert minted == {
        **{one.account: one.amount for one in SEVEN if one.kind == COIN},
        places["Validators"]: 7 * 3_000_000 * TOKEN,
    }
    small = Genesis(rows=(replace(SEVEN[0], amount=999 * TOKEN), *SEVEN[1:]))
    with pytest.raises(RefusedByPolicy, match="999 KULA is below the minimum of 1000"):
        _holdings(replace(plan, genesis=small), deployer, places)
    assert _holdings(replace(plan, genesis=None), deployer, places) == {deployer: 10**9 * TOKEN}


@pytest.mark.parametrize("holders", [1, MAX_HOLDINGS - 1, MAX_HOLDINGS, 3 * MAX_HOLDINGS - 1, 1_000])
def test_parts__of_any_number_of_holders__hold_each_once_and_the_stakes_first(holders: int):
    coin = [Founding(party="A", account=actor(f"many {i}").address, amount=i + 1, kind=COIN) for i in range(holders)]
    validators = actor("Validators").address
    parts = parts_of(Genesis(rows=(*coin, SEVEN[0])), validators)
    holdings = [holding for part in parts for holding in part.holdings]
    assert holdings == [(validators, SEVEN[0].amount), *((one.account, one.amount) for one in coin)]
    assert all(len(part.holdings) == MAX_HOLDINGS for part in parts[:-1])
    assert 0 < len(parts[-1].holdings) <= MAX_HOLDINGS
    assert [part.rest for part in parts] == [*(part.hash() for part in parts[1:]), ZERO_HASH]


def test_part__of_the_vectors__has_their_hash():
    """The vectors come from code that knows only docs/protocol/money.md."""
    for vector in VECTORS["genesis"]:
        holdings = tuple((Address(account), int(amount)) for account, amount in vector["holdings"])
        assert Part(holdings=holdings, rest=bytes.fromhex(vector["rest"])).hash().hex() == vector["hash"]


def _holdings(plan: Deployment, deployer: Address, places: dict[str, Address]) -> dict[Address, int]:
    arguments = constructor_arguments(plan, deployer, places)
    return dict(arguments["Token"][2])
