"""A gateway over HTTP in this process, whose copy of the chain is in step before each request."""

from typing import Any, cast

from fastapi import FastAPI
from fastapi.testclient import TestClient

from kula.node.gateway.api.app import create_app
from kula.node.gateway.api.context import GatewayContext
from kula.node.settings import GatewaySettings


class Http(TestClient):
    """A client of a gateway's app."""

    def __init__(self, settings: GatewaySettings, context: GatewayContext | None = None) -> None:
        super().__init__(create_app(settings, context))

    @property
    def context(self) -> GatewayContext:
        """The parts of the gateway."""
        return cast(FastAPI, self.app).state.gateway

    def request(self, *arguments: Any, **named: Any) -> Any:
        """Asks the gateway, after its indexer has taken a turn."""
        self.context.indexer.turn()
        return super().request(*arguments, **named)
