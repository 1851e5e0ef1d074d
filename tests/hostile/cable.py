"""A cable between a program and a server, which can be cut: connections hang, and new ones are taken and hang too."""

import socket
import threading
from contextlib import suppress
from typing import Self
from urllib.parse import urlsplit

_PART_BYTES = 1 << 16


class Cable:
    """A context in which a port on loopback leads to a server, under `url`. While it is `cut`, nothing passes."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = (parts.hostname, parts.port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._whole = threading.Event()
        self._whole.set()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._whole.set()
        self._listening.close()

    def cut(self) -> None:
        """Lets nothing pass from now on."""
        self._whole.clear()

    def mend(self) -> None:
        """Lets everything pass again, what has waited too."""
        self._whole.set()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        self._whole.wait()
        with suppress(OSError), near, socket.create_connection(self._target) as far:
            back = threading.Thread(target=self._carry, args=(far, near), daemon=True)
            back.start()
            self._carry(near, far)
            back.join()

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while part := near.recv(_PART_BYTES):
                self._whole.wait()
                far.sendall(part)
            far.shutdown(socket.SHUT_WR)
