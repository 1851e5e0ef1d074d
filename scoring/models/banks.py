"""Committed checks: a seat commits a bank of its own questions before a round, and the seed draws a set from it.

The set is opened before the vote, with a proof against the commitment, and all seats measure all sets.

1. A bank's file is canonical JSON: `{"v": 1, "checks": [{"question", "accepted", "others", "exact", "salt"}, …]}`.
2. A check's leaf is keccak256 of its canonical JSON. Its random salt of 16 bytes (32 hexadecimal digits) hides it.
3. The commitment is keccak256(u32be number of checks ‖ Merkle root of the leaves).
4. A set's file is `{"v": 1, "count", "root", "checks": [{"index", "check"}, …], "proof": […]}`, with ascending indices and
   one multiproof. Bytes are 0x and hexadecimal digits.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eth_utils.crypto import keccak

from kula.protocol.canonical import canonical_json, loads_strict
from kula.protocol.errors import IntegrityError, MalformedInput
from kula.protocol.hex import hex0, unhex
from kula.protocol.merkle import Tree, verify_many
from kula.scoring.models.answers import Check
from kula.scoring.models.drawing import u32

MOST_CHECKS = 2**16
"""Most checks in one bank."""
LONGEST_TEXT = 1_000
"""Most characters of a question or an answer."""
_SALT = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A check of a bank with its salt."""

    check: Check
    salt: str

    def as_json(self) -> dict[str, Any]:
        """Returns the check as files hold it."""
        check = self.check
        return {
            "question": check.question,
            "accepted": list(check.accepted),
            "others": list(check.others),
            "exact": check.exact,
            "salt": self.salt,
        }

    def leaf(self) -> bytes:
        """Returns the check's leaf in the bank's tree."""
        return keccak(canonical_json(self.as_json()))


def write_bank(checks: Sequence[Sealed]) -> bytes:
    """Returns a bank's file."""
    return canonical_json({"v": 1, "checks": [sealed.as_json() for sealed in checks]})


def read_bank(raw: bytes) -> list[Sealed]:
    """Reads a bank's file. Raises MalformedInput naming the field that is wrong."""
    bank = _fields(loads_strict(raw), {"v", "checks"}, "bank")
    checks = bank["checks"]
    if bank["v"] != 1 or not isinstance(checks, list) or not _is_count(len(checks)):
        raise MalformedInput("bank", f"must be version 1 with 1 to {MOST_CHECKS} checks")
    return [_sealed(check, f"checks[{i}]") for i, check in enumerate(checks)]


def commitment(checks: Sequence[Sealed]) -> bytes:
    """Returns the 32 bytes that a seat commits before a round."""
    return _commitment(len(checks), Tree([sealed.leaf() for sealed in checks]).root)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDraw:
    """What decides which checks of its bank a seat opens."""

    seed: bytes
    seat: int
    size: int
    """`set_checks` of the parameters."""
    opened: frozenset[int] = frozenset()
    """Indices of the bank's checks that earlier rounds opened. No check is drawn twice."""

    def indices(self, count: int) -> list[int]:
        """Returns the indices of the set, ascending, from a bank of `count` checks. There are fewer if it is used up.

        The order of the draw is by keccak256(seed ‖ u32be seat ‖ u32be index).
        """
        rest = [index for index in range(count) if index not in self.opened]
        own = self.seed + u32(self.seat)
        return sorted(sorted(rest, key=lambda index: keccak(own + u32(index)))[: self.size])


def open_set(checks: Sequence[Sealed], indices: Sequence[int]) -> bytes:
    """Returns the file that opens the checks at ascending `indices` of a bank."""
    tree = Tree([sealed.leaf() for sealed in checks])
    opened = [{"index": index, "check": checks[index].as_json()} for index in indices]
    proof = [hex0(node) for node in tree.multiproof(indices)]
    return canonical_json({"v": 1, "count": len(checks), "root": hex0(tree.root), "checks": opened, "proof": proof})


def read_set(raw: bytes, committed: bytes, draw: SetDraw) -> dict[int, Check]:
    """Returns the checks of an opened set by index.

    Raises MalformedInput for another format. Raises IntegrityError if the bank is not the committed one, or if the checks are
    not all those that the seed draws from it.
    """
    body = _fields(loads_strict(raw), {"v", "count", "root", "checks", "proof"}, "set")
    count, root, where = body["count"], unhex(body["root"], 32), f"the set of seat {draw.seat}"
    if (
        body["v"] != 1
        or not _is_count(count)
        or not isinstance(body["checks"], list)
        or not isinstance(body["proof"], list)
    ):
        raise MalformedInput(
            "set", f"must be version 1 of a bank of 1 to {MOST_CHECKS} checks, with lists of checks and proof"
        )
    if _commitment(count, root) != committed:
        raise IntegrityError(where, "is of another bank than the committed one")
    sealed = _opened(body["checks"])
    if list(sealed) != draw.indices(count):
        raise IntegrityError(where, "does not hold the checks that the seed draws")
    leaves = {index: one.leaf() for index, one in sealed.items()}
    if not verify_many(root, count, leaves, [unhex(node, 32) for node in body["proof"]]):
        raise IntegrityError(where, "holds a check that is not in its bank")
    return {index: one.check for index, one in sealed.items()}


def _commitment(count: int, root: bytes) -> bytes:
    return keccak(u32(count) + root)


def _is_count(value: Any) -> bool:
    return type(value) is int and 1 <= value <= MOST_CHECKS


def _opened(listed: list[Any]) -> dict[int, Sealed]:
    sealed: dict[int, Sealed] = {}
    for i, entry in enumerate(listed):
        fields = _fields(entry, {"index", "check"}, f"checks[{i}]")
        if type(fields["index"]) is not int or fields["index"] in sealed:
            raise MalformedInput(f"checks[{i}].index", "must be an integer that no other check has")
        sealed[fields["index"]] = _sealed(fields["check"], f"checks[{i}].check")
    return sealed


def _sealed(value: Any, where: str) -> Sealed:
    fields = _fields(value, {"question", "accepted", "others", "exact", "salt"}, where)
    question, accepted, others = fields["question"], fields["accepted"], fields["others"]
    if not _are_texts([question]) or not _are_texts(accepted) or not accepted or not _are_texts(others):
        raise MalformedInput(where, f"needs a question and answers of 1 to {LONGEST_TEXT} characters each")
    if type(fields["exact"]) is not bool or not isinstance(fields["salt"], str) or not _SALT.fullmatch(fields["salt"]):
        raise MalformedInput(where, "needs `exact` as true or false, and 32 lower-case hexadecimal digits as `salt`")
    return Sealed(Check(question, tuple(accepted), tuple(others), fields["exact"]), fields["salt"])


def _are_texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(v, str) and 1 <= len(v) <= LONGEST_TEXT for v in values)


def _fields(value: Any, names: set[str], where: str) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != names:
        raise MalformedInput(where, f"must have exactly the fields {', '.join(sorted(names))}")
    return value
