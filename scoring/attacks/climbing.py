"""An attacker that queries the scorer: it changes worthless text at random and keeps the changes that score higher."""

from collections.abc import Callable

from kula.scoring.attacks.places import Content, Pool, Random, answer_of, sentences_of, with_answer


def climb(
    rng: Random, content: Content, pool: Pool, score: Callable[[list[Content]], list[int]], queries: int = 200
) -> Content:
    """The record with the best-scored answer that `queries` queries of the scorer find.

    The attacker starts from another record's answer and puts in sentences and words of the pool. It sees only scores, ten
    per round.
    """
    best, highest = with_answer(content, pool.answer(rng, content)), -1
    for _ in range(max(1, queries // 10)):
        tried = [best, *(_changed(rng, best, pool) for _ in range(9))]
        scores = score(tried)
        if max(scores) > highest:
            highest = max(scores)
            best = tried[scores.index(highest)]
    return best


def _changed(rng: Random, content: Content, pool: Pool) -> Content:
    parts = sentences_of(answer_of(content)) or [answer_of(content)]
    place = rng.randrange(len(parts))
    move = rng.randrange(4)
    if move == 0:
        parts[place] = rng.choice(pool.sentences)
    elif move == 1:
        parts.insert(place, rng.choice(pool.sentences))
    elif move == 2 and len(parts) > 1:
        del parts[place]
    else:
        words = parts[place].split()
        words[rng.randrange(len(words)) if words else 0 : 1] = pool.words(rng, 1)
        parts[place] = " ".join(words)
    return with_answer(content, " ".join(parts))
