"""One JSON-RPC endpoint over HTTP: it asks, checks the form of the answer, and remembers how long to leave it alone."""

import itertools
import json
import random
import time
from typing import Any
from urllib.parse import urlsplit

import urllib3
from web3 import Web3

from kula.protocol.canonical import require_few_values
from kula.protocol.chain.rpc.problems import LOGS, Problem, problem_of, problem_of_status
from kula.protocol.chain.rpc.ranges import Range
from kula.protocol.errors import MalformedInput
from kula.protocol.ipfs.on_time import answers_on_time

MAX_LOGS_BYTES = 32 * 1024 * 1024
"""Most bytes of an answer with logs. A longer one is asked for in parts. Parsing takes up to seven times as much memory."""
MAX_ANSWER_BYTES = 8 * 1024 * 1024
"""Most bytes of any other answer. The longest that nodes ask for is a transaction, of 0.3 MB."""
_FIRST_REST_SECONDS = 0.1
_MOST_REST_SECONDS = 60.0
_SAY_SECONDS = 60.0
_HEADERS = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "gzip"}
_IDS = itertools.count(1)


class Failed(Exception):
    """Raised inside this package when an endpoint gave no usable answer. `answer` is its JSON-RPC error, if it sent one."""

    def __init__(
        self, problem: Problem, words: str, *, answer: dict[str, Any] | None = None, rest_seconds: float = 0.0
    ) -> None:
        super().__init__(words)
        self.problem = problem
        self.answer = answer
        self.rest_seconds = rest_seconds
        """How long the endpoint wants to be left alone, if it says so."""


class Endpoint:
    """An endpoint by its URL. `name` is the URL without what may be secret: account, path and query."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.url = url
        self.name = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
        self.range = Range()
        self.chain_id: int | None = None
        """The chain that it serves, once it was asked."""
        self.problem = ""
        """Why it failed last."""
        self._rests_until = 0.0
        self._failures = 0
        self._said_at = -_SAY_SECONDS
        self._http = urllib3.PoolManager(num_pools=1, maxsize=8, retries=False)
        self._http.pool_classes_by_scheme = answers_on_time(self._http.pool_classes_by_scheme)

    @property
    def failing(self) -> bool:
        """Whether its last answer was none."""
        return self._failures > 0

    def rests_for(self) -> float:
        """Returns for how many seconds it should still be left alone. It is 0 if it can be asked now."""
        return max(0.0, self._rests_until - time.monotonic())

    def rest(self, problem: str, seconds: float = 0.0) -> None:
        """Leaves it alone after a failure: for `seconds`, or longer with each failure in a row, with jitter."""
        self.problem = problem
        self._failures += 1
        longest = min(_MOST_REST_SECONDS, _FIRST_REST_SECONDS * 2**self._failures)
        chosen = seconds or longest * random.uniform(0.5, 1.0)  # noqa: S311 (no secret depends on it)
        self._rests_until = time.monotonic() + chosen

    def should_say(self) -> bool:
        """Tells whether a failure is news. One that limits every second request is said once in a while only."""
        is_news = time.monotonic() - self._said_at > _SAY_SECONDS
        if is_news:
            self._said_at = time.monotonic()
        return is_news

    def recover(self) -> None:
        """Notes that it answered."""
        self._failures = 0
        self._rests_until = 0.0

    def ask(self, method: str, params: Any, seconds: float) -> dict[str, Any]:
        """Returns the JSON-RPC answer, with a `result` or with an error of the chain's own. Raises Failed."""
        number, most = next(_IDS), MAX_LOGS_BYTES if method == LOGS else MAX_ANSWER_BYTES
        request = Web3.to_json({"jsonrpc": "2.0", "method": method, "params": params, "id": number}).encode()
        options = {"timeout": urllib3.Timeout(total=seconds), "redirect": False, "preload_content": False}
        try:
            response = self._http.request("POST", self.url, body=request, headers=_HEADERS, **options)
            body = _read(response, most)
        except urllib3.exceptions.TimeoutError as error:
            raise Failed(_timed_out(method, params), f"no answer within {seconds:.0f} s") from error
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise Failed(Problem.BROKEN, _brief(str(error))) from error
        if body is None:
            words = f"its answer has more than {most:,} bytes"
            raise Failed(Problem.TOO_WIDE if method == LOGS else Problem.BROKEN, words)
        return _checked(method, number, response.status, response.headers.get("Retry-After", ""), body)


def _read(response: urllib3.BaseHTTPResponse, most: int) -> bytearray | None:
    """Returns a body, or None if it is too long. `answers_on_time` ends one that comes too slowly."""
    body = bytearray()
    while chunk := response.read1(1 << 18, decode_content=True):
        body += chunk
        if len(body) > most:
            response.close()
            return None
    response.release_conn()
    return body


def _checked(method: str, number: int, status: int, retry_after: str, body: bytearray) -> dict[str, Any]:
    """Returns an answer that has the form of JSON-RPC and is to our request."""
    rest_seconds = _seconds_of(retry_after)
    try:
        require_few_values(body)
    except MalformedInput as error:
        raise Failed(Problem.BROKEN, f"its answer {error}") from error
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        words = f"HTTP {status} with a body that is no JSON"
        raise Failed(problem_of_status(method, status), words, rest_seconds=rest_seconds) from error
    if isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    if not isinstance(answer, dict):
        raise Failed(
            problem_of_status(method, status), f"HTTP {status} without a JSON-RPC answer", rest_seconds=rest_seconds
        )
    error = answer.get("error")
    if error:
        raise_unless_refused(method, status, error, rest_seconds)
        return {"jsonrpc": "2.0", "id": number, "error": error}
    if "result" not in answer:
        words = f"HTTP {status} with neither result nor error"
        raise Failed(problem_of_status(method, status), words, rest_seconds=rest_seconds)
    if answer.get("id") != number:
        raise Failed(
            Problem.BROKEN, f"the answer is to another request ({_brief(str(answer.get('id')))}, not {number})"
        )
    return {"jsonrpc": "2.0", "id": number, "result": answer["result"]}


def raise_unless_refused(method: str, status: int, error: Any, rest_seconds: float) -> None:
    """Raises Failed unless a JSON-RPC error is the chain's own answer."""
    code, message = (error.get("code"), error.get("message")) if isinstance(error, dict) else (0, error)
    known = problem_of(method, code if isinstance(code, int) else 0, str(message))
    if status == 429:
        known = Problem.THROTTLED
    if known is not Problem.REFUSED:
        answer = {"code": code if isinstance(code, int) else 0, "message": _brief(str(message))}
        raise Failed(known, _brief(f"{code}: {message}"), answer=answer, rest_seconds=rest_seconds)


def _timed_out(method: str, params: Any) -> Problem:
    """Returns what a time-out means. A wide request for logs may only be too much work."""
    if method != LOGS:
        return Problem.BROKEN
    first, last = int(params[0]["fromBlock"], 16), int(params[0]["toBlock"], 16)
    return Problem.TOO_WIDE if last - first >= 500 else Problem.BROKEN


def _seconds_of(retry_after: str) -> float:
    """Returns the seconds of a Retry-After header, within bounds. A date or nonsense counts as none."""
    is_number = retry_after.isascii() and retry_after.strip().isdigit()
    return min(_MOST_REST_SECONDS, float(retry_after)) if is_number else 0.0


def _brief(words: str) -> str:
    """Returns words of an endpoint on one line, cut to a length that fits into a log."""
    return " ".join(words.split())[:200]
