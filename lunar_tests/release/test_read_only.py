"""A warehouse whose disk turns read-only just before it publishes: said in a sentence, and nothing has changed."""

import subprocess

import pytest

from lunar_assets.errors import StorageError
from lunar_assets.release.publication import publish
from lunar_assets.release.retention import prune
from lunar_assets.release.snapshots import keep_release
from lunar_assets.warehouse.published import published_versions
from lunar_assets.warehouse.store import Store
from lunar_tests.upheaval.runs import files
from lunar_tests.upheaval.small import FACTS, publish_once

LAST_STEPS = {
    "publish": lambda store: publish(store, published_versions(store), "00000001-run", FACTS),
    "keep a snapshot": lambda store: keep_release(store, "demo-42-1", published_versions(store)),
    "prune": prune,
}


@pytest.mark.parametrize("step", LAST_STEPS)
def test_a_disk_that_turns_read_only_before_the_last_steps_is_told_and_keeps_what_was_published(mount, step):
    store = Store(mount("size=20m"))
    publish_once(store, 0)
    before = files(store.root)
    subprocess.run(["mount", "-o", "remount,ro", store.root], check=True)
    with pytest.raises(StorageError, match="may not be changed .Read-only file system.*run it again"):
        LAST_STEPS[step](store)
    assert files(store.root) == before
