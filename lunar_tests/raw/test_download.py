"""One download from hosts that behave well and badly: it ends with the right bytes, or says what came instead."""

import hashlib
import random
import shutil
import time
from email.utils import formatdate
from pathlib import Path

import pytest

from lunar_assets.errors import SourceError
from lunar_assets.raw.catalogue import files_of
from lunar_assets.raw.download import download, put_in_place
from lunar_assets.raw.http import Limits
from lunar_assets.raw.wanted import Patience, Wanted
from lunar_tests.upstream.answers import (
    content,
    ends_early,
    page,
    redirect,
    reset_at,
    silence,
    status,
    trickle,
    without_length,
)

SURGERY = next(file for file in files_of("glass", "clinical") if file.path.endswith("data_timeline_surgery.txt"))
URL = SURGERY.url
LOGIN = "https://login.hospital.example/"
DATA = b"PATIENT_ID\tSTART_DATE\tSAMPLE_ID\n" + random.Random(1).randbytes(300_000).hex().encode()
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"3c" * 32 + b"\nsize 47731\n"
QUICK = Patience(attempts=4, limits=Limits(5, 1), first_wait_seconds=0.01, longest_wait_seconds=3)


def fetch(tmp_path: Path, *, data: bytes = DATA, pinned: bool = True, patience: Patience = QUICK) -> Path:
    wanted = Wanted(SURGERY.path, URL, f"sha256:{hashlib.sha256(data).hexdigest()}", len(data))
    partial = tmp_path / "surgery.txt.partial"
    download(wanted if pinned else Wanted(SURGERY.path, URL), partial, patience=patience, report=lambda *_: None)
    put_in_place(partial, tmp_path / "surgery.txt")
    return tmp_path / "surgery.txt"


def test_the_file_comes_through_proxy_and_certificates_of_the_environment(hosts, tmp_path):
    hosts.answers[URL] = content(DATA)
    assert fetch(tmp_path).read_bytes() == DATA
    assert [path.name for path in tmp_path.iterdir()] == ["surgery.txt"]  # nothing is left beside it


def test_a_certificate_that_nobody_vouches_for_is_refused_at_once(hosts, tmp_path, monkeypatch):
    hosts.answers[URL] = content(DATA)
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(SourceError, match="not trusted .*REQUESTS_CA_BUNDLE"):
        fetch(tmp_path)


@pytest.mark.parametrize(
    "troubles",
    [
        [status(500), status(500)],
        [status(429, Retry_After="0")],
        [status(403, Retry_After="0")],
        [reset_at(DATA, 0.6)],
        [reset_at(DATA, 0.3), reset_at(DATA, 0.6)],
        [reset_at(DATA, 0.0)],
        [ends_early(DATA, 0.5)],
        [without_length(DATA[:1000])],
        [silence(2)],
        [trickle(DATA, pause_seconds=0.05)],
    ],
    ids=["500", "429", "403 of a limit", "reset", "two resets", "reset at once", "end", "short", "silence", "trickle"],
)
def test_what_passes_is_waited_for(hosts, tmp_path, troubles):
    hosts.answers[URL] = [*troubles, content(DATA)]
    assert fetch(tmp_path).read_bytes() == DATA
    assert hosts.asked[URL] == len(troubles) + 1


def test_a_download_goes_on_where_it_broke_off(hosts, tmp_path):
    hosts.answers[URL] = [reset_at(DATA, 0.6), content(DATA)]
    fetch(tmp_path)
    assert hosts.bytes_sent == len(DATA)


def test_a_pinned_file_goes_on_though_the_host_does_not_name_its_state(hosts, tmp_path):
    hosts.answers[URL] = [reset_at(DATA, 0.6, name=""), content(DATA)]
    assert fetch(tmp_path).read_bytes() == DATA
    assert hosts.bytes_sent == len(DATA)


def test_a_file_without_promised_checksum_does_not(hosts, tmp_path):
    hosts.answers[URL] = [reset_at(DATA, 0.6, name=""), content(DATA)]
    assert fetch(tmp_path, pinned=False).read_bytes() == DATA
    assert hosts.bytes_sent > len(DATA)


def test_a_large_file_may_take_many_attempts_as_long_as_each_brings_it_further(hosts, tmp_path):
    data = DATA * 20  # 12 MB
    shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]  # twice the attempts that are made without progress
    hosts.answers[URL] = [*(reset_at(data, share) for share in shares), content(data)]
    assert fetch(tmp_path, data=data).read_bytes() == data
    assert hosts.asked[URL] == len(shares) + 1 > QUICK.attempts and hosts.bytes_sent == len(data)


@pytest.mark.parametrize("pinned", [True, False])
def test_a_name_of_the_state_that_was_lost_with_the_power_stops_no_later_run(hosts, tmp_path, pinned):
    (tmp_path / "surgery.txt.partial").write_bytes(DATA[:1000])
    (tmp_path / "surgery.txt.partial.state").write_bytes(b"")
    hosts.answers[URL] = content(DATA)
    assert fetch(tmp_path, pinned=pinned).read_bytes() == DATA
    assert hosts.bytes_sent == len(DATA) - (1000 if pinned else 0)


