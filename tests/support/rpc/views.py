"""Replies by which an endpoint refuses a view, or answers with nothing that its type can be."""

from collections.abc import Callable

from tests.support.rpc.front import Call, Quirk, Reply, refused, result

VIEWS: dict[str, Callable[[Call], Reply]] = {
    "nothing": lambda call: result(call, "0x"),
    "no hexadecimal": lambda call: result(call, "0xzz"),
    "a list": lambda call: result(call, [[]]),
    "three bytes": lambda call: result(call, "0x123456"),
    "a number beyond its type": lambda call: result(call, "0x" + "ff" * 32),
    "invalid params": lambda call: refused(call, -32_602, "invalid params"),
    "revert": lambda call: refused(call, 3, "execution reverted"),
    "revert with a reason": lambda call: refused(call, 3, "execution reverted: batches: no"),
}


def of_views(reply: Callable[[Call], Reply]) -> Quirk:
    """Gives a reply to each view."""
    return lambda call, _: reply(call) if call["method"] == "eth_call" else None
