"""Gives each test a fresh network of five validators and a gateway."""

from tests.support.deployed import deployed, gateway, net

__all__ = ["deployed", "gateway", "net"]
