"""Blind pairs: two answers to one talk, a choice, and the check that the gateway shows what it committed to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kula.node.contributor.lies import named, require_answer
from kula.node.contributor.opinions import Answer, Message, messages_of
from kula.node.contributor.talks import events_of
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
    """Asks for two answers to a talk. Raises GatewayLied unless the gateway committed to them before the first word."""
    texts = {"a": "", "b": ""}
    offered: tuple[Pair, bytes] | None = None
    plain = [{"role": message["role"], "content": message["content"]} for message in messages_of(prompt)]
    body = {"messages": plain, "key": key, "max_tokens": most_tokens}
    async for raw in events_of(api, "/v1/pairs", body):
        try:
            event = _event(raw, "event")
        except MalformedInput as error:
            raise Unavailable(f"an event of the pair has another form: {error}") from error
        if event["problem"]:
            raise RefusedByPolicy(event["problem"], "the pair broke off")
        if event["offer"] is not None and not offered:
            with named(api.url, _ADVICE, event["offer"]):
                offered = check_pair(
                    domain, event["offer"], gateway=facts.gateway, key=key, prompt_hash=prompt_hash(prompt)
                )
        if event["side"] in texts and event["piece"]:
            texts[event["side"]] += event["piece"]
    if not offered:
        raise Unavailable("the gateway committed to nothing: the pair has no offer")
    return BlindPair(tuple(prompt), texts["a"], texts["b"], offered[1], offered[0])


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
