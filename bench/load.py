"""`python -m bench.load PLAN`: readers who ask, wait for the answer and ask again, in a process of its own.

One thread on non-blocking sockets with requests made beforehand, so that it leaves the cores to the product.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import sys
import time
import zlib
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from bench.session import AGENT

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_ZIPPED = re.compile(rb"\r\ncontent-encoding: *gzip", re.IGNORECASE)
_CLOSING = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
_WRONG = (b"panel error", b"kpi error")
_STALLED = 60.0
_APART = 0.02
"""Seconds between two readers: of connections in one moment, one worker of gunicorn takes nearly all."""


class Reader:
    """One signed-in reader with one connection that is kept open."""

    def __init__(self, port: int, cookie: str) -> None:
        self._port = port
        self._head = (
            f"POST /_dash-update-component HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: {AGENT}\r\n"
            f"Accept-Encoding: gzip\r\nContent-Type: application/json\r\nCookie: {cookie}\r\nContent-Length: "
        ).encode()
        self.connect()

    def connect(self) -> None:
        """Open the connection anew, up to its first answer: a new one without a request holds a thread of gunicorn."""
        self.socket = socket.create_connection(("127.0.0.1", self._port), timeout=_STALLED)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % self._port)
        said = b""
        while not said.endswith(b"\r\n\r\nok"):
            said += self.socket.recv(1 << 16) or b"\r\n\r\nok"

    def send(self, body: bytes) -> None:
        """Send a request."""
        self._held, self._end = bytearray(), 0
        self.started = time.perf_counter()
        self.socket.sendall(b"%b%d\r\n\r\n%b" % (self._head, len(body), body))

    def receive(self) -> bool | None:
        """Take what has come; True when the answer is whole, None when the connection ended without one."""
        piece = self.socket.recv(1 << 18)
        if not piece:
            return None
        self._held += piece
        if not self._end and (split := self._held.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._held, 0, split + 2)
            if length is None:
                return None
            self._end = split + 4 + int(length[1])
        return 0 < self._end <= len(self._held)

    def fault(self) -> str | None:
        """What is wrong with the answer, if anything."""
        head, _, body = bytes(self._held).partition(b"\r\n\r\n")
        if _CLOSING.search(head):
            self.socket.close()
            self.connect()
        if not head.startswith(b"HTTP/1.1 200"):
            return head[:40].decode("latin-1")
        text = zlib.decompress(body, 47) if _ZIPPED.search(head) else body
        return next((word.decode() for word in _WRONG if word in text), None)


def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Let `clients` readers ask for `seconds`, or until the requests run out; returns what they saw."""
    lines = Path(plan["bodies"]).read_bytes().splitlines()
    requests = cycle(lines) if plan["again"] else iter(lines)
    readers = []
    for cookie in plan["cookies"]:
        readers.append(Reader(plan["port"], cookie))
        time.sleep(_APART)
    times: list[float] = []
    faults: list[str] = []
    used, started = time.process_time(), time.perf_counter()
    for reader, took in _answers(readers, requests, started + plan["seconds"]):
        if took is None:
            faults.append("no answer")
        else:
            times.append(took * 1000)
            if fault := reader.fault():
                faults.append(fault)
    wall = time.perf_counter() - started
    return {
        "clients": len(readers),
        "seconds": wall,
        "times_ms": times,
        "faults": faults,
        "generator_cores": (time.process_time() - used) / wall,
    }


def _answers(readers: list[Reader], requests: Iterator[bytes], until: float) -> Iterator[tuple[Reader, float | None]]:
    """Each answer as it comes with its seconds; None for one that did not come."""
    busy = 0
    with selectors.DefaultSelector() as waiting:
        for reader in readers:
            busy += _next(reader, requests, waiting)
        while busy:
            ready = waiting.select(_STALLED)
            if not ready:
                yield from ((reader, None) for reader in readers)
                return
            for key, _ in ready:
                reader = key.data
                whole = reader.receive()
                if whole is False:
                    continue
                took = time.perf_counter() - reader.started
                waiting.unregister(key.fileobj)
                if whole is None:
                    reader.connect()
                yield reader, took if whole else None
                busy -= 1
                if time.perf_counter() < until:
                    busy += _next(reader, requests, waiting)


def _next(reader: Reader, requests: Iterator[bytes], waiting: selectors.BaseSelector) -> int:
    body = next(requests, None)
    if body is None:
        return 0
    reader.send(body)
    waiting.register(reader.socket, selectors.EVENT_READ, reader)
    return 1


if __name__ == "__main__":
    json.dump(run(json.loads(Path(sys.argv[1]).read_text())), sys.stdout)
