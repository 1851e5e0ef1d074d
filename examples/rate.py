"""Chats with a gateway, rates the answer, and looks where the rating stands.

    pip install kula-network
    python examples/rate.py http://127.0.0.1:8000 "How do I boil an egg?"

KULA_KEY holds the private key of the account that is paid; without it, a new account is made.
"""

import os
import sys

import kula


def main(gateway: str, question: str) -> None:
    """Asks one question, and says that the answer is good."""
    me = kula.Contributor(gateway, owner=os.environ.get("KULA_KEY") or kula.Key.new())
    talk = me.stream([{"role": "user", "content": question}], max_tokens=200)
    for piece in talk:
        print(piece, end="", flush=True)
    print()
    try:
        sent = me.rate(talk.answer, 1, ["helpful"])
    except kula.GatewayLied as lie:
        sys.exit(f"{lie.problem}\n{lie.advice}")
    except kula.RefusedByPolicy as refused:
        sys.exit(f"the gateway refuses the rating ({refused.rule}): {refused}")
    print(f"record {sent.record} is number {sent.seq} of its gateway and pays {me.owner}")
    print(f"it is {me.status(sent.record)['state']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
