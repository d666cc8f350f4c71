"""The size of the real thing: a file of 700 MB in the memory of a small one."""

import hashlib
import json
import os
import random
import subprocess
import sys
from typing import Any

import pytest

from lunar_assets.raw.catalogue import files_of
from lunar_tests.upstream.hosts import Hosts

pytestmark = pytest.mark.soak

FILE = files_of("glass", "mutations")[0]
PIECE = b"# " + random.Random(1).randbytes((1 << 19) - 2).hex().encode()[: (1 << 20) - 3] + b"\n"
LARGE = 700

FETCH = """
import json, re, sys, time
from dataclasses import replace
from pathlib import Path
from lunar_assets.raw.catalogue import files_of
from lunar_assets.raw.public_source import PublicHosts
root, pins = Path(sys.argv[1]), json.loads(sys.argv[2])
file = files_of("glass", "mutations")[0]
for checksum, size in pins:
    begun = time.perf_counter()
    PublicHosts(root).fetch([replace(file, checksum=checksum, bytes=size)])
    seconds = time.perf_counter() - begun
    peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
    print(size, peak, round(seconds, 1))
"""


def repeated(pieces: int):
    """An answer of so many megabytes, made on the way."""

    def answer(handler: Any) -> None:  # noqa: ANN401
        handler.send_response(200)
        handler.send_header("Content-Length", str(pieces * len(PIECE)))
        handler.end_headers()
        for _ in range(pieces):
            handler.body(PIECE)

    return answer


def pin(pieces: int) -> tuple[str, int]:
    digest = hashlib.sha256()
    for _ in range(pieces):
        digest.update(PIECE)
    return f"sha256:{digest.hexdigest()}", pieces * len(PIECE)


def test_700_megabytes_take_no_more_memory_than_one(tmp_path):
    hosts = Hosts(tmp_path)
    hosts.answers[FILE.url] = [repeated(1), repeated(LARGE)]
    command = [sys.executable, "-c", FETCH, str(tmp_path / "downloads"), json.dumps([pin(1), pin(LARGE)])]
    done = subprocess.run(command, env=os.environ | hosts.environment, capture_output=True, text=True, check=True)
    hosts.close()
    small, large = (list(map(float, line.split())) for line in done.stdout.splitlines())
    print(f"1 MB: peak {small[1] / 1000:.0f} MB; 700 MB: peak {large[1] / 1000:.0f} MB in {large[2]} s")
    assert large[0] > 700e6
    assert large[1] - small[1] < 20_000  # kilobytes: buffers, not content
