"""What a person signs about records that stand and about pairs, and what a gateway signs in return. Pure.

TakeBack ends a record that is not posted. EraseContent destroys what a gateway keeps of posted ones, and Erasure is the
gateway's receipt for it. Pair is a gateway's commitment to what stands behind two answers, and PairChoice is what a person
says of them. All lie in the domain of Grants. Twin: web/client/src/signed.ts.
"""

from dataclasses import astuple, dataclass
from typing import Any

from eth_utils.crypto import keccak

from kula.protocol.canonical import canonical_json
from kula.protocol.encoding import commitment
from kula.protocol.errors import IntegrityError, InvalidSignature, MalformedInput
from kula.protocol.shapes import account, fields, hexadecimal, number
from kula.protocol.signatures import SIGNATURE_BYTES, SigningDomain, Types, digest_of, require_signer
from kula.protocol.types import ZERO_HASH, Address

OPINION_TYPES: Types = {
    "TakeBack": (("address", "owner"), ("address", "gateway"), ("bytes32", "record")),
    "EraseContent": (("address", "owner"), ("address", "gateway"), ("bytes32", "record"), ("uint64", "until")),
    "Erasure": (
        ("address", "gateway"),
        ("address", "owner"),
        ("bytes32", "record"),
        ("uint64", "until"),
        ("uint32", "records"),
        ("uint32", "waiting"),
        ("uint32", "royaltiesEnded"),
    ),
    "Pair": (
        ("address", "gateway"),
        ("address", "key"),
        ("bytes32", "promptHash"),
        ("bytes32", "sources"),
        ("uint64", "until"),
    ),
    "PairChoice": (("bytes32", "pair"), ("string", "outcome")),
}
SKIP = "skip"
"""What a person may say of a pair beside an outcome. It makes no record."""
Sources = dict[str, dict[str, Any]]
"""What stands behind the answers a and b: for each its `model` (the manifest's sha2-256, hex) and its `temperature` in
thousandths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack:
    """The end of one record before it is posted. Its session key or its owner signs it."""

    owner: Address
    gateway: Address
    record: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseContent:
    """The erasure of one record, or of all that were signed at or before `until` (block time, seconds) if `record` is zero.

    The owner signs it.
    """

    owner: Address
    gateway: Address
    record: bytes
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A gateway's receipt: it has destroyed the key, the salt and the bytes of these records."""

    gateway: Address
    owner: Address
    record: bytes
    until: int
    records: int
    """How many records are erased, those of earlier requests included."""
    waiting: int
    """How many are being scored. Their seats read them until their epochs are final, and then they are erased."""
    royalties_ended: int
    """For how many of them `payTo` ended the royalties by this request. The royalties of the others go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A gateway's commitment, signed before the first word: what stands behind two answers to one talk."""

    gateway: Address
    key: Address
    """The session key for which the answers are made."""
    prompt_hash: bytes
    sources: bytes
    """keccak256(salt ‖ canonical JSON of the Sources)."""
    until: int
    """Until when (block time, seconds) the gateway takes a choice."""


def take_back_digest(domain: SigningDomain, message: TakeBack) -> bytes:
    """Returns the digest that takes a record back."""
    return digest_of(domain, "TakeBack", astuple(message), OPINION_TYPES)


def erase_content_digest(domain: SigningDomain, message: EraseContent) -> bytes:
    """Returns the digest that an owner signs to have content erased."""
    return digest_of(domain, "EraseContent", astuple(message), OPINION_TYPES)


def erasure_digest(domain: SigningDomain, message: Erasure) -> bytes:
    """Returns the digest that a gateway signs when it has erased."""
    return digest_of(domain, "Erasure", astuple(message), OPINION_TYPES)


def pair_digest(domain: SigningDomain, pair: Pair) -> bytes:
    """Returns the digest that a gateway signs for a pair. It is also the pair's id."""
    return digest_of(domain, "Pair", astuple(pair), OPINION_TYPES)


