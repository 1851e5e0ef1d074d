"""Kula as one Python package, and the client library for other programs. Its folders are links to the folders of the repository (docs/decisions/0013-one-package.md).

contracts   the chain: Vyper contracts and their compiled interfaces
protocol    what two parties must compute identically, and the way to chain and IPFS
scoring     record contents in, integers out
node        gateway, validator, contributor; the local network and the demo
trainer     datasets in, one adapter out
bench       one command per figure
examples    programs with the client library, records to score, one trace to verify

Imports point one way: bench → node | trainer → scoring → protocol → contracts. `make lint` checks it.

`import kula` gives the names of the client library, each of which is loaded when it is first used:

    me = kula.Contributor("http://127.0.0.1:8000", owner=kula.Key.new())
    answer = me.chat([{"role": "user", "content": "How do I boil an egg?"}])
    receipt = me.rate(answer, 1, ["correct"])
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kula.node.contributor.blocking import Contributor
    from kula.node.contributor.client import AsyncContributor
    from kula.node.contributor.consent import Consent, Request
    from kula.node.contributor.exports.formats.messages import without_thoughts
    from kula.node.contributor.exports.sending import Personal
    from kula.node.contributor.key import Key
    from kula.node.contributor.lies import GatewayLied
    from kula.node.contributor.opinions import Answer
    from kula.node.contributor.session import Corrected, Sent
    from kula.node.contributor.talks import Talking
    from kula.protocol.chain.network import connect
    from kula.protocol.errors import KulaError, MalformedInput, RefusedByPolicy, Unavailable

_CLIENT = "kula.node.contributor"
_PLACES = {
    "Answer": f"{_CLIENT}.opinions",
    "AsyncContributor": f"{_CLIENT}.client",
    "Consent": f"{_CLIENT}.consent",
    "Contributor": f"{_CLIENT}.blocking",
    "Corrected": f"{_CLIENT}.session",
    "GatewayLied": f"{_CLIENT}.lies",
    "Key": f"{_CLIENT}.key",
    "KulaError": "kula.protocol.errors",
    "MalformedInput": "kula.protocol.errors",
    "Personal": f"{_CLIENT}.exports.sending",
    "RefusedByPolicy": "kula.protocol.errors",
    "Request": f"{_CLIENT}.consent",
    "Sent": f"{_CLIENT}.session",
    "Talking": f"{_CLIENT}.talks",
    "Unavailable": "kula.protocol.errors",
    "connect": "kula.protocol.chain.network",
    "without_thoughts": f"{_CLIENT}.exports.formats.messages",
}

__all__ = [
    "Answer",
    "AsyncContributor",
    "Consent",
    "Contributor",
    "Corrected",
    "GatewayLied",
    "Key",
    "KulaError",
    "MalformedInput",
    "Personal",
    "RefusedByPolicy",
    "Request",
    "Sent",
    "Talking",
    "Unavailable",
    "connect",
    "without_thoughts",
]


def __getattr__(name: str) -> Any:
    """Loads a name of the client library. So `import kula` loads nothing."""
    if name not in _PLACES:
        raise AttributeError(f"module 'kula' has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    """Names the client library to whoever looks around."""
    return sorted({*globals(), *__all__})
