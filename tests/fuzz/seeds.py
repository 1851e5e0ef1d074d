"""Valid inputs of every decoder. `python -m tests.fuzz.seeds` writes them to the corpus, when a format has changed."""

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from safetensors.torch import save

from kula.protocol.encoding import pack_rows
from kula.protocol.ipfs.car import write_car
from kula.protocol.ipfs.cid import RAW, binary, cid_of, link
from kula.protocol.ipfs.nodes import encode_node
from kula.protocol.ipfs.unixfs import CHUNK_BYTES, blocks_of
from kula.protocol.reading.direct import direct_manifest
from kula.protocol.records.entry import Entry, entry_to_json, grant_to_json, record_to_json
from kula.protocol.signatures import access_digest, receipt_digest, sign
from kula.protocol.types import ZERO_HASH, Grant, Receipt, Record, Row
from kula.scoring.models.banks import open_set, write_bank
from tests.fuzz.answers import DOMAIN, GATEWAY, PRIVATE, answer_seeds
from tests.fuzz.decoders import BANK, COMMITTED, DRAW, KEY, LEAF, RECORDS, SALT

CORPUS = Path(__file__).parent / "corpus"
OWNER = GATEWAY
LINK = link(cid_of(LEAF, RAW))
TALK = [{"role": "user", "content": "Is mint hardy?"}, {"role": "assistant", "content": "Yes."}]
GRANT = Grant(
    owner=OWNER,
    key=OWNER,
    pay_to=OWNER,
    licences=("CC0-1.0", "CC-BY-4.0"),
    origin="http://127.0.0.1:8000",
    max_per_epoch=200,
    expiry=2**33,
    nonce=2**64 - 1,
)
RECORD = Record(owner=OWNER, kind="rating", commitment=SALT, licence="CC0-1.0", parent=ZERO_HASH, nonce=2**63)
ENTRY = Entry(
    seq=7,
    record=RECORD,
    grant=GRANT,
    grant_signature=bytes(65),
    signature=bytes(65),
    content_key=KEY,
    salt=SALT,
    link=str(LINK),
)


def seeds() -> Mapping[str, list[bytes]]:
    """Returns valid inputs by the name of their decoder."""
    return {**_nodes(), **_files(), **_records(), **_answers(), **_models(), **answer_seeds()}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _nodes() -> dict[str, list[bytes]]:
    file = {"name": "data-00000.parquet", "size": 16, "sha256": ZERO_HASH, "link": LINK}
    dataset = {"v": 1, "parent": None, "epochs": [3], "report": ZERO_HASH, "rows": 2}
    dataset |= {
        "files": [file, {**file, "name": "README.md"}],
        "row_ids": LINK,
        "excluded": [],
        "licences": {"CC0-1.0": 2},
        "models": [],
    }
    model = {"v": 1, "parent": LINK, "base": None, "adapter": LINK, "datasets": [LINK], "card": LINK, "training": "{}"}
    model |= {"samples": LINK}
    sample = {"prompt": "How?", "parent": "So.", "own": "So é."}
    reveal = {"v": 1, "epoch": 3, "reasons": [["good"], [], ["too_long", "x"]], "leaves": LINK}
    values: dict[str, object] = {
        "a": [1, -1, 2**64 - 1, -(2**64), "é", b"x", LINK, None, True, False, {}],
        "bb": {"c": []},
    }
    return {
        "node": [encode_node(values)],
        "manifest": [encode_node({"v": 1, "records": [[bytes([i]) * 32, LINK] for i in range(RECORDS)]})],
        "direct": [encode_node(direct_manifest(ENTRY, ZERO_HASH))],
        "report": [encode_node({"v": 1, "epoch": 3, "root": ZERO_HASH, "rows": LINK})],
        "reasons": [encode_node(reveal)],
        "leaves": [encode_node(reveal)],
        "model": [encode_node(model)],
        "samples": [_json({"v": 1, "tokens": 48, "samples": [sample, sample]})],
        "row_ids": [bytes(32) + LEAF[:1].ljust(32, b"\xff"), b""],
        "dataset": [encode_node(dataset)],
    }


def _files() -> dict[str, list[bytes]]:
    row = Row(t=0, pay_to=OWNER, pos=1, median=90, credits=26, sum_credit=26, before=2**127, since=2)
    chunks = [bytes(CHUNK_BYTES), b"end"]
    one_leaf = list(blocks_of([LEAF, LEAF]))
    cid = cid_of(LEAF, RAW)
    return {
        "rows": [pack_rows([row, row])],
        "unixfs": [b"\x12\x26\x0a\x24" + binary(cid)],
        "inner": [list(blocks_of(chunks))[-1][1]],
        "car": [write_car([cid], [(cid, LEAF), *one_leaf])],
        "cid": [cid.encode()],
        "hex": [b"0x" + b"aB" * 64],
    }


