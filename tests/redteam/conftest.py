"""What an attack starts from: five validators of equal stake, a bonded gateway, a thief and a watcher with pay."""

from tests.support.deployed import deployed, gateway, net, thief, watcher

__all__ = ["deployed", "gateway", "net", "thief", "watcher"]
