"""Decoders of what RPC endpoints, and gateways that are asked for promises or talk in events, answer. With their seeds."""

import json
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import suppress
from typing import Any

import rlp
from eth_abi.abi import encode
from eth_account import Account
from eth_utils.abi import function_abi_to_4byte_selector
from eth_utils.crypto import keccak
from web3.providers import BaseProvider

from kula.contracts import artifact
from kula.node.contributor import pairs, talks
from kula.node.contributor.lies import require_answer
from kula.protocol.chain import headers
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.rpc.account import ChainAccount
from kula.protocol.chain.rpc.calldata import call_arguments
from kula.protocol.chain.rpc.endpoint import Failed, _checked
from kula.protocol.chain.rpc.errors import kula_errors
from kula.protocol.chain.rpc.filters import Filter
from kula.protocol.chain.rpc.results import _FORMS, block_of, require_form
from kula.protocol.errors import KulaError, MalformedInput
from kula.protocol.ipfs.cid import RAW, cid_of, link
from kula.protocol.ipfs.nodes import decode_node, encode_node
from kula.protocol.promises import leaves as promises
from kula.protocol.reading import gateway_client
from kula.protocol.records.opinions import check_pair
from kula.protocol.signatures import SigningDomain, answer_digest, answer_hash, prompt_hash, recover, sign
from kula.protocol.types import ZERO_HASH, Address, Answer
from kula.scoring import manifest

DOMAIN = SigningDomain(31337, Address("0x1111111111111111111111111111111111111111"))
PRIVATE = b"\x05" * 32
GATEWAY = recover(ZERO_HASH, sign(ZERO_HASH, PRIVATE))
REVEAL = next(entry for entry in artifact("Scores")["abi"] if entry.get("name") == "reveal")
_BATCH_WORDS = len(
    next(one for one in artifact("Batches")["abi"] if one.get("name") == "batch")["outputs"][0]["components"]
)
_METHODS = ("eth_call", "eth_getLogs", "eth_getBlockByNumber")
_URL = "http://gateway"
_LINK = link(cid_of(b"a file", RAW))
_PROMPT = [{"role": "user", "content": "How?"}]
_WORD = "0x" + "11" * 32


class _Answering(BaseProvider):
    """A provider that answers everything in the same way."""

    reply: Any = "0x1"

    def make_request(self, method: Any, params: Any) -> Any:
        answer = {"eth_chainId": "0x1", "eth_getCode": "0x60"}.get(str(method), self.reply)
        return {"jsonrpc": "2.0", "id": 1, "result": answer}


_provider = _Answering()
_connection = Connection(_provider)
_batches = _connection.contract("Batches", GATEWAY)
_account = ChainAccount(_connection.web3, 1, Account.from_key(PRIVATE))


def _json(raw: bytes) -> Any:
    """JSON as an endpoint's answer is read: numbers of any size, and names that come twice."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise MalformedInput("answer", "is no JSON") from error


def _answer(raw: bytes) -> object:
    """An answer over HTTP to request 7, whatever was asked, and then its result as each method's."""
    results = []
    for method in _METHODS:
        for status in (200, 429, 500):
            try:
                results.append(_checked(method, 7, status, "1", bytearray(raw)))
            except Failed:
                continue
    for answer in results:
        for method in _FORMS if "error" not in answer else ():
            try:
                require_form(method, answer["result"])
            except KulaError:
                continue
    return results


def _answered(raw: bytes, read: Callable[[], object]) -> object:
    _provider.reply = _json(raw)
    with kula_errors("reading"):
        return read()


def _transaction(raw: bytes) -> object:
    with kula_errors("reading"):
        _provider.reply = _json(raw)
        sent = _connection.web3.eth.get_transaction(b"\x01" * 32)  # type: ignore[arg-type]
    return call_arguments(REVEAL, GATEWAY, sent), _connection.coin_of(GATEWAY)


