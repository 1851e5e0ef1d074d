"""A block directory behind the part of Kubo's RPC that our client uses, so that strangers reach it like any Kubo. Loopback only."""

import json
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

from kula.protocol.errors import IntegrityError, KulaError, MalformedInput
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.car import read_car

MAX_UPLOAD_BYTES = 512 * 2**20
_CONTENT_TYPE = "Content-Type"


def server(blocks: BlockDirectory, port: int) -> ThreadingHTTPServer:
    """A server that is not started yet; port 0 takes a free one."""
    return ThreadingHTTPServer(("127.0.0.1", port), type("Handler", (_Handler,), {"blocks": blocks}))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    blocks: BlockDirectory

    def do_POST(self) -> None:
        url = urlparse(self.path)
        arguments = parse_qs(url.query).get("arg", [])
        try:
            status, kind, body = 200, *_answer(self.blocks, url.path, arguments, self._body())
        except KulaError as error:
            # Kubo answers 500 with a JSON message for whatever goes wrong.
            problem = {"Message": str(error), "Code": 0, "Type": "error"}
            status, kind, body = 500, "application/json", json.dumps(problem).encode()
        self.send_response(status)
        self.send_header(_CONTENT_TYPE, kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: content ids of unpublished records are nobody's business."""

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            raw = self._chunks()
        else:
            raw = self.rfile.read(self._checked(int(self.headers.get("Content-Length", "0"))))
        return _part(self.headers.get(_CONTENT_TYPE, ""), raw)

    def _chunks(self) -> bytes:
        parts: list[bytes] = []
        total = 0
        while size := int(self.rfile.readline().strip() or b"0", 16):
            total = self._checked(total + size)
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _checked(self, size: int) -> int:
        if size > MAX_UPLOAD_BYTES:
            self.close_connection = True
            raise MalformedInput("body", f"at most {MAX_UPLOAD_BYTES} bytes")
        return size


def _answer(blocks: BlockDirectory, path: str, arguments: list[str], body: bytes) -> tuple[str, bytes]:
    if path == "/api/v0/version":
        return "application/json", json.dumps({"Version": "0.43.0", "Commit": "kula-blocks"}).encode()
    if path == "/api/v0/block/get" and arguments:
        return "text/plain", blocks.get_block(arguments[0])
    if path == "/api/v0/dag/import":
        found = list(read_car(body))
        blocks.write_blocks(found, [])
        roots = [{"Root": {"Cid": {"/": cid}, "PinErrorMsg": ""}} for cid, _ in found[-1:]]
        return "application/json", b"".join(json.dumps(root).encode() + b"\n" for root in roots)
    if path == "/api/v0/pin/ls" and arguments:
        if not blocks.pinned(arguments[0]):
            raise IntegrityError(arguments[0], "is not pinned")
        return "application/json", json.dumps({"Keys": {arguments[0]: {"Type": "recursive"}}}).encode()
    raise MalformedInput("path", f"{path} is not served here; this is a block directory, not a whole Kubo")


def _part(content_type: str, raw: bytes) -> bytes:
    """The one file of a multipart upload, or the body itself."""
    if not content_type.startswith("multipart/"):
        return raw
    message = BytesParser().parsebytes(f"{_CONTENT_TYPE}: {content_type}\r\n\r\n".encode() + raw)
    for part in message.walk():
        if not part.is_multipart():
            payload = part.get_payload(decode=True)
            return payload if isinstance(payload, bytes) else b""
    return b""
