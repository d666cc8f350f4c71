"""Requests to upstream hosts: one way to ask, to tell what may pass from what will not, and to read small answers."""

import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
import urllib3
from urllib3.util import Retry

from lunar_assets.errors import SourceError

BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which the same request may succeed later."""

IDENTITY = {"Accept-Encoding": "identity"}
"""Bytes as they lie upstream: only so do lengths, ranges and checksums mean what they say."""


LONGEST_ANSWER = 1 << 16
PIECE_BYTES = 1 << 20


class PassingError(SourceError):
    """A request failed in a way that may pass: try again, after `wait_seconds` where the host names a time."""

    def __init__(self, message: str, wait_seconds: float | None = None) -> None:
        """Keep the message and the time that the host asks for."""
        super().__init__(message)
        self.wait_seconds = wait_seconds


@dataclass(frozen=True)
class Limits:
    """How long a host may take.

    Attributes:
        connect_seconds: To accept a connection.
        silence_seconds: Between two pieces of an answer.
    """

    connect_seconds: float = 10
    silence_seconds: float = 60


@contextmanager
def passing_errors(what: str) -> Generator[None]:
    """Tell failures of the network that may pass from those that will not, in words that name what was asked for.

    The errors of the libraries are left out of the chain, which Dagster stores: they quote addresses of redirects with
    their signatures, and proxies with their passwords.

    Raises:
        PassingError: The connection failed, broke or fell silent.
        SourceError: The address leads in a circle, the certificate is not trusted, or the request cannot be sent.
    """
    try:
        yield
    except requests.TooManyRedirects:
        raise SourceError(f"{what}: the host redirects in a circle. Look at the address in a browser.") from None
    except requests.exceptions.SSLError as error:
        raise SourceError(
            f"{what}: the connection is not trusted ({_reason(error)}). Where a proxy inspects traffic, set "
            "REQUESTS_CA_BUNDLE to its certificates."
        ) from None
    except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
        raise PassingError(f"{what}: the host is silent ({_reason(error)}).") from None
    except (requests.ConnectionError, urllib3.exceptions.HTTPError, ConnectionError) as error:
        raise PassingError(f"{what}: the connection failed ({_reason(error)}).") from None
    except requests.RequestException as error:
        raise SourceError(
            f"{what}: the request cannot be sent ({type(error).__name__}). Look at the address, at where it leads in a "
            "browser, and at the proxy that HTTPS_PROXY names."
        ) from None


@contextmanager
def opened(
    session: requests.Session,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    limits: Limits,
    method: str = "GET",
    expected: tuple[int, ...] = (200,),
) -> Generator[requests.Response]:
    """The answer to a request, its body not yet read. Proxies and certificates are those of the environment.

    Args:
        session: Session to ask with.
        url: Address.
        headers: Headers beside `IDENTITY`.
        limits: How long the host may take.
        method: HTTP method.
        expected: Status codes that the caller can use.

    Raises:
        PassingError: The host is busy or cannot be reached.
        SourceError: The host refuses, leads to an address that is not encrypted, or the answer is a web page.
    """
    with passing_errors(url):
        response = session.request(
            method,
            url,
            headers={**IDENTITY, **(headers or {})},
            timeout=(limits.connect_seconds, limits.silence_seconds),
            allow_redirects=True,
            stream=True,
        )
    with response:
        _refuse_plain_addresses(response, url)
        _refuse_other_answers(response, url, expected)
        yield response


def ask(session: requests.Session, url: str, *, headers: Mapping[str, str] | None = None, until: float) -> bytes:
    """A small answer: at most 64 KB.

    Args:
        session: Session to ask with.
        url: Address.
        headers: Headers of the request.
        until: Time by `time.monotonic` at which the whole answer must be there.

    Raises:
        PassingError: The host is busy, slow or cannot be reached.
        SourceError: The host refuses, or the answer is a web page or too long.
    """
    left = _left(url, until)
    limits = Limits(min(left, 5), min(left, 10))
    answer = b""
    with opened(session, url, headers=headers, limits=limits) as response:
        for piece in pieces(response, url):
            answer += piece
            if len(answer) > LONGEST_ANSWER:
                raise SourceError(f"{url}: more than {LONGEST_ANSWER} bytes came, expected a short answer.")
            _left(url, until)
    return answer


def pieces(response: requests.Response, what: str) -> Iterator[bytes]:
    """The body of an answer as it comes in, undecoded; never waits for a piece to fill up.

    Raises:
        PassingError: The connection broke, fell silent, or ended before the announced length.
    """
    with passing_errors(what):
        while piece := response.raw.read1(PIECE_BYTES, decode_content=False):
            yield piece


def _reason(error: BaseException) -> str:
    """What is at the bottom of an error that libraries have wrapped several times, each repeating the address."""
    inner = [getattr(error, "reason", None), *error.args]
    below = next((one for one in inner if isinstance(one, BaseException)), None)
    return _reason(below) if below else str(error)


def _left(url: str, until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise PassingError(f"{url}: the host is too slow.")
    return left


def _refuse_plain_addresses(response: requests.Response, url: str) -> None:
    for step in (*response.history, response):
        if not step.url.startswith("https://"):
            raise SourceError(
                f"{url}: it leads to {_without_secrets(step.url)}, which is not encrypted: anybody on the way could "
                "change the file. Ask who runs the host, the network or the proxy."
            )


def _without_secrets(url: str) -> str:
    """An address without user, password and query, which may be a signature."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _refuse_other_answers(response: requests.Response, url: str, expected: tuple[int, ...]) -> None:
    came_from = f" (redirected to {_without_secrets(response.url)})" if response.history else ""
    refused = response.status_code not in expected
    if response.status_code in BUSY or (refused and "Retry-After" in response.headers):
        wait_seconds = _retry_after(response)
        pause = "" if wait_seconds is None else f" and asks for a pause of {wait_seconds:.0f} s"
        raise PassingError(f"{url}{came_from}: {_status(response)}{pause}.", wait_seconds)
    if refused:
        raise SourceError(
            f"{url}{came_from}: {_status(response)}; expected the file. Upstream may have moved it: look at "
            "the address in a browser, and compare it with the catalogue."
        )
    if response.headers.get("Content-Type", "").startswith("text/html"):
        raise SourceError(
            f"{url}{came_from}: a web page came, perhaps a log-in page; expected the file. Open the address in a "
            "browser, and ask who runs the network or the proxy."
        )


def _status(response: requests.Response) -> str:
    return f"the host answered {response.status_code} {response.reason}".rstrip()


def _retry_after(response: requests.Response) -> float | None:
    text = response.headers.get("Retry-After")
    try:
        return None if text is None else Retry().parse_retry_after(text)
    except urllib3.exceptions.InvalidHeader:
        return None  # the growing waits hold