def test_a_host_without_ranges_sends_it_all_again(hosts, tmp_path):
    hosts.answers[URL] = [reset_at(DATA, 0.6), content(DATA, ranges=False)]
    assert fetch(tmp_path).read_bytes() == DATA
    assert hosts.bytes_sent == int(len(DATA) * 0.6) + len(DATA)


def test_a_download_goes_on_in_another_process(hosts, tmp_path):
    hosts.answers[URL] = reset_at(DATA, 0.6)
    with pytest.raises(SourceError, match=r"in 1 attempts.*connection failed.*360019 bytes are kept"):
        fetch(tmp_path, patience=Patience(attempts=1, limits=Limits(5, 1)))
    hosts.answers[URL], hosts.bytes_sent = content(DATA), 0
    assert fetch(tmp_path).read_bytes() == DATA
    assert hosts.bytes_sent == len(DATA) - 360_019


def test_what_is_there_of_another_state_of_the_file_is_not_gone_on_with(hosts, tmp_path):
    other = DATA[::-1]
    hosts.answers[URL] = [reset_at(other, 0.6), content(DATA)]
    assert fetch(tmp_path).read_bytes() == DATA
    assert hosts.bytes_sent == int(len(DATA) * 0.6) + len(DATA)


def test_a_part_that_was_damaged_on_the_disk_is_not_believed(hosts, tmp_path):
    hosts.answers[URL] = reset_at(DATA, 0.6)
    with pytest.raises(SourceError):
        fetch(tmp_path, patience=Patience(attempts=1, limits=Limits(5, 1)))
    partial = tmp_path / "surgery.txt.partial"
    partial.write_bytes(partial.read_bytes().replace(b"a", b"b"))
    hosts.answers[URL] = content(DATA)
    assert fetch(tmp_path).read_bytes() == DATA


@pytest.mark.parametrize("written", ["seconds", "date"])
def test_the_wait_that_the_host_asks_for_is_kept(hosts, tmp_path, written):
    retry_after = "1" if written == "seconds" else formatdate(time.time() + 2, usegmt=True)
    hosts.answers[URL] = [status(429, Retry_After=retry_after), content(DATA)]
    begun = time.time()
    fetch(tmp_path)
    assert time.time() - begun >= 0.9  # not how fast it is, but that it waited


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (status(404), "404 Not Found; expected the file"),
        (status(401), "401 Unauthorized"),
        (page(), "a web page came, perhaps a log-in page"),
        (redirect(LOGIN), rf"redirected to {LOGIN}\): a web page came"),
        (redirect(URL), "redirects in a circle"),
        (content(b"<html>busy</html>"), "a web page of 17 bytes came, expected 600032 bytes"),
        (content(POINTER), r"a Git LFS pointer \(not the file that it points to\) of 130 bytes came"),
        (content(DATA[:-9]), "content of 600023 bytes came, expected 600032 bytes. .*upstream has changed"),
        (content(DATA[::-1]), "600032 bytes with sha256:.* came; expected sha256:.*compare with the catalogue"),
    ],
    ids=["404", "401", "page", "log-in", "circle", "small page", "pointer", "short", "checksum"],
)
def test_anything_else_is_refused_at_once_by_name_and_the_last_good_file_stays(hosts, tmp_path, answer, message):
    (tmp_path / "surgery.txt").write_bytes(b"last good")
    hosts.answers |= {URL: answer, LOGIN: page()}
    with pytest.raises(SourceError, match=f"(?s){SURGERY.path} could not be downloaded.*{message}"):
        fetch(tmp_path)
    assert hosts.asked[LOGIN] <= 1 and (hosts.asked[URL] == 1 or "circle" in message)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"last good"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (POINTER, "this is a Git LFS pointer"),
        (b"", "the file is empty"),
        (b"\x1f\x8b\x08" + DATA[:5000], "cannot be read to its end"),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "an XML answer"),
    ],
    ids=["pointer", "empty", "broken gzip", "storage error"],
)
def test_a_file_without_promised_checksum_must_be_data(hosts, tmp_path, data, message):
    hosts.answers[URL] = content(data)
    with pytest.raises(SourceError, match=message):
        fetch(tmp_path, pinned=False)
    assert list(tmp_path.iterdir()) == []


def test_a_host_that_stays_broken_is_given_up_with_the_reason(hosts, tmp_path):
    hosts.answers[URL] = status(503)
    with pytest.raises(SourceError, match="in 4 attempts; the last one: .*503 Service Unavailable.*run it again"):
        fetch(tmp_path)
    assert hosts.asked[URL] == QUICK.attempts


def test_a_disk_without_room_is_refused_before_a_byte_is_written(hosts, tmp_path, monkeypatch):
    hosts.answers[URL] = content(DATA)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1000))
    with pytest.raises(SourceError, match=r"0\.0 MB free, 0\.6 MB are needed: make room"):
        fetch(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_up_on_the_way_is_named_and_left_as_it_was(hosts, mount):
    folder = mount("size=256k")
    (folder / "surgery.txt").write_bytes(b"last good")
    hosts.answers[URL] = without_length(DATA)  # the host does not say how much will come
    with pytest.raises(SourceError, match=f"{SURGERY.path} could not be downloaded. The disk of .* MB free.*make room"):
        fetch(folder, pinned=False)
    assert [path.name for path in folder.iterdir()] == ["surgery.txt"]
