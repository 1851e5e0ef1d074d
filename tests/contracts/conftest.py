"""Each test has a network of five validators and a gateway, as new."""

from tests.support.deployed import deployed, gateway, net

__all__ = ["deployed", "gateway", "net"]