def choice_digest(domain: SigningDomain, pair: bytes, outcome: str) -> bytes:
    """Returns the digest that a session key signs to say what it thinks of a pair."""
    return digest_of(domain, "PairChoice", (pair, outcome), OPINION_TYPES)


def sources_hash(salt: bytes, sources: Sources) -> bytes:
    """Returns what a pair commits to."""
    return commitment(salt, canonical_json(sources))


def subject_of(content: dict[str, Any]) -> bytes:
    """Returns the hash of what a rating or a preference is about, or 32 zero bytes for other kinds.

    Two opinions of one owner about one subject are one opinion, and the later one holds. The order of a and b is no matter.
    """
    if content["kind"] == "rating":
        return keccak(canonical_json(["rating", _plain(content["messages"])]))
    if content["kind"] == "preference":
        return keccak(canonical_json(["preference", _plain(content["prompt"]), *sorted((content["a"], content["b"]))]))
    return ZERO_HASH


def check_pair(
    domain: SigningDomain, answer: Any, *, gateway: Address, key: Address, prompt_hash: bytes
) -> tuple[Pair, bytes]:
    """Returns the pair in a gateway's first event, and its id, if the gateway committed to it for this key and this talk.

    Raises IntegrityError with what is wrong.
    """
    try:
        pair, signature = _SIGNED_PAIR(answer, "the pair")
        if (pair.gateway, pair.key, pair.prompt_hash) != (gateway, key, prompt_hash):
            raise IntegrityError("the pair", "is for another gateway, key or talk")
        digest = pair_digest(domain, pair)
        require_signer(digest, signature, gateway, "the pair")
    except (MalformedInput, InvalidSignature) as error:
        raise IntegrityError("the pair", f"commits to nothing: {error}") from error
    return pair, digest


def check_sources(pair: Pair, salt: bytes, sources: Sources, models: dict[str, str]) -> None:
    """Raises IntegrityError unless a pair committed to these sources, and they name the models of the signed answers.

    `models` holds the model that each answer's signature names, by a and b.
    """
    if sources_hash(salt, sources) != pair.sources:
        raise IntegrityError("the pair", "the gateway shows other sources than it committed to")
    for side, model in models.items():
        if sources[side]["model"] != model:
            raise IntegrityError("the pair", f"answer {side} is signed for another model than the gateway committed to")


def check_erasure(domain: SigningDomain, answer: Any, *, gateway: Address, owner: Address, record: bytes) -> Erasure:
    """Returns the erasure in a gateway's answer, if the gateway signed it for this owner and record.

    Raises IntegrityError with what is wrong.
    """
    try:
        erasure, signature = _SIGNED_ERASURE(answer, "the erasure")
        if (erasure.gateway, erasure.owner, erasure.record) != (gateway, owner, record):
            raise IntegrityError("the erasure", "is for another gateway, owner or record")
        require_signer(erasure_digest(domain, erasure), signature, gateway, "the erasure")
    except (MalformedInput, InvalidSignature) as error:
        raise IntegrityError("the erasure", f"proves nothing: {error}") from error
    return erasure


def _plain(messages: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"role": message["role"], "content": message["content"]} for message in messages]


_SIGNED_PAIR = fields(
    lambda signature, **pair: (Pair(**pair), signature),
    gateway=account,
    key=account,
    prompt_hash=hexadecimal(32),
    sources=hexadecimal(32),
    until=number(64),
    signature=hexadecimal(SIGNATURE_BYTES),
)
_SIGNED_ERASURE = fields(
    lambda signature, **erasure: (Erasure(**erasure), signature),
    gateway=account,
    owner=account,
    record=hexadecimal(32),
    until=number(64),
    records=number(32),
    waiting=number(32),
    royalties_ended=number(32),
    signature=hexadecimal(SIGNATURE_BYTES),
)
