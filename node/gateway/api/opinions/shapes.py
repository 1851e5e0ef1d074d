"""The bodies of the endpoints in this folder."""

from typing import Annotated, Literal

from pydantic import Field

from kula.node.gateway.api.shapes.chat import ChatMessage, SignedAnswer
from kula.node.gateway.api.shapes.fields import U32, U64, Account, Hash, OwnerSignature, Shape, Signature

MOST_ROYALTIES = 32
"""Records whose royalties one request can end."""
Outcome = Literal["a", "b", "tie", "both-bad"]
Choice = Literal["a", "b", "tie", "both-bad", "skip"]
Side = Literal["a", "b"]
TaskKind = Literal["pair", "correct", "answer"]


class PostTakeBack(Shape):
    """The end of a record that is not posted: TakeBack, signed by its session key or its owner."""

    record: Hash
    signature: OwnerSignature


class TakenBack(Shape):
    """A record whose key, salt and text are destroyed. Its number is still posted, and scores 1."""

    record: Hash
    seq: int
    last_epoch: int


class RoyaltyEnd(Shape):
    """The end of one record's royalties: Erase, signed by the account that the record pays."""

    epoch: U32
    position: U32
    signature: OwnerSignature


class PostErasure(Shape):
    """EraseContent, signed by the owner. `record` is zero for all that were signed at or before `until`."""

    owner: Account
    record: Hash
    until: U64
    signature: OwnerSignature
    royalties: tuple[RoyaltyEnd, ...] = Field((), strict=False, max_length=MOST_ROYALTIES)


class Erasure(Shape):
    """The gateway's signed receipt of an erasure. The royalties of `records` less `royalties_ended` go on."""

    gateway: Account
    owner: Account
    record: Hash
    until: int
    records: int
    waiting: int
    royalties_ended: int
    signature: Signature


class ErasedRows(Shape):
    """Ids of dataset rows whose records are erased, in order of their erasure. `last` asks for the next page."""

    rows: list[Hash]
    last: int


class PostPair(Shape):
    """A talk to which two answers are wanted, for a session key."""

    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=255)]
    key: Account
    max_tokens: int | None = Field(None, ge=1, description="at most what the gateway gives")


class PairOffer(Shape):
    """The EIP-712 type Pair with the gateway's signature, and its id. The first event of a pair."""

    pair: Hash
    gateway: Account
    key: Account
    prompt_hash: Hash
    sources: Hash
    until: int
    signature: Signature


class PairEvent(Shape):
    """One server-sent event of a pair: the offer, then pieces and ends of its sides, places in the queue, or a problem."""

    offer: PairOffer | None = None
    side: Side | None = None
    piece: str | None = None
    finish_reason: Literal["stop", "length"] | None = None
    place: int | None = None
    problem: str | None = Field(None, description="the slug of what broke the pair off")


class PostChoice(Shape):
    """PairChoice, signed by the pair's session key."""

    outcome: Choice
    signature: Signature


class Source(Shape):
    """What made an answer: the sha2-256 of its model's manifest, and the temperature in thousandths."""

    model: Hash
    temperature: int


class Sources(Shape):
    """What stands behind a and b."""

    a: Source
    b: Source


class Revealed(Shape):
    """What a gateway committed to, and the signed answers. An answer that was not made to its end has none."""

    pair: Hash
    outcome: Choice
    salt: Hash
    sources: Sources
    a: SignedAnswer | None
    b: SignedAnswer | None


class Task(Shape):
    """Something to do, which nobody else holds until `until` (block time, seconds)."""

    task: Hash
    kind: TaskKind
    messages: list[dict[str, str]] = Field(
        description="the talk; for `correct`, its last message is the answer to correct"
    )
    dataset: int = Field(description="the dataset that its talk comes from")
    answer: SignedAnswer | None = Field(description="the bad answer, signed for this key, if its model is known")
    until: int


class FreeTasks(Shape):
    """How many tasks of a kind nobody has done or holds."""

    kind: TaskKind
    count: int


class Tasks(Shape):
    """What a session key holds now, and how many more there are."""

    tasks: list[Task]
    free: list[FreeTasks]


class AccountKey(Shape):
    """A session key of an account. `revoked_in` is the epoch of its end on chain, or 0."""

    key: Account
    grant: Hash
    pay_to: Account
    expiry: int
    revoked_in: int


class AccountKeys(Shape):
    """The session keys of an account that this gateway knows."""

    account: Account
    keys: list[AccountKey]


class RefusedContents(Shape):
    """Content ids that this gateway neither takes nor serves."""

    content_ids: list[str]
