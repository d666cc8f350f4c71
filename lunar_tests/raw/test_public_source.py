"""The public hosts as a source: pinned content only, nothing twice, and what was good stays."""

import gzip
import hashlib
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from lunar_assets.errors import SourceError
from lunar_assets.raw.catalogue import CATALOGUE, UpstreamFile, files_of
from lunar_assets.raw.drift import compare
from lunar_assets.raw.http import Limits
from lunar_assets.raw.listener import LogListener
from lunar_assets.raw.public_source import PublicHosts
from lunar_assets.raw.wanted import Patience
from lunar_tests.upstream.answers import content, reset_at, silence, status, trickle, without_length

CLINICAL = files_of("glass", "clinical")
SURGERY = next(file for file in CLINICAL if file.path.endswith("data_timeline_surgery.txt"))
HGNC = files_of("genes", "genes")[0]
XENA = files_of("tcga", "expression")[0]
OTHER_ZIP = files_of("published", "published")[0]
DATA = b"PATIENT_ID\tSTART_DATE\tSAMPLE_ID\nGLSS-19-0266\t548\tGLSS-19-0266-R1\n"
GENES = b"hgnc_id\tsymbol\nHGNC:5\tA1BG\n"


def pinned(file: UpstreamFile, data: bytes = DATA) -> UpstreamFile:
    return replace(file, checksum=f"sha256:{hashlib.sha256(data).hexdigest()}", bytes=len(data))


@pytest.fixture
def public(tmp_path: Path) -> PublicHosts:
    return PublicHosts(tmp_path, Patience(attempts=2, limits=Limits(5, 2), first_wait_seconds=0.01))


def test_the_pinned_content_is_kept_under_its_checksum_and_its_path_in_a_mirror(hosts, public):
    hosts.answers[SURGERY.url] = content(DATA)
    (fetched,) = public.fetch([pinned(SURGERY)])
    assert fetched.path == public.root / hashlib.sha256(DATA).hexdigest()[:12] / SURGERY.path
    assert fetched.path.read_bytes() == DATA
    assert (fetched.sha256, fetched.bytes, fetched.pinned_by) == (
        hashlib.sha256(DATA).hexdigest(),
        len(DATA),
        "catalogue",
    )


def test_what_is_there_with_the_right_checksum_costs_no_request(hosts, public):
    hosts.answers[SURGERY.url] = content(DATA)
    first = public.fetch([pinned(SURGERY)])
    assert public.fetch([pinned(SURGERY)]) == first
    assert hosts.asked[SURGERY.url] == 1


def test_a_copy_that_was_damaged_on_the_disk_is_fetched_again(hosts, public):
    hosts.answers[SURGERY.url] = content(DATA)
    (fetched,) = public.fetch([pinned(SURGERY)])
    fetched.path.write_bytes(DATA[:-5])
    (again,) = public.fetch([pinned(SURGERY)])
    assert again.path.read_bytes() == DATA


def test_an_md5_counts_where_upstream_promises_one(hosts, public):
    file = replace(SURGERY, checksum=f"md5:{hashlib.md5(DATA).hexdigest()}", bytes=len(DATA))
    hosts.answers[SURGERY.url] = content(DATA)
    assert public.fetch([file])[0].sha256 == hashlib.sha256(DATA).hexdigest()
    hosts.answers[SURGERY.url] = content(DATA[::-1])
    with pytest.raises(SourceError, match="with md5:.* came; expected md5:"):
        PublicHosts(public.root / "other", public.patience).fetch([file])


def test_another_release_lies_beside_the_one_in_use(hosts, public):
    hosts.answers[SURGERY.url] = [content(DATA), content(DATA + b"more")]
    (before,) = public.fetch([pinned(SURGERY)])
    (after,) = public.fetch([pinned(SURGERY, DATA + b"more")])
    assert before.path.read_bytes() == DATA and after.path.read_bytes() == DATA + b"more"


def test_all_that_fails_is_named_and_the_rest_is_kept(hosts, public):
    files = [pinned(file) for file in CLINICAL[:3]]
    hosts.answers |= {files[0].url: status(404), files[1].url: content(DATA), files[2].url: content(b"<html>")}
    with pytest.raises(
        SourceError, match=f"(?s)2 of 3 files could not be had:\n- {files[0].path}.*404.*\n- {files[2].path}"
    ):
        public.fetch(files)
    assert public.fetch([files[1]]) and hosts.asked[files[1].url] == 1


