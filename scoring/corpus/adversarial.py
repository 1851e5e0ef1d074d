"""Attacks made of honest records, to fit or to measure a scorer. Seeded."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from kula.protocol.errors import KulaError
from kula.protocol.records.content import parse_content
from kula.scoring.attacks import Attack, DoesNotApply, Pool
from kula.scoring.features.text import Content

_TRIES = 30
"""Draws of a family per attack: many families do not apply to a given record."""


@dataclass(frozen=True, slots=True)
class Adversarial:
    """An attack, its family, and the place of the honest record that it was made of."""

    family: str
    origin: int
    content: Content


def attack_all(
    contents: Sequence[Content], families: dict[str, Attack], pool: Pool, each: int, seed: int
) -> list[Adversarial]:
    """Up to `each` attacks on every record, by families drawn among those that apply to it."""
    rng = random.Random(seed)  # noqa: S311 - reproducible, not secret
    names = sorted(families)
    attacks: list[Adversarial] = []
    for origin, content in enumerate(contents):
        count = 0
        for _ in range(_TRIES * each):
            if count == each:
                break
            family = rng.choice(names)
            attack = attacked(families[family], rng, content, pool)
            if attack:
                attacks.append(Adversarial(family, origin, attack))
                count += 1
    return attacks


def attacked(attack: Attack, rng: random.Random, content: Content, pool: Pool) -> Content | None:
    """The attack on one record; None if it does not apply, or makes no well-formed record."""
    try:
        return parse_content(attack(rng, content, pool))
    except (DoesNotApply, KulaError):
        return None
