"""Which release upstream has: read from pointers, some hundred bytes each, and never guessed."""

import hashlib

import pytest

from lunar_assets.errors import LunarError
from lunar_assets.raw.catalogue import DATAHUB_COMMIT, files_of
from lunar_assets.raw.datahub import MASTER_URL, Pin
from lunar_assets.raw.glass_release import GLASS_FILES, pinned_to, upstream_release, with_small_files
from lunar_assets.raw.release_id import META_STUDY, RELEASE_FILES, glass_release
from lunar_tests.upstream.answers import content, page, silence, status, trickle
from lunar_tests.upstream.datahub import META_STUDY as META_TEXT
from lunar_tests.upstream.datahub import SMALL

MUTATIONS = "datahub/difg_glass/data_mutations.txt"


def look(seconds: float = 20):
    return upstream_release(seconds)


def test_a_look_costs_about_two_kilobytes_and_reads_no_data(hosts, datahub):
    release = look()
    assert release.commit == datahub.master and set(release.pins) == set(RELEASE_FILES)
    assert hosts.bytes_sent < 2000 and sum(hosts.asked.values()) == 7


def test_the_release_is_the_one_that_the_files_themselves_would_name(datahub):
    release = look()
    sha256 = {path: hashlib.sha256(SMALL[path]).hexdigest() for path in RELEASE_FILES}
    assert release.id == glass_release(SMALL[META_STUDY].decode(), sha256)
    assert release.pins[MUTATIONS] == Pin(sha256[MUTATIONS], len(SMALL[MUTATIONS]))


def test_a_commit_that_changes_none_of_the_five_files_is_the_same_release(datahub):
    before = look()
    datahub.release("case lists only", {"datahub/difg_glass/case_lists/cases_sequenced.txt": b"other"})
    assert look().id == before.id and look().commit != before.commit


@pytest.mark.parametrize("path", [*RELEASE_FILES, META_STUDY])
def test_a_change_of_any_of_the_five_files_or_of_the_date_is_another_release(datahub, path):
    before = look()
    changed = META_TEXT.format("June 1, 2026").encode() if path == META_STUDY else b"changed"
    datahub.release("second", {path: changed})
    assert look().id != before.id


def test_a_run_gets_every_file_of_the_release_pinned_to_its_commit(datahub):
    commit = datahub.release("second", {MUTATIONS: b"changed"})
    release = with_small_files(look())
    assert set(release.pins) == set(GLASS_FILES)
    (file,) = pinned_to(files_of("glass", "mutations"), release.commit, release.pins)
    assert f"/{commit}/" in file.url and file.bytes == len(b"changed") and file.pinned_by == "release"
    assert pinned_to(files_of("tcga", "mutations"), commit, release.pins) == files_of("tcga", "mutations")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (status(503), "503"),
        (status(403, Retry_After="3600"), "403"),
        (page(), "a web page came"),
        (content(b"{}"), "expected a commit of 40 hexadecimal digits"),
        (content(b"x" * 100_000), "expected a short answer"),
        (silence(3), "silent|too slow"),
        (trickle(b"a" * 40, pause_seconds=0.2), "too slow"),
    ],
    ids=["down", "rate limit", "page", "nonsense", "too long", "silence", "trickle"],
)
def test_a_host_that_is_down_slow_or_talks_nonsense_is_an_error(hosts, datahub, answer, message):
    hosts.answers[MASTER_URL] = answer
    with pytest.raises(LunarError, match=message):
        look(seconds=1.5)


@pytest.mark.parametrize("data", [b"<html>", b"version https://git-lfs.github.com/spec/v1\noid sha256:12\n", b"a\tb\n"])
def test_what_is_no_pointer_is_never_taken_for_one(hosts, datahub, data):
    url = GLASS_FILES[MUTATIONS].url.replace("media.githubusercontent.com/media", "raw.githubusercontent.com")
    hosts.answers[url.replace(DATAHUB_COMMIT, datahub.master)] = content(data)
    with pytest.raises(LunarError, match=rf"{MUTATIONS} at commit {datahub.master[:12]}: .*expected a Git LFS pointer"):
        look()


def test_a_description_without_a_date_is_an_error(datahub):
    datahub.release("second", {META_STUDY: b"description: GLASS\n"})
    with pytest.raises(LunarError, match="names no release date"):
        look()