def test_an_optional_file_that_cannot_be_had_is_left_out_with_the_reason(hosts, public):
    told: list[str] = []
    listener = LogListener(told.append)
    assert replace(public, listener=listener).fetch([OTHER_ZIP]) == []
    assert "404 Not Found" in listener.missing[OTHER_ZIP.path] and listener.missing[OTHER_ZIP.path] in told[0]


def test_at_most_four_files_are_fetched_at_once(hosts, public):
    files = [pinned(file) for file in CATALOGUE[:12]]
    hosts.fallback = lambda url: trickle(DATA, pause_seconds=0.05, piece_bytes=10)
    assert len(public.fetch(files)) == 12
    assert hosts.most_at_once == 4


class TestWithoutPromisedChecksum:
    """Xena and HGNC: the first state that was seen counts until a user accepts another."""

    def test_the_first_state_is_recorded(self, hosts, public):
        hosts.answers[HGNC.url] = content(GENES)
        (fetched,) = public.fetch([HGNC])
        seen = public.first_seen.of(HGNC.path)
        assert seen and seen.sha256 == fetched.sha256 and fetched.pinned_by == "first_seen" and not fetched.note

    def test_an_unchanged_upstream_costs_one_small_request(self, hosts, public):
        hosts.answers[HGNC.url] = content(GENES)
        first = public.fetch([HGNC])
        assert public.fetch([HGNC]) == first
        assert hosts.asked[HGNC.url] == 2 and hosts.bytes_sent == len(GENES)

    def test_a_changed_file_is_refused_and_the_recorded_copy_stays_in_use(self, hosts, public):
        hosts.answers[HGNC.url] = content(GENES)
        public.fetch([HGNC])
        hosts.answers[HGNC.url] = content(GENES + b"HGNC:24086\tA1CF\n")
        (fetched,) = public.fetch([HGNC])
        assert fetched.path.read_bytes() == GENES
        assert "Upstream has changed (ETag was" in fetched.note
        assert f"was refused; the state of {public.first_seen.of(HGNC.path).seen_at} stays in use" in fetched.note
        assert fetched.note.endswith(f"`lunar fetch --accept {HGNC.path}`.")

    def test_until_it_is_accepted(self, hosts, public):
        newer = GENES + b"HGNC:24086\tA1CF\n"
        hosts.answers[HGNC.url] = content(GENES)
        public.fetch([HGNC])
        hosts.answers[HGNC.url] = content(newer)
        public.accept(HGNC)
        (fetched,) = public.fetch([HGNC])
        assert fetched.path.read_bytes() == newer and not fetched.note

    def test_accepting_what_is_no_data_keeps_the_recorded_state(self, hosts, public):
        hosts.answers[XENA.url] = content(gzip.compress(GENES))
        public.fetch([XENA])
        before = public.first_seen.of(XENA.path)
        hosts.answers[XENA.url] = content(gzip.compress(GENES)[:-6])
        with pytest.raises(SourceError, match="cannot be read to its end"):
            public.accept(XENA)
        assert public.first_seen.of(XENA.path) == before and public.fetch([XENA])[0].sha256 == before.sha256

    def test_a_pinned_file_cannot_be_accepted(self, public):
        with pytest.raises(SourceError, match="is pinned to sha256:.*reviewed edit of the catalogue"):
            public.accept(SURGERY)

    def test_a_lost_copy_is_not_replaced_by_another_state(self, hosts, public):
        hosts.answers[HGNC.url] = content(GENES)
        (fetched,) = public.fetch([HGNC])
        fetched.path.unlink()
        hosts.answers[HGNC.url] = content(GENES[::-1])
        with pytest.raises(
            SourceError, match=f"{HGNC.path} has changed upstream: .* copy is gone.*--accept {HGNC.path}"
        ):
            public.fetch([HGNC])
        hosts.answers[HGNC.url] = content(GENES)
        assert public.fetch([HGNC])[0].path.read_bytes() == GENES

    @pytest.mark.parametrize("answer", [status(503), status(403), silence(3)], ids=["down", "refused", "silent"])
    def test_a_host_that_does_not_answer_does_not_stop_a_run_that_has_the_file(self, hosts, public, answer):
        hosts.answers[HGNC.url] = content(GENES)
        public.fetch([HGNC])
        hosts.answers[HGNC.url] = answer
        (fetched,) = public.fetch([HGNC])
        assert fetched.path.read_bytes() == GENES and "whether it has changed" in fetched.note

    def test_a_host_that_says_nothing_of_its_file_is_not_taken_for_unchanged(self, hosts, public):
        hosts.answers[HGNC.url] = content(GENES)
        public.fetch([HGNC])
        hosts.answers[HGNC.url] = without_length(b"")
        (fetched,) = public.fetch([HGNC])
        assert fetched.note == "Upstream does not say whether it has changed."
        assert [drift.state for drift in compare([HGNC], public.first_seen)] == ["unknown"]

    @pytest.mark.parametrize("text", ["{", '{"hgnc/hgnc_complete_set.txt": {"sha256": 1}}'])
    def test_a_record_that_cannot_be_read_is_an_error_and_not_a_fresh_start(self, hosts, public, text):
        hosts.answers[HGNC.url] = content(GENES)
        public.first_seen.path.write_text(text)
        with pytest.raises(SourceError, match="first_seen.json cannot be read"):
            public.fetch([HGNC])


