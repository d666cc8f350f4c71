"""A local server that stands for all upstream hosts: a proxy with certificates of its own, so addresses stay real."""

import contextlib
import ssl
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from urllib.parse import urlsplit

import trustme

from lunar_assets.raw.catalogue import CATALOGUE
from lunar_assets.raw.datahub import MASTER_URL
from lunar_tests.upstream.answers import Answer, status

NAMES = sorted({urlsplit(url).netloc for url in [MASTER_URL, *(file.url for file in CATALOGUE)]})
NAMES += ["login.hospital.example"]
POLL_SECONDS = 0.02  # closing waits for the next; by default half a second, after each of many tests


class Hosts:
    """The server. Clients find it through the environment, as they would a hospital's proxy.

    Attributes:
        answers: Address -> what is answered, or a list of which each request takes one and the last stays.
        fallback: Asked for an address that `answers` does not have.
        asked: How often each address was asked for, whatever the answer.
        bytes_sent: Bytes of all bodies.
    """

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.answers: dict[str, Answer | list[Answer]] = {}
        self.fallback: Callable[[str], Answer | None] = lambda url: None
        self.asked: Counter[str] = Counter()
        self.bytes_sent = 0
        self.most_at_once = 0
        self._at_once = 0
        self._lock = Lock()
        self._bundle = folder / "certificates.pem"
        authority.cert_pem.write_to_path(str(self._bundle))
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*NAMES).configure_cert(self.context)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"hosts": self}))
        self.server.daemon_threads = True
        self.server.handle_error = lambda request, client: None  # clients that go are part of the tests
        Thread(target=self.server.serve_forever, args=[POLL_SECONDS], daemon=True).start()

    @property
    def environment(self) -> dict[str, str]:
        """What a client has to have in its environment to meet these hosts instead of the real ones."""
        proxy = f"http://127.0.0.1:{self.server.server_port}"
        return {"HTTPS_PROXY": proxy, "https_proxy": proxy, "REQUESTS_CA_BUNDLE": str(self._bundle), "NO_PROXY": ""}

    def answer(self, url: str) -> Answer:
        with self._lock:
            self.asked[url] += 1
            answers = self.answers.get(url)
            if isinstance(answers, list):
                return answers.pop(0) if len(answers) > 1 else answers[0]
        return answers or self.fallback(url) or status(404)

    def begin(self) -> None:
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)

    def end(self) -> None:
        with self._lock:
            self._at_once -= 1

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hosts: Hosts
    host = ""

    def do_CONNECT(self) -> None:  # noqa: N802 - the name that the library calls
        self.send_response(200)
        self.end_headers()
        self.host = self.path.rpartition(":")[0]
        self.connection = self.hosts.context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")
        self.close_connection = False

    def do_GET(self) -> None:  # noqa: N802
        self.hosts.begin()
        try:
            self.hosts.answer(f"https://{self.host}{self.path}")(self)
            self.wfile.flush()
        except (OSError, ValueError):  # the client went, or the answer broke the connection on purpose
            self.close_connection = True
        finally:
            self.hosts.end()

    do_HEAD = do_GET  # noqa: N815

    def body(self, piece: bytes) -> None:
        """Send a piece of the body at once."""
        if self.command == "HEAD":
            return
        self.wfile.write(piece)
        self.wfile.flush()
        self.hosts.bytes_sent += len(piece)

    def finish(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().finish()

    def log_message(self, *arguments: object) -> None:
        pass
