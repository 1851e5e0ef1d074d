"""Every decoder of bytes from outside, as one function of bytes. What it returns is used as the programs use it.

A decoder returns, or raises a KulaError. Anything else is a bug, and so is more than a few seconds or megabytes.
"""

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from kula.node.gateway.api.access import check_access
from kula.node.gateway.api.shapes.requests import OneOrMany, PostGrant, PostSignature, PostTransfer
from kula.node.gateway.problems import Problem
from kula.protocol.canonical import canonical_json, loads_strict
from kula.protocol.encoding import ROW_BYTES, batch_leaf, commitment
from kula.protocol.encryption import decrypt
from kula.protocol.errors import MalformedInput, Unavailable
from kula.protocol.hex import unhex_up_to
from kula.protocol.ipfs.car import read_car
from kula.protocol.ipfs.cid import DAG_CBOR, DAG_PB, RAW, binary, cid_of, link
from kula.protocol.ipfs.nodes import decode_node, encode_node, links_of
from kula.protocol.ipfs.store import Store
from kula.protocol.ipfs.unixfs import CHUNK_BYTES, Block, children_of
from kula.protocol.reading import gateway_client
from kula.protocol.reading.datasets import read_dataset, read_row_ids
from kula.protocol.reading.direct import direct_entries
from kula.protocol.reading.models import read_model, read_samples
from kula.protocol.reading.published import read_leaves, read_manifest, read_reasons, read_rows
from kula.protocol.records.content import parse_content
from kula.protocol.records.entry import Entry, entry_from_json, is_import, signed_record_from_json
from kula.protocol.records.receipt import check_receipt
from kula.protocol.signatures import grant_digest, recover
from kula.protocol.types import ZERO_HASH, Batch
from kula.scoring.models.adapters import read_adapter
from kula.scoring.models.answers import Check
from kula.scoring.models.banks import Sealed, SetDraw, read_bank, read_set
from kula.scoring.models.banks import commitment as bank_commitment
from kula.trainer.rows import checked_row
from tests.fuzz.answers import ANSWERS, DOMAIN, GATEWAY

Decoder = Callable[[bytes], object]
KEY, SALT = b"\x03" * 32, b"\x04" * 32
COMMITTED = commitment(SALT, b"content")
BANK = [Sealed(Check(f"{i}?", ("yes",), ("no",), True), f"{i:032x}") for i in range(3)]
DRAW = SetDraw(seed=SALT, seat=0, size=2)
LEAF = b"a leaf of a file"
"""The one raw block that every store of this module holds."""
RECORDS = 3
WEIGHTS = {"model.layers.0.q.weight": (3, 4), "model.layers.1.q.weight": (2, 2)}


class MemoryStore(Store):
    """A store of foreign blocks, and of LEAF."""

    def __init__(self, *blocks: bytes) -> None:
        self._blocks = {hashlib.sha256(one).digest(): one for one in (*blocks, LEAF)}

    def write_blocks(self, blocks: Iterable[Block], roots: list[str]) -> None:
        raise Unavailable("nothing is written here")

    def read_block(self, cid: str) -> bytes:
        block = self._blocks.get(binary(cid)[4:])
        if block is None:
            raise Unavailable(f"no {cid}")
        return block

    def pinned(self, cid: str) -> bool:
        return False


def batch(block: bytes, count: int = RECORDS) -> Batch:
    """A batch whose manifest is this block."""
    return Batch(
        number=1,
        epoch=1,
        posted_in=1,
        gateway=GATEWAY,
        offset=0,
        first_seq=7,
        count=count,
        root=ZERO_HASH,
        manifest=hashlib.sha256(block).digest(),
    )


