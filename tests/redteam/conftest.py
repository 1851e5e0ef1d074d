"""Where every attack starts: five validators of equal stake, a bonded gateway, a thief and a watcher with coin."""

from tests.support.deployed import deployed, gateway, net, thief, watcher

__all__ = ["deployed", "gateway", "net", "thief", "watcher"]
