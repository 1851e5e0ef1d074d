"""Honest records and attacks made of them, as material to fit or to measure a judge. Seeded."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from kula.protocol.errors import KulaError
from kula.protocol.records.content import parse_content
from kula.scoring.attacks import Attack, DoesNotApply, Pool
from kula.scoring.features.text import Content

_TRIES = 30


@dataclass(frozen=True, slots=True)
class Ambush:
    """An attack, its family, and the place of the honest record that it was made of."""

    family: str
    origin: int
    content: Content


def ambush(contents: Sequence[Content], families: dict[str, Attack], pool: Pool, each: int, seed: int) -> list[Ambush]:
    """`each` attacks on every record, by families drawn among those that apply to it."""
    rng = random.Random(seed)  # noqa: S311 - reproducible, not secret
    names = sorted(families)
    found: list[Ambush] = []
    for origin, content in enumerate(contents):
        made = 0
        for _ in range(_TRIES * each):
            if made == each:
                break
            family = rng.choice(names)
            attack = attacked(families[family], rng, content, pool)
            if attack:
                found.append(Ambush(family, origin, attack))
                made += 1
    return found


def attacked(attack: Attack, rng: random.Random, content: Content, pool: Pool) -> Content | None:
    """The attack on one record; None where it does not apply or what comes out is no well-formed record."""
    try:
        return parse_content(attack(rng, content, pool))
    except (DoesNotApply, KulaError):
        return None