FETCH = """
import sys
from dataclasses import replace
from pathlib import Path
from lunar_assets.raw.catalogue import files_of
from lunar_assets.raw.public_source import PublicHosts
root, checksum, size = sys.argv[1:]
file = next(file for file in files_of("glass", "clinical") if file.path.endswith("data_timeline_surgery.txt"))
PublicHosts(Path(root)).fetch([replace(file, checksum=checksum, bytes=int(size))])
"""


def test_a_download_that_was_killed_ends_with_the_same_bytes_in_the_next_run(hosts, public):
    data = DATA * 20_000
    file = pinned(SURGERY, data)
    hosts.answers[SURGERY.url] = [trickle(data, pause_seconds=0.02, piece_bytes=20_000)]
    command = [sys.executable, "-c", FETCH, str(public.root), file.checksum, str(file.bytes)]
    with subprocess.Popen(command) as process:
        while hosts.bytes_sent < len(data) // 4:
            time.sleep(0.01)
        process.kill()
    assert not list(public.root.rglob("data_timeline_surgery.txt"))
    hosts.answers[SURGERY.url], hosts.bytes_sent = content(data), 0
    assert public.fetch([file])[0].path.read_bytes() == data
    assert hosts.bytes_sent < len(data)  # what had come was gone on with


def test_two_processes_do_not_write_the_same_file(hosts, public):
    data = DATA * 20_000
    file = pinned(SURGERY, data)
    hosts.answers[SURGERY.url] = trickle(data, pause_seconds=0.005, piece_bytes=20_000)
    command = [sys.executable, "-c", FETCH, str(public.root), file.checksum, str(file.bytes)]
    processes = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait() for process in processes] == [0, 0]
    assert hosts.asked[SURGERY.url] == 1
    assert public.fetch([file])[0].path.read_bytes() == data


def test_a_reset_in_one_file_does_not_disturb_the_others(hosts, public):
    files = [pinned(file, DATA * 100) for file in CLINICAL[:4]]
    for file in files:
        hosts.answers[file.url] = content(DATA * 100)
    hosts.answers[files[2].url] = [reset_at(DATA * 100, 0.6), content(DATA * 100)]
    assert [one.file for one in public.fetch(files)] == files


def test_the_end_of_a_file_of_unknown_size_is_told_too(hosts, public):
    told: list[str] = []
    hosts.answers[HGNC.url] = without_length(GENES)
    replace(public, listener=LogListener(told.append)).fetch([HGNC])
    assert told == [f"Downloaded {HGNC.path}: 0.0 of 0.0 MB (100%)"]


def test_a_run_tells_how_far_its_downloads_are(hosts, public, monkeypatch):
    monkeypatch.setattr("lunar_assets.raw.listener.EVERY_SECONDS", 0)
    told: list[str] = []
    hosts.answers[SURGERY.url] = trickle(DATA, pause_seconds=0.01, piece_bytes=20)
    replace(public, listener=LogListener(told.append)).fetch([pinned(SURGERY)])
    assert told[0].startswith(f"Downloading {SURGERY.path}: 0.0 of 0.0 MB (")
    assert told[-1] == f"Downloaded {SURGERY.path}: 0.0 of 0.0 MB (100%)"
