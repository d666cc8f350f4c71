"""Passwords and signatures come into no message, no log and no table."""

import hashlib
import traceback
from dataclasses import replace
from pathlib import Path

import pytest
from dagster._utils.error import serializable_error_info_from_exc_info

from lunar_assets.errors import SourceError
from lunar_assets.raw.catalogue import files_of
from lunar_assets.raw.download import download
from lunar_assets.raw.http import Limits
from lunar_assets.raw.manifest import manifest
from lunar_assets.raw.public_source import PublicHosts
from lunar_assets.raw.wanted import Patience, Wanted
from lunar_tests.upstream.answers import content, page, redirect, reset_at, silence, status

SECRET = "hunter2"
DATA = b"PATIENT_ID\tSEX\n" + b"GLSS-19-0266\tFemale\n" * 1000
FILE = next(file for file in files_of("glass", "clinical") if file.path.endswith("data_clinical_patient.txt"))
SIGNED = f"https://user:{SECRET}@login.hospital.example/bucket/file?X-Amz-Signature={SECRET}#{SECRET}"
SEEN = f"https://login.hospital.example/bucket/file?X-Amz-Signature={SECRET}"
ONCE = Patience(attempts=1, limits=Limits(3, 1), first_wait_seconds=0.01)


def failure(tmp_path: Path) -> str:
    """All that is told of a download that fails: the message, the chain of errors, and what Dagster stores of it."""
    with pytest.raises(SourceError) as error:
        download(Wanted(FILE.path, FILE.url), tmp_path / "partial", patience=ONCE, report=lambda *_: None)
    told = "".join(traceback.format_exception(error.value))
    stored = serializable_error_info_from_exc_info((error.type, error.value, error.tb))
    return told + str(stored) + "".join(path.read_text() for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    "proxy",
    [
        f"http://user:{SECRET}@127.0.0.1:1",
        f"http://user:{SECRET}@nowhere.invalid:3128",
        f"user:{SECRET}@127.0.0.1:1",
        f"http://user:{SECRET}@127.0.0.1:port",
        f"http://user:{SECRET} {SECRET}@127.0.0.1:1",
        f"http://user:{SECRET}/{SECRET}@127.0.0.1:1",
        f"ftp://user:{SECRET}@127.0.0.1:1",
        f"socks5://user:{SECRET}@127.0.0.1:1",
    ],
)
def test_a_proxy_that_fails_is_told_without_its_password(proxy, tmp_path, monkeypatch):
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy)
    monkeypatch.setenv("NO_PROXY", "")
    told = failure(tmp_path)
    assert FILE.path in told and SECRET not in told


def test_a_proxy_that_wants_another_password_is_told_without_the_wrong_one(hosts, tmp_path, monkeypatch):
    handler = hosts.server.RequestHandlerClass
    monkeypatch.setattr(handler, "do_CONNECT", lambda self: self.send_error(407))
    proxy = f"http://user:{SECRET}@127.0.0.1:{hosts.server.server_port}"
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    monkeypatch.setenv("https_proxy", proxy)
    told = failure(tmp_path)
    assert "407" in told and SECRET not in told


@pytest.mark.parametrize(
    "answer",
    [status(403), status(503), status(429, Retry_After="1"), page(), reset_at(DATA, 0.5), silence(2), redirect(SIGNED)],
    ids=["refused", "busy", "wait", "page", "broken", "silent", "circle"],
)
@pytest.mark.parametrize("target", [SIGNED, SEEN, f"http://login.hospital.example/?token={SECRET}"])
def test_a_signed_address_that_a_host_leads_to_is_told_without_signature(answer, target, hosts, tmp_path):
    hosts.answers[FILE.url] = redirect(target)
    hosts.fallback = lambda url: answer
    told = failure(tmp_path)
    assert FILE.url in told and SECRET not in told


def test_a_signed_address_that_cannot_be_reached_is_told_without_signature(hosts, tmp_path):
    hosts.answers[FILE.url] = redirect(f"https://nowhere.invalid:1/x?X-Amz-Signature={SECRET}")
    hosts.fallback = lambda url: content(DATA)
    told = failure(tmp_path)  # the certificate is for other names
    assert "not trusted" in told and SECRET not in told


def test_the_table_of_files_has_the_address_of_the_catalogue_not_the_signed_one(hosts, tmp_path):
    hosts.answers[FILE.url] = redirect(SEEN)
    hosts.fallback = lambda url: content(DATA)
    pinned = replace(FILE, checksum=f"sha256:{hashlib.sha256(DATA).hexdigest()}", bytes=len(DATA))
    rows = manifest(PublicHosts(tmp_path).fetch([pinned]), "public")
    assert list(rows["url"]) == [FILE.url]
    assert SECRET not in rows.to_csv() + "".join(p.read_text() for p in tmp_path.rglob("*.json"))
