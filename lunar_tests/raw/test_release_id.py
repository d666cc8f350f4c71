"""The release id changes with the date or with any of the five data files of GLASS, and with nothing else."""

import pytest

from lunar_assets.errors import FormatError
from lunar_assets.raw.release_id import META_STUDY, RELEASE_FILES, demo_release, glass_release

META = "description: ... The data provided is based on the May 31, 2022 version and can be accessed at ..."
SUMS = {path: f"{i}" * 64 for i, path in enumerate(RELEASE_FILES)}


def test_the_id_is_date_and_hash():
    release = glass_release(META, SUMS)
    assert release.startswith("2022-05-31-") and len(release) == len("2022-05-31-") + 8


def test_the_order_of_files_and_other_files_do_not_count():
    reordered = dict(reversed(SUMS.items())) | {META_STUDY: "f" * 64}
    assert glass_release(META, reordered) == glass_release(META, SUMS)


@pytest.mark.parametrize("path", RELEASE_FILES)
def test_a_changed_file_is_another_release(path):
    assert glass_release(META, SUMS | {path: "f" * 64}) != glass_release(META, SUMS)


@pytest.mark.parametrize(
    "text", ["no date here", "based on the Octember 31, 2022 version", "based on the May 41, 2022 version"]
)
def test_a_description_without_date_is_refused_with_its_text(text):
    with pytest.raises(FormatError, match=f"names no release date.*{text}"):
        glass_release(text, SUMS)


def test_a_demo_is_named_by_seed_and_content():
    assert demo_release(7, SUMS).startswith("demo-7-")
    assert demo_release(7, SUMS) != demo_release(7, SUMS | {META_STUDY: "f" * 64})
