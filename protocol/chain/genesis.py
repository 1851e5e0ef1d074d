"""The genesis of a deployment: who holds stake and coin when it begins, and the models that were adopted before it.

A genesis file is TOML or JSON:

    models = ["bafy…"]           # optional: CIDs of manifests, from the base to the served model

    [[rows]]
    party = "Northern Lights"    # who controls the account
    account = "0x…"
    amount = "3000000"           # KULA, with at most 18 decimals
    kind = "stake"               # stake, or coin
    operator = "0x…"             # optional, for a stake: the account that runs the validator; default is `account`
"""

import json
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from eth_utils.address import is_hex_address, to_checksum_address
from eth_utils.crypto import keccak

from kula.protocol.amounts import from_kula, kula
from kula.protocol.canonical import loads_strict
from kula.protocol.errors import KulaError, MalformedInput, RefusedByPolicy
from kula.protocol.ipfs.cid import bytes32_to_cid, cid_to_bytes32
from kula.protocol.parameters import TOKEN
from kula.protocol.types import MAX_SEATS, ZERO_ADDRESS, ZERO_HASH, Address

STAKE, COIN = "stake", "coin"
MAX_MODELS = 128
"""Most adopted models that Registry's constructor takes over."""
MAX_HOLDINGS = 64
"""Most holdings that Token mints at once: its constructor the first, and `mint_holdings` those of each further part."""
LOCAL_COIN = 1_000_000_000 * TOKEN
"""What the deployer holds on a local chain."""
LEAST_PARTIES = 4
_MAX_STAKE = 2**96 - 1
_MAX_SUPPLY = 2**128 - 1
_FIELDS = {"party", "account", "amount", "kind"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """One row of a genesis: what one account holds from the start."""

    party: str
    account: Address
    amount: int
    kind: str
    """STAKE or COIN."""
    operator: Address | None = None
    """The account that runs the validator of a stake. None is the account itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Holdings that Token mints in one call."""

    holdings: tuple[tuple[Address, int], ...]
    """Accounts, and what each holds (10^-18 KULA)."""
    rest: bytes
    """The hash of the next part, 32 zeros if there is none."""

    def hash(self) -> bytes:
        """Returns what Token holds as `pending` before it mints this part. It binds every later part too."""
        return keccak(encode(["(address,uint256)[]", "bytes32"], [self.holdings, self.rest]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Genesis:
    """All coin that exists when a deployment begins, and the adopted models that it goes on from."""

    rows: tuple[Founding, ...]
    models: tuple[bytes, ...] = ()
    """The sha2-256 digests of the manifests, from the base to the one that is served. Each is the next one's parent."""

    def of(self, kind: str) -> list[Founding]:
        """Returns the rows of STAKE or COIN."""
        return [row for row in self.rows if row.kind == kind]

    def parties(self) -> dict[str, list[Address]]:
        """Returns the accounts of each party, operators included."""
        accounts: dict[str, dict[Address, None]] = {}
        for row in self.rows:
            accounts.setdefault(row.party, {}).update(dict.fromkeys(filter(None, (row.account, row.operator))))
        return {party: list(those) for party, those in accounts.items()}

    def held(self, kind: str) -> Counter[str]:
        """Returns what each party holds as STAKE or COIN."""
        sums: Counter[str] = Counter()
        for row in self.of(kind):
            sums[row.party] += row.amount
        return sums


def parts_of(genesis: Genesis, validators: Address) -> list[Part]:
    """Returns the parts in which Token mints a genesis, at least one. Validators holds the founding stakes, in the first.

    Twin: Token.mint_holdings.
    """
    staked = sum(row.amount for row in genesis.of(STAKE))
    holdings = [*([(validators, staked)] if staked else []), *((row.account, row.amount) for row in genesis.of(COIN))]
    parts: list[Part] = []
    for start in reversed(range(0, max(1, len(holdings)), MAX_HOLDINGS)):
        rest = parts[-1].hash() if parts else ZERO_HASH
        parts.append(Part(holdings=tuple(holdings[start : start + MAX_HOLDINGS]), rest=rest))
    return parts[::-1]


def founders_of(genesis: Genesis) -> list[tuple[Address, Address, int]]:
    """Returns owner, operator (zero if it is the owner) and amount of each founding stake, as Validators takes them."""
    return [(row.account, row.operator or ZERO_ADDRESS, row.amount) for row in genesis.of(STAKE)]


def local_genesis(deployer: Address, amount: int = LOCAL_COIN) -> Genesis:
    """Returns the genesis of a local chain: one party, the deployer, holds all coin."""
    return Genesis(rows=(Founding(party="deployer", account=deployer, amount=amount, kind=COIN),))


def read_genesis(path: Path) -> Genesis:
    """Reads a genesis file: TOML if its name ends in .toml, JSON otherwise. Raises MalformedInput."""
    try:
        text = path.read_text(encoding="utf-8")
        document = tomllib.loads(text) if path.suffix == ".toml" else loads_strict(text.encode())
        return parse_genesis(document)
    except (OSError, ValueError) as error:
        raise MalformedInput("genesis", f"{path} can not be read: {error}") from error


def parse_genesis(document: Any) -> Genesis:
    """Returns the genesis of a decoded file. Raises MalformedInput with the path of the field that is wrong."""
    if not isinstance(document, dict) or not {"rows"} <= document.keys() <= {"rows", "models"}:
        raise MalformedInput("genesis", "must have `rows`, may have `models`, and nothing else")
    rows, models = document["rows"], document.get("models", [])
    if not isinstance(rows, list) or not rows or not isinstance(models, list):
        raise MalformedInput("genesis", "`rows` must be a list that is not empty, and `models` a list")
    genesis = Genesis(
        rows=tuple(_row(f"rows[{i}]", row) for i, row in enumerate(rows)),
        models=tuple(_model(f"models[{i}]", cid) for i, cid in enumerate(models)),
    )
    _require_sound(genesis)
    return genesis


def genesis_to_json(genesis: Genesis) -> str:
    """Returns the text of the JSON file of a genesis."""
    rows = [
        {
            "party": row.party,
            "account": row.account,
            "amount": kula(row.amount),
            "kind": row.kind,
            **({"operator": row.operator} if row.operator else {}),
        }
        for row in genesis.rows
    ]
    return json.dumps({"rows": rows, "models": [bytes32_to_cid(model) for model in genesis.models]}, indent=1) + "\n"


def require_spread(genesis: Genesis) -> None:
    """Raises RefusedByPolicy if less than four parties found a network, or if one holds more than a quarter.

    Also if one key acts for more than a quarter of the stake, whatever parties the rows name.
    """
    parties = genesis.parties()
    if len(parties) < LEAST_PARTIES:
        raise RefusedByPolicy("genesis", f"names {len(parties)} parties, at least {LEAST_PARTIES} are needed; add some")
    if not genesis.of(STAKE):
        raise RefusedByPolicy("genesis", "holds no stake, so nobody could validate; add rows of kind stake")
    for kind in (STAKE, COIN):
        held = genesis.held(kind)
        for party, amount in held.most_common(1):
            if LEAST_PARTIES * amount > held.total():
                share = f"{party!r} holds {kula(amount)} of {kula(held.total())} KULA of {kind}"
                raise RefusedByPolicy("genesis", f"{share}, more than a quarter; lower its amount or add parties")
    _require_spread_keys(genesis)


def _require_spread_keys(genesis: Genesis) -> None:
    acting = Counter[Address]()
    for row in genesis.of(STAKE):
        acting[row.operator or row.account] += row.amount
    for key, amount in acting.most_common(1):
        if LEAST_PARTIES * amount > acting.total():
            share = f"{key} acts for {kula(amount)} of {kula(acting.total())} KULA of stake"
            raise RefusedByPolicy("genesis", f"{share}, more than a quarter; name other operators")


def parties_above(genesis: Genesis, numerator: int, denominator: int) -> int:
    """Returns how few parties together hold more than that part of the stake. It is 0 without stake."""
    held = genesis.held(STAKE)
    together = 0
    for count, (_, amount) in enumerate(held.most_common(), start=1):
        together += amount
        if denominator * together > numerator * held.total():
            return count
    return 0


def _row(field: str, row: Any) -> Founding:
    if not isinstance(row, dict) or not row.keys() >= _FIELDS or not row.keys() <= _FIELDS | {"operator"}:
        raise MalformedInput(field, f"must have {', '.join(sorted(_FIELDS))}, may have operator, and nothing else")
    party, kind = row["party"], row["kind"]
    if not isinstance(party, str) or not party.strip() or len(party) > 64:
        raise MalformedInput(f"{field}.party", "must be a name of at most 64 characters")
    if kind not in (STAKE, COIN):
        raise MalformedInput(f"{field}.kind", f"must be {STAKE} or {COIN}, not {kind!r}")
    if "operator" in row and kind != STAKE:
        raise MalformedInput(f"{field}.operator", "only a stake has an operator")
    return Founding(
        party=party,
        account=_account(f"{field}.account", row["account"]),
        amount=from_kula(row["amount"], f"{field}.amount"),
        kind=kind,
        operator=_account(f"{field}.operator", row["operator"]) if "operator" in row else None,
    )


def _account(field: str, value: Any) -> Address:
    if not isinstance(value, str) or not value.startswith("0x") or not is_hex_address(value):
        raise MalformedInput(field, "must be an account: 0x and 40 digits")
    account = Address(to_checksum_address(value))
    if value not in (account, account.lower()):
        raise MalformedInput(field, f"has a wrong checksum; {account} would be right, if no digit is wrong")
    if account == ZERO_ADDRESS:
        raise MalformedInput(field, "must not be the zero address")
    return account


def _model(field: str, cid: Any) -> bytes:
    try:
        return cid_to_bytes32(cid)
    except (KulaError, TypeError, AttributeError) as error:
        raise MalformedInput(field, f"must be the CID of a manifest: {error}") from error


def _require_sound(genesis: Genesis) -> None:
    """Raises MalformedInput for rows that no deployment can hold together."""
    owners: dict[Address, str] = {}
    for i, row in enumerate(genesis.rows):
        if owners.setdefault(row.account, row.party) != row.party:
            raise MalformedInput(f"rows[{i}].party", f"{row.account} belongs to {owners[row.account]!r} in another row")
    _require_once("account", Counter((row.account, row.kind) for row in genesis.rows))
    if len(genesis.of(STAKE)) > MAX_SEATS:
        raise MalformedInput("rows", f"has {len(genesis.of(STAKE))} stakes, there are {MAX_SEATS} seats")
    if len(genesis.models) > MAX_MODELS:
        raise MalformedInput("models", f"names {len(genesis.models)} models, at most {MAX_MODELS} fit")
    if any(row.amount > _MAX_STAKE for row in genesis.of(STAKE)):
        raise MalformedInput("rows", "a stake must be below 2^96 units")
    if sum(row.amount for row in genesis.rows) > _MAX_SUPPLY:
        raise MalformedInput("rows", "all amounts together must be below 2^128 units")


def _require_once(what: str, counts: Mapping[Any, int]) -> None:
    twice = [key for key, count in counts.items() if count > 1]
    if twice:
        raise MalformedInput("rows", f"has {what} {twice[0]} twice; add the amounts up in one row")
