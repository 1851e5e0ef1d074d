"""A block directory behind the part of Kubo's RPC that our client uses, so that strangers reach it like any Kubo. Loopback only."""

from collections.abc import Awaitable, Callable
from functools import partial
from json import dumps

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive
from uvicorn import Config, Server

from kula.protocol.errors import IntegrityError, KulaError, MalformedInput
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.car import read_car

MAX_UPLOAD_BYTES = 512 * 2**20


def server(blocks: BlockDirectory, port: int) -> Server:
    """A server that is not started yet; `run()` serves until SIGTERM. Port 0 takes a free one.

    It keeps no access log, because the content ids of unpublished records are nobody's business.
    """
    return Server(
        Config(_app(blocks), host="127.0.0.1", port=port, log_level="warning", access_log=False, lifespan="off")
    )


def _app(blocks: BlockDirectory) -> Starlette:
    """The routes of Kubo's RPC over a block directory."""
    answers = {
        "version": _version,
        "block/get": partial(_block_get, blocks),
        "dag/import": partial(_dag_import, blocks),
        "pin/ls": partial(_pin_ls, blocks),
        "pin/rm": _pin_rm,
    }
    routes = [Route(f"/api/v0/{path}", _post(answer), methods=["POST"]) for path, answer in answers.items()]
    return Starlette(routes=[*routes, Route("/{path:path}", _post(_unknown), methods=["POST"])])


def _post(answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that answers an expected error as Kubo does: 500, with a JSON message for whatever goes wrong."""

    async def endpoint(request: Request) -> Response:
        try:
            return await answer(request)
        except KulaError as error:
            problem = {"Message": str(error), "Code": 0, "Type": "error"}
            # The rest of a body that is refused is never read.
            return JSONResponse(problem, 500, {"Connection": "close"})

    return endpoint


async def _version(_: Request) -> Response:
    return JSONResponse({"Version": "0.43.0", "Commit": "kula-blocks"})


async def _block_get(blocks: BlockDirectory, request: Request) -> Response:
    return Response(await run_in_threadpool(blocks.get_block, _cid(request)), media_type="text/plain")


async def _dag_import(blocks: BlockDirectory, request: Request) -> Response:
    archive = await _upload(Request(request.scope, _limited(request)))

    def write() -> list[str]:
        archived = list(read_car(archive))
        blocks.write_blocks(archived, [])
        return [cid for cid, _ in archived[-1:]]

    lines = [dumps({"Root": {"Cid": {"/": cid}, "PinErrorMsg": ""}}) + "\n" for cid in await run_in_threadpool(write)]
    return Response("".join(lines), media_type="application/json")


async def _pin_ls(blocks: BlockDirectory, request: Request) -> Response:
    cid = _cid(request)
    if not await run_in_threadpool(blocks.pinned, cid):
        raise IntegrityError(cid, "is not pinned")
    return JSONResponse({"Keys": {cid: {"Type": "recursive"}}})


async def _pin_rm(request: Request) -> Response:
    """A block directory removes nothing: many nodes may share it."""
    return JSONResponse({"Pins": [_cid(request)]})


async def _unknown(request: Request) -> Response:
    problem = f"{request.url.path} is not served here; this is a block directory, not a whole Kubo"
    raise MalformedInput("path", problem)


def _cid(request: Request) -> str:
    """The content id that the query names."""
    cid = request.query_params.get("arg")
    if not cid:
        raise MalformedInput("arg", "must be the content id of a block")
    return cid


async def _upload(request: Request) -> bytes:
    """The first file of a multipart upload, or the body itself."""
    if not request.headers.get("Content-Type", "").startswith("multipart/"):
        return await request.body()
    try:
        async with request.form() as form:
            for part in form.values():
                return await part.read() if isinstance(part, UploadFile) else part.encode()
    except (HTTPException, MultiPartException) as error:
        raise MalformedInput("body", "must be a multipart upload of one file") from error
    return b""


def _limited(request: Request) -> Receive:
    """The parts of a body as they come. Raises MalformedInput if they are, or are announced to be, above MAX_UPLOAD_BYTES."""
    announced = int(request.headers.get("Content-Length", "0"))
    total = 0

    async def limited() -> Message:
        nonlocal total
        message = await request.receive()
        total += len(message.get("body", b""))
        if max(total, announced) > MAX_UPLOAD_BYTES:
            raise MalformedInput("body", f"at most {MAX_UPLOAD_BYTES} bytes")
        return message

    return limited
