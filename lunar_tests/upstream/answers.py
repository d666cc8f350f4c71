"""What a host may answer: the file, and all the ways in which real hosts, networks and proxies spoil it."""

import hashlib
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

Answer = Callable[[Any], None]
"""Writes an answer through a request handler."""

PAGE = b"<!DOCTYPE html><html><body>Please log in</body></html>"


def content(data: bytes, *, ranges: bool = True, type: str = "text/plain") -> Answer:
    """The file, as a well-behaved host gives it: with length, name of its state, and parts on request."""
    name = _name(data)

    def answer(handler: Any) -> None:  # noqa: ANN401
        start = _start(handler, name) if ranges else 0
        handler.send_response(206 if start else 200)
        headers = {"Content-Length": str(len(data) - start), "ETag": name, "Content-Type": type}
        if ranges:
            headers["Accept-Ranges"] = "bytes"
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        _headers(handler, headers)
        handler.body(data[start:])

    return answer


def status(code: int, *, body: bytes = b"", **headers: str) -> Answer:
    """An answer with a status code; header `Retry_After` is written `Retry-After`."""

    def answer(handler: Any) -> None:  # noqa: ANN401
        handler.send_response(code)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        _headers(handler, {"Content-Length": str(len(body)), **named})
        handler.body(body)

    return answer


def redirect(url: str) -> Answer:
    """On to another address."""
    return status(302, Location=url)


def page() -> Answer:
    """A log-in page, with status 200."""
    return status(200, body=PAGE, Content_Type="text/html; charset=utf-8")


def reset_at(data: bytes, share: float, *, name: str | None = None) -> Answer:
    """The file up to a share of it, then the connection is reset; with another name of its state, or none."""
    state = _name(data) if name is None else name

    def answer(handler: Any) -> None:  # noqa: ANN401
        start = _start(handler, state)
        handler.send_response(206 if start else 200)
        headers = {"Content-Length": str(len(data) - start), "Accept-Ranges": "bytes"}
        if state:
            headers["ETag"] = state
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        _headers(handler, headers)
        handler.body(data[start : int(len(data) * share)])
        time.sleep(0.2)  # a reset overtakes what is still on its way
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.close_connection = True
        handler.connection.close()

    return answer


def without_length(data: bytes) -> Answer:
    """An answer that ends where the connection ends, so that a short one looks whole."""

    def answer(handler: Any) -> None:  # noqa: ANN401
        handler.send_response(200)
        _headers(handler, {"Connection": "close"})
        handler.body(data)
        handler.close_connection = True

    return answer


def ends_early(data: bytes, share: float) -> Answer:
    """The whole length is announced, but the connection ends in good order before it."""

    def answer(handler: Any) -> None:  # noqa: ANN401
        handler.send_response(200)
        _headers(handler, {"Content-Length": str(len(data)), "Connection": "close"})
        handler.body(data[: int(len(data) * share)])
        handler.close_connection = True

    return answer


def trickle(data: bytes, *, pause_seconds: float, piece_bytes: int = 1) -> Answer:
    """The file, a few bytes at a time."""

    def answer(handler: Any) -> None:  # noqa: ANN401
        handler.send_response(200)
        _headers(handler, {"Content-Length": str(len(data)), "ETag": _name(data), "Accept-Ranges": "bytes"})
        for at in range(0, len(data), piece_bytes):
            time.sleep(pause_seconds)
            handler.body(data[at : at + piece_bytes])

    return answer


def silence(seconds: float) -> Answer:
    """Nothing at all."""
    return lambda handler: time.sleep(seconds)


def _name(data: bytes) -> str:
    """How the host names a state of a file."""
    return f'"{hashlib.md5(data).hexdigest()}"'


def _start(handler: Any, name: str) -> int:  # noqa: ANN401
    """Where the client wants to go on, if it still means this state of the file."""
    wanted = handler.headers.get("Range", "")
    if not wanted or handler.headers.get("If-Range", name) != name:
        return 0
    return int(wanted.removeprefix("bytes=").rstrip("-"))


def _headers(handler: Any, headers: dict[str, str]) -> None:  # noqa: ANN401
    for header, value in headers.items():
        handler.send_header(header, value)
    handler.end_headers()
