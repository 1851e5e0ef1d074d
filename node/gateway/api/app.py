"""The composition of the gateway's HTTP program."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlparse

from fastapi import FastAPI
from fastapi.exceptions import HTTPException, RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Lifespan
from structlog import get_logger

from kula.node.gateway.answers.embedded import Embedded
from kula.node.gateway.answers.forwarded import BaseTokens, Forwarded
from kula.node.gateway.answers.running import Answers
from kula.node.gateway.api import bulletin, catalogue, chat, reading, writing
from kula.node.gateway.api.accounts import accusations, events, records, trace
from kula.node.gateway.api.body import refuse
from kula.node.gateway.api.context import GatewayContext
from kula.node.gateway.api.documented import describe
from kula.node.gateway.api.feed import Feed
from kula.node.gateway.api.front.addresses import host_of
from kula.node.gateway.api.front.forms import Forms
from kula.node.gateway.api.front.guard import Guard
from kula.node.gateway.api.kept import Kept
from kula.node.gateway.api.openai import refusal
from kula.node.gateway.api.opinions import ending, keys, pairs, refused, tasks
from kula.node.gateway.api.pages import Pages
from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.duties.budget import GasBudget
from kula.node.gateway.duties.proofs import Proofs
from kula.node.gateway.duties.relaying import Relayer
from kula.node.gateway.index.indexer import Indexer
from kula.node.gateway.index.languages import ScorerLanguages
from kula.node.gateway.index.roster import kept_origins
from kula.node.gateway.intake import ChainFacts, Intake, Terms
from kula.node.gateway.limits import RateLimits
from kula.node.gateway.opinions.ending import Ending
from kula.node.gateway.opinions.pairing import Pairing
from kula.node.gateway.owners import Owners
from kula.node.gateway.problems import Problem, render
from kula.node.settings import GatewaySettings
from kula.protocol.chain.network import Network
from kula.protocol.errors import KulaError
from kula.protocol.ipfs.store import Store
from kula.protocol.parameters import TOKEN
from kula.protocol.program.edge import Edge
from kula.protocol.types import Address

log = get_logger("gateway")
_REFRESH_SECONDS = 2.0
_WEB = Path(__file__).resolve().parents[3] / "web" / "dist"


def build_context(settings: GatewaySettings) -> GatewayContext:
    """Opens everything that the endpoints use."""
    settings.data.mkdir(parents=True, exist_ok=True)
    ledgers, account = settings.ledgers(), settings.account()
    network, store = ledgers.network, ledgers.store
    repository = Repository(open_database(settings.database_url))
    sender = settings.sender(network)
    answerer = _answerer(settings, network, store, repository)
    limits = RateLimits(settings.rate_factor, guest_chats=settings.guest_chats)
    budget = GasBudget(
        sender, repository, per_day=settings.relay_gas_per_day, per_account=settings.relay_gas_per_account
    )
    owners = Owners(network, budget)
    return GatewayContext(
        settings=settings,
        network=network,
        store=store,
        account=account,
        repository=repository,
        budget=budget,
        limits=limits,
        intake=_intake(settings, network, repository, limits, owners),
        relayer=Relayer(ledgers, sender, repository, settings.relay_threshold),
        owners=owners,
        ending=Ending(repository, ledgers, account),
        proofs=Proofs(network, repository.accusations, Address(account.address), settings.accuse_deposits * TOKEN),
        pairing=Pairing(repository.pairs, network.signing, account, settings.pair_parent_percent),
        kept=Kept(network, repository, Address(account.address)),
        indexer=Indexer(network, repository, Address(account.address)),
        languages=ScorerLanguages(network.parameters, settings.data / "scorers"),
        feed=Feed(repository.events),
        answers=Answers(answerer, parallel=settings.chat_parallel, seconds=settings.chat_seconds) if answerer else None,
        embedded=answerer if isinstance(answerer, Embedded) else None,
    )


def _intake(
    settings: GatewaySettings, network: Network, repository: Repository, limits: RateLimits, owners: Owners
) -> Intake:
    account = settings.account()
    us = Address(account.address)
    chain = ChainFacts(
        epoch=network.batches.current,
        now=network.connection.now,
        revoked=network.grants.revoked,
        term=lambda: network.gateways.term_of(us),
        next_seq=lambda: network.batches.next_seq(us),
        posted=lambda epoch: network.batches.posted(epoch, us),
    )
    return Intake(
        repository,
        network.signing,
        account,
        chain,
        Terms(origin=settings.page_origin, licences=settings.licences),
        limits,
        require_grant=owners.require_grant,
        duplicate_permille=network.parameters.duplicate_permille,
    )


def _answerer(
    settings: GatewaySettings, network: Network, store: Store, repository: Repository
) -> Embedded | Forwarded | None:
    """Returns who answers chats: another server, the model loaded here, or nobody."""
    if not settings.chat:
        return None
    if settings.chat_url:
        key = settings.chat_key.get_secret_value() if settings.chat_key else ""
        return Forwarded(
            repository.chain.served_manifest,
            settings.chat_url,
            key=key,
            model=settings.chat_model,
            seconds=settings.chat_seconds,
            tokens=BaseTokens(),
            most=settings.prompt_tokens,
        )
    folder = settings.data / "models"
    return Embedded(network, store, folder, settings.device, prompt_tokens=settings.prompt_tokens)


def create_app(settings: GatewaySettings, context: GatewayContext | None = None) -> FastAPI:
    """Builds the ASGI app with its guard. Without a context it opens everything that the settings name."""
    parts = context or build_context(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        stop = threading.Event()
        edge = Edge(most_seconds=_REFRESH_SECONDS, count=parts.repository.tallies.count_failure)
        edge.take(("index",), parts.indexer.turn)
        index = partial(parts.indexer.watch, stop, settings.tick_seconds, edge)
        threading.Thread(target=index, name="index", daemon=True).start()
        if parts.embedded:
            watcher = threading.Thread(target=parts.embedded.watch, args=(stop, _REFRESH_SECONDS), daemon=True)
            watcher.start()
        yield
        stop.set()

    app = routes(lifespan)
    app.state.gateway = parts
    app.add_exception_handler(KulaError, render)
    app.add_exception_handler(OperationalError, _no_database)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(404, _http_error)
    app.add_exception_handler(405, _http_error)
    app.add_exception_handler(RequestValidationError, refuse)
    web = settings.web or _WEB
    if web.is_dir():
        # A mount would take over every path with a method that its endpoint does not take.
        app.router.default = Pages(web)
    app.add_middleware(
        Guard,
        hosts=_hosts(settings),
        connects=settings.page_connects,
        limits=parts.limits,
        proxies=settings.proxies,
        answer=refusal,
        gateways=partial(kept_origins, parts.repository.chain, parts.settings.page_origin),
    )
    app.add_middleware(Forms)
    return app


def _hosts(settings: GatewaySettings) -> frozenset[str]:
    """Returns the names under which the gateway may be asked: loopback, its own address, its page's, and those set."""
    own = (settings.host, urlparse(settings.page_origin).netloc, *settings.hosts)
    return frozenset({"127.0.0.1", "localhost", "[::1]", *(host_of(name.encode()) for name in own)})


def routes(lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """Returns all endpoints and their OpenAPI document, without the parts that answer."""
    app = FastAPI(title="Kula gateway", version="1", lifespan=lifespan, docs_url=None, redoc_url=None)
    ours = (writing, reading, records, events, trace, catalogue, bulletin, chat, accusations)
    for module in (*ours, ending, pairs, tasks, keys, refused):
        app.include_router(module.router)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    return app


async def _no_database(request: Request, error: Exception) -> JSONResponse:
    """Answers 503 while the database is locked, full or gone: what was asked has not happened, and may be asked again."""
    log.error("database", problem=str(getattr(error, "orig", error)))
    problem = Problem("unavailable", "the database of this gateway does not answer; try again in a moment")
    return refusal(request.url.path, problem)


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    status = getattr(error, "status_code", 404)
    slug = "method-not-allowed" if status == 405 else "not-found"
    return refusal(request.url.path, Problem(slug, "see /openapi.json for what there is"))
