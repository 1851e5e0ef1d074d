"""Blind pairs: two answers to one talk, a choice, and the check that the gateway shows what it committed to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from kula.node.contributor.lies import named, require_answer
from kula.node.contributor.opinions import Answer, Message, messages_of
from kula.node.contributor.talks import RESUMPTIONS, events_of
from kula.protocol.errors import MalformedInput, RefusedByPolicy, Unavailable
from kula.protocol.hex import hex0
from kula.protocol.reading.gateway_client import GatewayApi, GatewayFacts
from kula.protocol.records.opinions import Pair, check_pair, check_sources
from kula.protocol.shapes import Shape, fields, hexadecimal, number, optional, text
from kula.protocol.signatures import SigningDomain, prompt_hash
from kula.protocol.types import Address

Choice = Literal["a", "b", "tie", "both-bad", "skip"]
_ADVICE = "Its comparisons prove nothing: do not send this one."
_MOST_TEXT = 1 << 16


def _anything(value: Any, _: str) -> Any:
    return value


_event = fields(
    lambda **event: event,
    offer=optional(_anything),
    side=optional(text(1)),
    piece=optional(text(_MOST_TEXT)),
    finish_reason=optional(text(40)),
    problem=optional(text(100)),
)
_signed: Shape[Any] = optional(
    fields(lambda model, signature: (model, signature), model=hexadecimal(32), signature=_anything)
)
_source = fields(
    lambda model, temperature: {"model": hex0(model), "temperature": temperature},
    model=hexadecimal(32),
    temperature=number(32),
)
_revealed = fields(
    lambda salt, sources: (salt, sources),
    salt=hexadecimal(32),
    sources=fields(lambda a, b: {"a": a, "b": b}, a=_source, b=_source),
)


@dataclass(frozen=True, slots=True)
class BlindPair:
    """Two answers whose models nobody knows yet. The gateway committed to what stands behind them."""

    prompt: tuple[Message, ...]
    a: str
    b: str
    id: bytes
    pair: Pair


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair after the choice: the signed answers, which name their models, and what stood behind them."""

    a: Answer
    b: Answer
    sources: Mapping[str, Mapping[str, Any]]
    """For each side its `model` (0x and hex) and its `temperature` in thousandths."""


async def ask_pair(
    api: GatewayApi,
    facts: GatewayFacts,
    domain: SigningDomain,
    key: Address,
    prompt: Sequence[Message],
    most_tokens: int,
) -> BlindPair:
    """Asks for two answers to a talk. A stream that breaks off is read again, RESUMPTIONS times at most.

    Raises GatewayLied unless the gateway committed to the answers before the first word.
    """
    plain = [{"role": message["role"], "content": message["content"]} for message in messages_of(prompt)]
    request = api.request("POST", "/v1/pairs", json={"messages": plain, "key": key, "max_tokens": most_tokens})

    def check(offer: Any) -> tuple[Pair, bytes]:
        with named(api.url, _ADVICE, offer):
            return check_pair(domain, offer, gateway=facts.gateway, key=key, prompt_hash=prompt_hash(prompt))

    reading = _Reading(check)
    for tries in range(RESUMPTIONS, -1, -1):
        try:
            async for event in events_of(request):
                reading.take(event)
            break
        except Unavailable:
            if not reading.offered or not tries:
                raise
        request = api.request("GET", f"/v1/pairs/{hex0(reading.offered[1])}")
        reading = _Reading(check, reading.offered)
    if not reading.offered:
        raise Unavailable("the gateway committed to nothing: the pair has no offer")
    return BlindPair(tuple(prompt), reading.texts["a"], reading.texts["b"], reading.offered[1], reading.offered[0])


@dataclass(slots=True)
class _Reading:
    """What a pair's stream has said so far."""

    check: Callable[[Any], tuple[Pair, bytes]]
    offered: tuple[Pair, bytes] | None = None
    """The first offer. What is read again belongs to it too, or its signatures will not hold."""
    texts: dict[str, str] = field(default_factory=lambda: {"a": "", "b": ""})

    def take(self, raw: Any) -> None:
        """Notes an event. Raises Unavailable if it has another form, and RefusedByPolicy if the pair broke off."""
        try:
            event = _event(raw, "event")
        except MalformedInput as error:
            raise Unavailable(f"an event of the pair has another form: {error}") from error
        if event["problem"]:
            raise RefusedByPolicy(event["problem"], "the pair broke off")
        if event["offer"] is not None and not self.offered:
            self.offered = self.check(event["offer"])
        if event["side"] in self.texts and event["piece"]:
            self.texts[event["side"]] += event["piece"]


def check_choice(
    url: str, facts: GatewayFacts, domain: SigningDomain, pair: BlindPair, revealed: Mapping[str, Any]
) -> Judged:
    """Returns the signed answers of a pair. Raises GatewayLied if they are not what the gateway committed to."""
    sides: dict[str, Answer] = {}
    for side, words in (("a", pair.a), ("b", pair.b)):
        signed = require_answer(
            url, domain, revealed.get(side), gateway=facts.gateway, key=pair.pair.key, prompt=pair.prompt, text=words
        )
        sides[side] = Answer(prompt=pair.prompt, text=words, finish_reason="", signed=signed)
    with named(url, _ADVICE, dict(revealed)):
        salt, sources = _revealed(revealed, "the pair")
        models = {side: answer.signed["model"] for side, answer in sides.items()}
        check_sources(pair.pair, salt, sources, models)
    return Judged(sides["a"], sides["b"], sources)
