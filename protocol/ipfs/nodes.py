"""DAG-CBOR nodes: maps whose bytes are unique. Reads them within budgets, and writes them. Pure.

It reads and writes exactly the part of DAG-CBOR that our nodes use: integers, bytes, text, lists, maps, links, booleans and
null. Every other item is refused, and so are longer encodings of the same value, which the specification forbids. The package
dag-cbor bounds neither depth nor count, and takes 3 s for the manifest of a full batch; this module takes 0.1 s.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kula.protocol.errors import MalformedInput
from kula.protocol.ipfs.cid import CID_BYTES, DAG_CBOR, Link, binary, cid_of, text_of_foreign

MAX_NODE_BYTES = 2**21
"""Most bytes of a node, and of any block: IPFS moves no larger ones."""
MAX_ITEMS = 2**18
"""Most values in a node, keys included. A batch's manifest has up to 49,160, the reasons of an epoch about twice as many."""
MAX_DEPTH = 16
"""Most levels of lists and maps."""
_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _LIST, _MAP, _TAG, _SIMPLE = range(8)
_LINK_TAG = 42
_SIMPLE_VALUES = {20: False, 21: True, 22: None}


def decode_node(block: bytes, most: int = MAX_NODE_BYTES) -> dict[str, Any]:
    """Reads a DAG-CBOR map. Its links become `Link`s.

    Raises MalformedInput for anything else, and for more than `most` bytes, MAX_ITEMS values or MAX_DEPTH levels.
    """
    if len(block) > most:
        raise MalformedInput("node", f"has {len(block)} bytes; at most {most} are allowed")
    reader = _Reader(block)
    node = reader.value(0)
    if not isinstance(node, dict) or reader.at != len(block):
        raise MalformedInput("node", "must be one map, and nothing after it")
    return node


def encode_node(node: Mapping[str, Any]) -> bytes:
    """Returns the DAG-CBOR bytes of a node. Links in the node are of type `Link`."""
    encoded = bytearray()
    _write(node, encoded)
    return bytes(encoded)


def node_id(node: Mapping[str, Any]) -> str:
    """Returns the content id of a node."""
    return cid_of(encode_node(node), DAG_CBOR)


def links_of(node: Any) -> Iterator[Link]:
    """Yields all links in a node that `decode_node` returned. Text that looks like a content id is not a link."""
    if isinstance(node, Link):
        yield node
    elif isinstance(node, (dict, list)):
        for one in node.values() if isinstance(node, dict) else node:
            yield from links_of(one)


def link_shape(value: Any, where: str) -> str:
    """Is the shape of a link. Returns its content id."""
    if not isinstance(value, Link):
        raise MalformedInput(where, "must be a link to a block")
    return str(value)


class _Reader:
    """Reads the values of one block in order. A claimed length never allocates more than the block holds."""

    def __init__(self, block: bytes) -> None:
        self._block = block
        self._items = 0
        self.at = 0

    def value(self, depth: int) -> Any:
        """Returns the next value. `depth` counts the lists and maps around it."""
        self._items += 1
        if self._items > MAX_ITEMS or depth > MAX_DEPTH:
            raise MalformedInput("node", f"has more than {MAX_ITEMS} values or {MAX_DEPTH} levels")
        kind, argument = self._head()
        if kind == _UNSIGNED:
            return argument
        if kind == _NEGATIVE:
            return -1 - argument
        if kind == _BYTES:
            return self._take(argument)
        if kind == _TEXT:
            return self._text(argument)
        return self._compound(kind, argument, depth)

    def _compound(self, kind: int, argument: int, depth: int) -> Any:
        if kind == _LIST:
            self._require_room(argument)
            return [self.value(depth + 1) for _ in range(argument)]
        if kind == _MAP:
            return self._map(argument, depth)
        if kind == _TAG:
            return self._link(argument)
        if argument not in _SIMPLE_VALUES:
            raise MalformedInput("node", "holds a simple value other than true, false and null")
        return _SIMPLE_VALUES[argument]

    def _map(self, count: int, depth: int) -> dict[str, Any]:
        self._require_room(2 * count)
        values: dict[str, Any] = {}
        last: tuple[int, str] | None = None
        for _ in range(count):
            start = self.at
            key = self.value(depth + 1)
            # Keys are in order of their bytes' length, then of their bytes.
            if not isinstance(key, str) or (last and not last < (self.at - start, key)):
                raise MalformedInput("node", "has a map whose keys are no text, not in order or not unique")
            last = self.at - start, key
            values[key] = self.value(depth + 1)
        return values

    def _link(self, tag: int) -> Link:
        kind, size = self._head()
        raw = self._take(size) if kind == _BYTES and size == 1 + CID_BYTES else b""
        if tag != _LINK_TAG or raw[:1] != b"\0":
            raise MalformedInput("node", "holds a tag that is no link, or a link that is no CIDv1 with sha2-256")
        return Link(text_of_foreign(raw[1:]))

    def _head(self) -> tuple[int, int]:
        """Returns the next item's kind and argument."""
        first = self._take(1)[0]
        kind, short = first >> 5, first & 31
        if short < 24:
            return kind, short
        if short > 27 or kind == _SIMPLE:
            raise MalformedInput("node", "holds a fraction, or an item without a length")
        size = 1 << (short - 24)
        argument = int.from_bytes(self._take(size), "big")
        if argument < (24 if size == 1 else 1 << (4 * size)):
            raise MalformedInput("node", "holds a number in more bytes than it needs")
        return kind, argument

    def _text(self, size: int) -> str:
        try:
            return self._take(size).decode()
        except UnicodeDecodeError as error:
            raise MalformedInput("node", "holds text that is not UTF-8") from error

    def _take(self, size: int) -> bytes:
        self._require_room(size)
        self.at += size
        return self._block[self.at - size : self.at]

    def _require_room(self, size: int) -> None:
        if size > len(self._block) - self.at:
            raise MalformedInput("node", "ends in the middle of a value")


def _write(value: Any, encoded: bytearray) -> None:
    if value is None or isinstance(value, bool):
        encoded.append(0xF6 if value is None else 0xF4 + value)
    elif isinstance(value, int):
        _write_head(_NEGATIVE if value < 0 else _UNSIGNED, -1 - value if value < 0 else value, encoded)
    elif isinstance(value, Link):
        encoded += b"\xd8\x2a\x58\x25\0"
        encoded += binary(value)
    elif isinstance(value, (bytes, str)):
        raw = value.encode() if isinstance(value, str) else value
        _write_head(_TEXT if isinstance(value, str) else _BYTES, len(raw), encoded)
        encoded += raw
    elif isinstance(value, Mapping):
        _write_head(_MAP, len(value), encoded)
        for key in sorted(value, key=lambda key: (len(key.encode()), key.encode())):
            _write(key, encoded)
            _write(value[key], encoded)
    else:
        _write_list(value, encoded)


def _write_list(values: Any, encoded: bytearray) -> None:
    if not isinstance(values, (list, tuple)):
        raise TypeError(f"a node holds no {type(values).__name__}")
    _write_head(_LIST, len(values), encoded)
    for one in values:
        _write(one, encoded)


def _write_head(kind: int, argument: int, encoded: bytearray) -> None:
    """Raises OverflowError for an argument of more than 64 bits."""
    if argument < 24:
        encoded.append(kind << 5 | argument)
        return
    power = max(0, (argument.bit_length() - 1).bit_length() - 3)
    encoded.append(kind << 5 | 24 + power)
    encoded += argument.to_bytes(min(1 << power, 8), "big")
