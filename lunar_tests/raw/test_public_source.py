"""Downloads from a host: only what the catalogue pins is taken, and what was good before stays."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from lunar_assets.errors import SourceError
from lunar_assets.raw.catalogue import UpstreamFile, files_of
from lunar_assets.raw.public_source import PublicHosts

SURGERY = next(file for file in files_of("glass", "clinical") if file.path.endswith("data_timeline_surgery.txt"))
CONTENT = b"PATIENT_ID\tSTART_DATE\tSAMPLE_ID\nGLSS-19-0266\t548\tGLSS-19-0266-R1\n"


class Host:
    """A local web server with files by path, which counts what it is asked for."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: Counter[str] = Counter()
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # noqa: N802 - the name that the library calls
                host.asked[self.path] += 1
                content = host.files.get(self.path)
                self.send_response(404 if content is None else 200)
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    def file(self, content: bytes | None, *, of: bytes = CONTENT, required: bool = True) -> UpstreamFile:
        """The entry of a file that is pinned to the content `of`, while the host serves `content`."""
        self.files = {} if content is None else {"/surgery.txt": content}
        url = f"http://127.0.0.1:{self.server.server_port}/surgery.txt"
        checksum = f"sha256:{hashlib.sha256(of).hexdigest()}"
        return replace(SURGERY, url=url, checksum=checksum, bytes=len(of), required=required)


@pytest.fixture
def host() -> Iterator[Host]:
    served = Host()
    yield served
    served.server.shutdown()


def test_the_pinned_content_is_put_where_a_mirror_has_it(host, tmp_path):
    (fetched,) = PublicHosts(tmp_path).fetch([host.file(CONTENT)])
    assert fetched.path == tmp_path / SURGERY.path and fetched.path.read_bytes() == CONTENT
    assert fetched.sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_what_is_there_with_the_right_checksum_is_not_fetched_again(host, tmp_path):
    file = host.file(CONTENT)
    PublicHosts(tmp_path).fetch([file])
    PublicHosts(tmp_path).fetch([file])
    assert host.asked["/surgery.txt"] == 1


@pytest.mark.parametrize(
    ("served", "message"),
    [
        (CONTENT[:-10], "checksum"),
        (b"<html><body>Please log in</body></html>", "web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:3c92\nsize 47731\n", "Git LFS"),
        (b"", "empty"),
        (None, "could not be downloaded from .* 404"),
    ],
    ids=["short", "web page", "pointer", "empty", "missing"],
)
def test_anything_else_is_refused_by_name_and_the_last_good_file_stays(host, tmp_path, served, message):
    PublicHosts(tmp_path).fetch([host.file(CONTENT)])
    newer = host.file(served, of=CONTENT + b"GLSS-19-0267\t304\tGLSS-19-0267-R1\n")
    with pytest.raises(SourceError, match=f"{SURGERY.path}.*{message}"):
        PublicHosts(tmp_path).fetch([newer])
    target = tmp_path / SURGERY.path
    assert target.read_bytes() == CONTENT
    assert list(target.parent.iterdir()) == [target]


def test_an_optional_file_that_the_host_does_not_have_is_left_out(host, tmp_path):
    assert PublicHosts(tmp_path).fetch([host.file(None, required=False)]) == []
