"""Compares answers blind, several questions at once: the form for programs with an event loop.

    pip install kula-network
    python examples/compare.py http://127.0.0.1:8000 "How do I boil an egg?" "Name three herbs for a shady balcony."

The longer answer wins here. Let a person choose instead.
"""

import asyncio
import sys

import kula


async def compare(me: kula.AsyncContributor, question: str) -> str:
    """Asks for two answers to one question, chooses, and returns what stood behind them."""
    pair = await me.pair([{"role": "user", "content": question}], max_tokens=100)
    choice = "tie" if len(pair.a) == len(pair.b) else "a" if len(pair.a) > len(pair.b) else "b"
    judged = await me.choose(pair, choice)
    sent = await me.compare(pair.prompt, judged.a, judged.b, choice)
    return f"{question} {choice}, by models {judged.sources['a']['model'][:10]} and {judged.sources['b']['model'][:10]}, record {sent.record}"


async def main(gateway: str, *questions: str) -> None:
    """Compares the answers to all questions at once."""
    me = kula.AsyncContributor(gateway, owner=kula.Key.new())
    await me.grant()
    for line in await asyncio.gather(*(compare(me, question) for question in questions)):
        print(line)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