def _records() -> dict[str, list[bytes]]:
    answer = {"model": "0x" + "11" * 32, "signature": "0x" + sign(ZERO_HASH, PRIVATE).hex()}
    contents = [
        {"kind": "conversation", "messages": [TALK[0], {**TALK[1], "answer": answer}]},
        {"kind": "rating", "messages": TALK, "range": "1..5", "rating": 4, "reasons": ["clear"]},
        {"kind": "correction", "messages": TALK, "corrected": "Yes, it is."},
        {"kind": "preference", "prompt": TALK[:1], "a": "Yes.", "b": "No.", "outcome": "a"},
    ]
    row = {"row_id": "00" * 32, "kind": "rating", "messages": json.dumps(TALK), "range": "1..5", "rating": 4}
    row |= {"reasons": ["clear"], "licence": "CC0-1.0", "epoch": 3, "score": 90, "model": None, "signed": True}
    return {
        "json": [_json({"a": [1, "é", None, True, {"b": {}}]})],
        "entry": [_json(entry_to_json(ENTRY))],
        "record": [_json(entry_to_json(ENTRY))],
        "content": [_json(one) for one in contents],
        "signature": [sign(ZERO_HASH, PRIVATE)],
        "block": [bytes(12) + AESGCM(KEY).encrypt(bytes(12), b"content", COMMITTED)],
        "row": [_json(row)],
        "grant_body": [_json({"grant": grant_to_json(GRANT), "signature": "0x" + "00" * 65})],
        "record_body": [
            _json(
                {
                    "record": record_to_json(RECORD),
                    "grant": "0x" + "00" * 32,
                    "signature": "0x" + "00" * 65,
                    "salt": "0x" + "00" * 32,
                    "content": contents[1],
                }
            )
        ],
    }


def _answers() -> dict[str, list[bytes]]:
    receipt = Receipt(gateway=OWNER, seq=7, record=ZERO_HASH, last_epoch=3)
    signature = "0x" + sign(receipt_digest(DOMAIN, receipt), PRIVATE).hex()
    zero = "0x" + "00" * 32
    row = {
        "seat": 1,
        "digest": zero,
        "parent": zero,
        "root": zero,
        "files": zero,
        "sum_credit": 9,
        "signature": signature,
    }
    facts = {"chain_id": 31337, "gateway": OWNER, "origin": "x", "now": 9, "transfer_fee": "1"}
    facts |= {"addresses": {"grants": OWNER, "token": OWNER}, "parameters": {"floor": "64"}}
    access = sign(access_digest(DOMAIN, OWNER, OWNER, "/v1", 100), PRIVATE)
    transfer = {"from": OWNER, "to": OWNER, "value": "1", "relayer": OWNER, "fee": "0", "validAfter": "0"}
    return {
        "receipt": [_json({"gateway": OWNER, "seq": 7, "record": zero, "last_epoch": 3, "signature": signature})],
        "network": [_json(facts)],
        "entries": [_json({"batches": [{"number": 1, "entries": [entry_to_json(ENTRY)]}]})],
        "bulletin": [_json({"attempt": 0, "signatures": [row]})],
        "signatures": [_json({"attempt": 0, "signatures": [row]})],
        "problem": [
            _json({"type": "https://kula/problems/revoked", "detail": "no"}),
            _json({"error": {"code": "busy"}}),
        ],
        "access": [_json({"account": OWNER, "deadline": 100, "signature": "0x" + access.hex()})],
        "signature_body": [
            _json({"seat": 1, "attempt": 0, "root": zero, "files": zero, "sum_credit": 9, "signature": signature})
        ],
        "transfer_body": [_json({"transfer": {**transfer, "validBefore": "9", "nonce": zero}, "signature": signature})],
    }


def _models() -> dict[str, list[bytes]]:
    pair = {"lora_A.weight": torch.ones(1, 4), "lora_B.weight": torch.ones(3, 1)}
    tensors = {f"model.layers.0.q.{name}": tensor for name, tensor in pair.items()}
    return {
        "adapter": [save({"kula.scale": torch.tensor(2.0), **tensors})],
        "bank": [write_bank(BANK)],
        "set": [open_set(BANK, DRAW.indices(len(BANK)))],
    }


def main() -> None:
    """Writes the seeds to the corpus."""
    for name, inputs in seeds().items():
        (CORPUS / name).mkdir(parents=True, exist_ok=True)
        for number, raw in enumerate(inputs):
            (CORPUS / name / f"valid-{number}").write_bytes(raw)


if __name__ == "__main__":
    main()