def _rows(content: bytes) -> object:
    """Reads a ledger's file of these bytes, through the node that names it."""
    node = encode_node({"v": 1, "rows": link(cid_of(content, RAW))})
    store = MemoryStore(node, content)
    return read_rows(store, hashlib.sha256(node).digest(), len(content) // ROW_BYTES)


def _node(block: bytes) -> object:
    node = decode_node(block)
    assert encode_node(node) == block, "one value has one encoding"
    return list(links_of(node))


def _hashed(entries: Iterable[Entry]) -> object:
    """What a validator does with entries: their leaves and grants are hashed."""
    return [
        (batch_leaf(ZERO_HASH, entry.leaf(DOMAIN, GATEWAY)), grant_digest(DOMAIN, entry.grant)) for entry in entries
    ]


def _signed_record(raw: bytes) -> object:
    signed = signed_record_from_json(loads_strict(raw))
    return signed.leaf(DOMAIN, GATEWAY), grant_digest(DOMAIN, signed.grant)


def _content(raw: bytes) -> object:
    content = parse_content(loads_strict(raw))
    return is_import(DOMAIN, content, GATEWAY, lambda _: True), canonical_json(content)


def _unixfs(block: bytes) -> object:
    return MemoryStore(block).read_file(cid_of(block, DAG_PB), 4 * CHUNK_BYTES)


def _read(shape: str) -> Decoder:
    """A gateway's answer in a shape of the client."""
    return lambda raw: getattr(gateway_client, shape)(gateway_client.answer_of(200, raw), "answer")


def _access(raw: bytes) -> object:
    header = f"Kula {base64.urlsafe_b64encode(raw).decode()}"
    return check_access(DOMAIN, header, gateway=GATEWAY, path="/v1", now=100, allowed=lambda: {GATEWAY})


def _refused(decode: Decoder) -> Decoder:
    """The gateway turns both errors into its own answer, so they count as expected ones."""

    def decode_or_refuse(raw: bytes) -> object:
        try:
            return decode(raw)
        except (ValidationError, Problem) as error:
            raise MalformedInput("request", type(error).__name__) from error

    return decode_or_refuse


def _grant_body(raw: bytes) -> object:
    return grant_digest(DOMAIN, PostGrant.model_validate(loads_strict(raw)).grant.to_grant())


def _body(shape: Any) -> Decoder:
    adapter = TypeAdapter(shape)
    return lambda raw: adapter.validate_python(loads_strict(raw))


def _set(raw: bytes) -> object:
    return read_set(raw, bank_commitment(BANK), DRAW)


def _digest(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


DECODERS: Mapping[str, Decoder] = {
    "node": _node,
    "manifest": lambda raw: read_manifest(MemoryStore(raw), batch(raw)),
    "direct": lambda raw: _hashed(direct_entries(MemoryStore(raw), batch(raw, 1))),
    "report": lambda raw: read_rows(MemoryStore(raw), _digest(raw), RECORDS),
    "rows": _rows,
    "reasons": lambda raw: read_reasons(MemoryStore(raw), _digest(raw), RECORDS),
    "leaves": lambda raw: read_leaves(MemoryStore(raw), _digest(raw), len(LEAF)),
    "model": lambda raw: read_model(MemoryStore(raw), cid_of(raw, DAG_CBOR)),
    "samples": lambda raw: read_samples(MemoryStore(raw), cid_of(raw, RAW)),
    "row_ids": lambda raw: read_row_ids(MemoryStore(raw), cid_of(raw, RAW)),
    "dataset": lambda raw: read_dataset(MemoryStore(raw), cid_of(raw, DAG_CBOR)),
    "unixfs": _unixfs,
    "inner": children_of,
    "car": lambda raw: list(read_car(raw)),
    "cid": lambda raw: binary(_text(raw)),
    "hex": lambda raw: unhex_up_to(_text(raw), 64),
    "json": lambda raw: canonical_json(loads_strict(raw)),
    "entry": lambda raw: _hashed([entry_from_json(loads_strict(raw))]),
    "record": _signed_record,
    "content": _content,
    "block": lambda raw: decrypt(raw, KEY, COMMITTED, SALT),
    "signature": lambda raw: recover(ZERO_HASH, raw),
    "receipt": lambda raw: check_receipt(DOMAIN, loads_strict(raw), gateway=GATEWAY, record=ZERO_HASH),
    "network": _read("_facts"),
    "entries": lambda raw: [_hashed(one) for one in _read("_entries")(raw).values()],  # type: ignore[attr-defined]
    "bulletin": _read("_seat_signatures"),
    "signatures": _read("_bulletin"),
    "problem": lambda raw: gateway_client.answer_of(403, raw),
    "access": _refused(_access),
    "grant_body": _refused(_grant_body),
    "record_body": _refused(_body(OneOrMany)),
    "signature_body": _refused(_body(PostSignature)),
    "transfer_body": _refused(_body(PostTransfer)),
    "adapter": lambda raw: [one.delta() for one in read_adapter(raw, WEIGHTS).values()],
    "bank": read_bank,
    "set": _set,
    "row": lambda raw: checked_row(loads_strict(raw), "row"),
    **ANSWERS,
}
