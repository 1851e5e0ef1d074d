"""The composition of the gateway's HTTP program."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlparse

from fastapi import FastAPI
from fastapi.exceptions import HTTPException, RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Lifespan

from kula.node.gateway.api import bulletin, chat, reading, writing
from kula.node.gateway.api.context import Gateway
from kula.node.gateway.api.document import PROBLEMS, describe
from kula.node.gateway.api.guard import Guard
from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.duties.relaying import Relayer
from kula.node.gateway.intake import ChainView, Intake
from kula.node.gateway.problems import Problem, render, response
from kula.node.gateway.serving import Serving
from kula.node.settings import GatewaySettings
from kula.protocol.errors import KulaError

_REFRESH_SECONDS = 2.0
_WEB = Path(__file__).resolve().parents[3] / "web" / "dist"


def build_gateway(settings: GatewaySettings) -> Gateway:
    """Open everything that the endpoints use."""
    settings.data.mkdir(parents=True, exist_ok=True)
    ledgers, account = settings.ledgers(), settings.account()
    network, store = ledgers.network, ledgers.store
    repository = Repository(open_database(settings.database_url))
    chain = ChainView(
        network.batches.current, network.connection.now, network.grants.revoked, network.grants.registered
    )
    sender = settings.sender(network)
    return Gateway(
        settings=settings,
        network=network,
        store=store,
        account=account,
        repository=repository,
        sender=sender,
        intake=Intake(repository, network.signing, account, chain, settings.page_origin),
        claims=Relayer(ledgers, sender, settings.relay_threshold),
        serving=Serving(network, store, settings.data / "models", settings.device) if settings.chat else None,
    )


def create_app(settings: GatewaySettings, gateway: Gateway | None = None) -> FastAPI:
    """The ASGI app with its guard."""
    held = gateway or build_gateway(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        stop = threading.Event()
        if held.serving:
            watcher = threading.Thread(target=held.serving.watch, args=(stop, _REFRESH_SECONDS), daemon=True)
            watcher.start()
        yield
        stop.set()

    app = routes(lifespan)
    app.state.gateway = held
    app.add_exception_handler(KulaError, render)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(404, _http_error)
    app.add_exception_handler(405, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    web = settings.web or _WEB
    if web.is_dir():
        app.mount("/", StaticFiles(directory=web, html=True))
    hosts = {"127.0.0.1", "localhost", settings.host, urlparse(settings.page_origin).hostname or ""}
    rpc = settings.public_rpc or settings.rpc.split(",")[0]
    app.add_middleware(Guard, hosts=frozenset(hosts), rpc=rpc)
    return app


def routes(lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """All endpoints and their OpenAPI document, without the parts that answer."""
    app = FastAPI(
        title="Kula gateway", version="1", lifespan=lifespan, docs_url=None, redoc_url=None, responses=PROBLEMS
    )
    for part in (writing, reading, bulletin, chat):
        app.include_router(part.router)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    return app


async def _http_error(_: Request, error: Exception) -> JSONResponse:
    status = getattr(error, "status_code", 404)
    slug = "method-not-allowed" if status == 405 else "not-found"
    return response(Problem(slug, "see /openapi.json for what there is"))


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    return response(Problem("malformed", str(first["msg"]), ".".join(str(p) for p in first["loc"])))