def _chat(raw: bytes) -> object:
    """The lines of a stream that comes in two parts, with a signature of the text at its end."""

    async def parts() -> AsyncGenerator[bytes]:
        yield raw[: len(raw) // 2]
        yield raw[len(raw) // 2 :]

    async def read() -> None:
        text, signed = "", None
        async for line in talks.lines_of(parts()):
            if line.startswith("data: "):
                for piece, _, signature in talks._pieces(
                    gateway_client.loads_strict(line.removeprefix("data: ").encode())
                ):
                    text, signed = text + piece, signature or signed
        require_answer(_URL, DOMAIN, signed, gateway=GATEWAY, key=GATEWAY, prompt=_PROMPT, text=text)

    try:
        read().send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("the stream waits for nothing")


def _pair(raw: bytes) -> object:
    event = pairs._event(gateway_client.loads_strict(raw), "event")
    with suppress(KulaError):
        check_pair(DOMAIN, event["offer"], gateway=GATEWAY, key=GATEWAY, prompt_hash=ZERO_HASH)
    return event


def _in(shape: Callable[[Any, str], object]) -> Callable[[bytes], object]:
    return lambda raw: shape(gateway_client.answer_of(200, raw), "answer")


def _scorer(raw: bytes) -> object:
    return manifest._manifest(decode_node(raw), "node").files


ANSWERS: Mapping[str, Callable[[bytes], object]] = {
    "rpc_answer": _answer,
    "rpc_block": lambda raw: block_of(_json(raw)),
    "rpc_logs": lambda raw: [log.for_web3() for log in Filter((GATEWAY,), (b"\x11" * 32,)).logs(_json(raw), 0, 2**40)],
    "rpc_receipt": lambda raw: _answered(raw, lambda: _account._receipt(b"\x01" * 32)),
    "rpc_view": lambda raw: _answered(raw, lambda: _connection.call(_batches, "batch", 1)),
    "rpc_header": lambda raw: headers.header_of(_json(raw)),
    "rpc_transaction": _transaction,
    "calldata": lambda raw: call_arguments(REVEAL, GATEWAY, _json(raw)),
    "scorer": _scorer,
    "promised_leaves": _in(promises._leaves),
    "promised_leaf": _in(promises._leaf_parts),
    "erased": _in(gateway_client._erased),
    "chat_events": _chat,
    "pair_event": _pair,
    "pair_sources": _in(pairs._revealed),
}


def answer_seeds() -> dict[str, list[bytes]]:
    """Returns valid inputs by the name of their decoder."""
    block = {"number": "0x7", "hash": _WORD, "parentHash": _WORD, "timestamp": "0x1", "logsBloom": "0x" + "00" * 256}
    log = {"address": GATEWAY, "topics": [_WORD], "data": "0x01", "blockNumber": "0x7", "logIndex": "0x0"}
    log |= {"blockHash": _WORD, "transactionHash": _WORD, "transactionIndex": "0x0", "removed": False}
    receipt = {"blockNumber": "0x7", "status": "0x1", "transactionHash": _WORD, "blockHash": _WORD, "gasUsed": "0x1"}
    receipt |= {"logs": [log], "from": GATEWAY, "to": GATEWAY, "contractAddress": None, "logsBloom": "0x00"}
    return {
        "rpc_answer": [
            _bytes({"jsonrpc": "2.0", "id": 7, "result": {**block, "gasUsed": "0x0"}}),
            _bytes([{"jsonrpc": "2.0", "id": 7, "error": {"code": -32_005, "message": "limit: 10 blocks"}}]),
        ],
        "rpc_block": [_bytes({**block, "gasUsed": "0x0"})],
        "rpc_logs": [_bytes([log, {**log, "logIndex": "0x1"}])],
        "rpc_receipt": [_bytes(receipt)],
        "rpc_view": [_bytes("0x" + "00" * 32 * _BATCH_WORDS)],
        "rpc_header": [_bytes(_header())],
        **_calls(),
        **_gateways(),
    }


def _header() -> dict[str, str]:
    """A block that hashes to its hash."""
    block = dict.fromkeys((*headers._HASHES, *headers._SEALS), _WORD) | dict.fromkeys(headers._NUMBERS, "0x7")
    names = (*headers._HASHES, *headers._NUMBERS, *headers._SEALS)
    return {**block, "hash": "0x" + keccak(rlp.encode([headers._field(name, block[name]) for name in names])).hex()}


def _calls() -> dict[str, list[bytes]]:
    arguments = encode(["uint32", "uint256", "bytes32", "bytes", "bytes32"], [1, 0, b"\x01" * 32, b"ab", b"\x02" * 32])
    sent = {"to": GATEWAY, "input": "0x" + (function_abi_to_4byte_selector(REVEAL) + arguments).hex()}
    return {"calldata": [_bytes(sent)], "rpc_transaction": [_bytes({**sent, "hash": _WORD, "blockNumber": "0x7"})]}


def _gateways() -> dict[str, list[bytes]]:
    signed = Answer(prompt_hash=prompt_hash(_PROMPT), answer_hash=answer_hash("é"), model_id=bytes(32), key=GATEWAY)
    signature = "0x" + sign(answer_digest(DOMAIN, signed), PRIVATE).hex()
    answer = {"model": "0x" + "00" * 32, "signature": signature}
    piece = {"choices": [{"delta": {"content": "é"}, "finish_reason": None}]}
    last = {"choices": [{"delta": {}, "finish_reason": "stop", "kula": {"answer": answer}}]}
    offer = {"gateway": GATEWAY, "key": GATEWAY, "prompt_hash": _WORD, "sources": _WORD, "signature": signature}
    source = {"model": _WORD, "temperature": 700}
    node = {"v": 1, "rules": "kula-1", "encoder": ZERO_HASH, "heads": _LINK, "calibration": _LINK, "known": _LINK}
    return {
        "scorer": [encode_node(node)],
        "promised_leaves": [_bytes({"leaves": [_WORD, _WORD]})],
        "promised_leaf": [_bytes({"grant": {"payTo": GATEWAY}, "grant_signature": signature, "signature": signature})],
        "erased": [_bytes({"rows": [_WORD], "last": 7})],
        "chat_events": [b"".join(b"data: " + _bytes(one) + b"\n\n" for one in (piece, last))],
        "pair_event": [_bytes({"offer": offer}), _bytes({"side": "a", "piece": "é"}), _bytes({"problem": "busy"})],
        "pair_sources": [_bytes({"salt": _WORD, "sources": {"a": source, "b": source}})],
    }


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
