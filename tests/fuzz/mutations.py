"""Bent inputs: bytes that are changed here and there, and values that are changed inside and written again."""

import json
import random
from collections.abc import Callable
from typing import Any

from kula.protocol.errors import KulaError
from kula.protocol.ipfs.cid import RAW, cid_of, link
from kula.protocol.ipfs.nodes import decode_node, encode_node

_EDGES: list[Any] = [None, True, False, "", [], {}, b"", 0, 1, -1, "0", "-1", "0x", "0x" + "  " * 32, "0x" + "zz" * 32]
_EDGES += [edge for bits in (8, 16, 31, 32, 53, 63, 64) for edge in (2**bits - 1, 2**bits, -(2**bits))]
_EDGES += [
    str(2**64),
    str(2**256),
    "9" * 5_000,
    "\ud800",
    "\x00",
    "é" * 100,
    "a" * 5_000,
    "x" * 59,
    "../../x",
    "/etc/passwd",
]
_EDGES += [bytes(31), bytes(32), bytes(33), bytes(64), link(cid_of(b"nobody has this", RAW)), 1.5, 2**256]
_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x1F, 0x5B, 0x9B, 0xBB, 0xDB, 0xFB)


def bent(raw: bytes, chance: random.Random) -> bytes:
    """Returns a bent copy of a valid input. The same state of `chance` gives the same bytes."""
    bend = chance.choice((_bend_bytes, _bend_value, _bend_value))
    changed = bend(raw, chance)
    return changed if chance.random() < 0.8 else _bend_bytes(changed, chance)


def _bend_bytes(raw: bytes, chance: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(chance.choice((1, 1, 2, 8))):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(6):
            case 0:
                changed[at:at] = chance.randbytes(chance.choice((1, 4, 9)))
            case 1:
                del changed[at : at + chance.choice((1, 2, 8, 1_000))]
            case 2 if at < len(changed):
                changed[at] ^= 1 << chance.randrange(8)
            case 3 if at < len(changed):
                changed[at] = chance.choice(_NUMBERS)
            case 4:
                changed[at : at + 8] = chance.choice((0, 2**31, 2**33, 2**63, 2**64 - 1)).to_bytes(
                    8, chance.choice(("big", "little"))
                )
            case _:
                changed[at:at] = changed[: chance.randrange(1, 64)] * chance.choice((1, 2, 50))
    return bytes(changed)


def _bend_value(raw: bytes, chance: random.Random) -> bytes:
    read, write = _form_of(raw)
    if not read:
        return _bend_bytes(raw, chance)
    value = read(raw)
    for _ in range(chance.choice((1, 1, 2))):
        value = _bend_inside(value, chance)
    try:
        return write(value)
    except (TypeError, ValueError, OverflowError):
        return _bend_bytes(raw, chance)


def _form_of(raw: bytes) -> tuple[Callable[[bytes], Any] | None, Callable[[Any], bytes]]:
    """The reader and the writer of an input that is JSON or a node."""
    try:
        json.loads(raw)
        return json.loads, lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except ValueError:
        pass
    try:
        decode_node(raw)
        return decode_node, encode_node
    except KulaError:
        return None, bytes


def _bend_inside(value: Any, chance: random.Random) -> Any:
    """Changes one place of a value: goes down with some chance, and else replaces, drops, repeats or wraps."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        match chance.randrange(8):
            case 0:
                return {name: one for name, one in value.items() if name != key}
            case 1:
                return {**value, str(chance.choice(_EDGES))[:99]: value[key]}
            case _:
                return {**value, key: _bend_inside(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.85:
        at = chance.randrange(len(value))
        match chance.randrange(8):
            case 0:
                return value[:at] + value[at + 1 :]
            case 1:
                return value * chance.choice((2, 40))
            case _:
                return [*value[:at], _bend_inside(value[at], chance), *value[at + 1 :]]
    return _other(value, chance)


def _other(value: Any, chance: random.Random) -> Any:
    match chance.randrange(8):
        case 0:
            for _ in range(chance.choice((1, 20, 200))):
                value = [value]
            return value
        case 1:
            return {"a": value}
        case 2 if isinstance(value, int):
            return value + chance.choice((-1, 1, 2**32))
        case 3 if isinstance(value, (str, bytes)):
            return value * 2 if chance.random() < 0.5 else value[:-1]
        case _:
            return chance.choice(_EDGES)
