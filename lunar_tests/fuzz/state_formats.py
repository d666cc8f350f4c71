"""Files that are no tables: checksums, descriptions, pointers, published splits, and what the platform remembers."""

import calendar
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import astuple
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

from hypothesis import strategies as st

from lunar_assets.errors import SourceError
from lunar_assets.raw import datahub
from lunar_assets.raw.catalogue import OTHER_ZIP, UpstreamFile, files_of
from lunar_assets.raw.checksums import read_sha256sums
from lunar_assets.raw.cursor import Cursor
from lunar_assets.raw.first_seen import FirstSeen
from lunar_assets.raw.mirror import Folder
from lunar_assets.raw.release_id import META_STUDY, meta_study_text, release_date
from lunar_assets.splits.published import KEYS, MEMBERS, read_published
from lunar_tests.fuzz.byte_steps import BYTE_STEPS, another_encoding
from lunar_tests.fuzz.cells import Unreadable
from lunar_tests.fuzz.damage import damaged_bytes
from lunar_tests.fuzz.damage_archive import damaged_archive
from lunar_tests.fuzz.effects import Damaged, Effect
from lunar_tests.fuzz.formats import Format
from lunar_tests.fuzz.study import Study, archive_of, members_of

MONTHS = list(calendar.month_name)
SEEN = {"sha256": "ab" * 32, "bytes": 12, "etag": '"x1"', "last_modified": None, "seen_at": "2024-05-01T10:00:00+00:00"}
LOOKED = "2024-05-01T10:00:00Z"
CURSOR = {
    "release": "2022-05-31-0a1b2c3d",
    "commit": "c" * 40,
    "looked_at": LOOKED,
    "next_look": LOOKED,
    "failed_looks": 2,
}
GLASS_MAF = files_of("glass", "mutations")[0]
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 417817258\n".format("4d" * 32)


def case_list_formats(study: Study) -> list[Format]:
    """Files that no table comes from: every byte of them is under a checksum of the mirror."""
    files = [file for file in files_of("glass", "clinical") if "case_lists/" in file.path or file.path == META_STUDY]
    return [_under_checksum(study, file) for file in files]


def checksums_format(study: Study) -> Format:
    """SHA256SUMS of a mirror, with a file to which it applies."""
    file = next(file for file in files_of("glass", "clinical") if "case_lists/" in file.path)
    sums = study.files["SHA256SUMS"].splitlines(keepends=True)
    content = b"".join([line for line in sums if line.endswith(file.path.encode() + b"\n")] + sums[:3])

    def read(path: Path) -> tuple[dict[str, str], list[str]]:
        root = path.parent / "mirror"
        (root / file.path).parent.mkdir(parents=True, exist_ok=True)
        (root / file.path).write_bytes(study.files[file.path])
        (root / "SHA256SUMS").write_bytes(path.read_bytes())
        return read_sha256sums(root, "Build the mirror anew."), [one.sha256 for one in Folder(root).fetch([file])]

    def written(content: bytes) -> tuple[dict[str, str], list[str]]:
        lines = re.split("\r\n|\r|\n", content.decode("utf-8", "replace"))
        for line in lines if lines[-1] else lines[:-1]:
            if set(line[:64]) - set("0123456789abcdef") or len(line) < 67 or line[64:66] not in ("  ", " *"):
                raise Unreadable("no line of checksums")
        found = {line[66:]: line[:64] for line in lines if line}
        digest = hashlib.sha256(study.files[file.path]).hexdigest()
        if found.get(file.path) != digest:
            raise Unreadable("another checksum")
        return found, [digest]

    return Format(content, ["SHA256SUMS"], read, written, damaged_bytes(content))


def description_format(study: Study) -> Format:
    """meta_study.txt, of which the release date is read."""

    def read(path: Path) -> str:
        return release_date(meta_study_text(path))

    def written(content: bytes) -> str:
        try:
            _, _, rest = content.decode("utf-8").partition("based on the ")
            month, day, year = rest.partition(" version")[0].replace(",", "").split(" ")
            return f"{datetime(int(year), MONTHS.index(month), int(day)):%Y-%m-%d}"
        except ValueError:
            raise Unreadable("no date, or not UTF-8") from None

    content = study.files[META_STUDY]
    return Format(content, [META_STUDY, "path"], read, written, damaged_bytes(content))


def pointer_format(study: Study) -> Format:  # noqa: ARG001 - as the others
    """A Git LFS pointer, as the datahub gives it in place of a file."""

    def read(path: Path) -> tuple:
        with patch.object(datahub, "text_at", return_value=path.read_bytes()):
            return astuple(datahub.pin_at(None, GLASS_MAF, "c" * 40, 0))  # pyright: ignore[reportArgumentType]

    def written(content: bytes) -> tuple:
        lines = content.decode("latin-1").removesuffix("\n").split("\n")
        if len(lines) != 3 or not lines[2].startswith("size ") or not lines[2][5:].isdecimal():
            raise Unreadable("no pointer")
        return lines[1].removeprefix("oid sha256:"), int(lines[2][5:])

    content = POINTER.encode()
    endless = Damaged(content[:-1] + b"0" * 10_000 + b"\n", Effect.ERROR, ("a size of 10,000 digits",))
    return Format(content, [GLASS_MAF.path], read, written, damaged_bytes(content) | st.just(endless))


def first_seen_format(study: Study) -> Format:  # noqa: ARG001 - as the others
    """first_seen.json, the record of what was taken from hosts that promise no checksums."""

    def read(path: Path) -> tuple | None:
        seen = FirstSeen(path).of("xena/file")
        return None if seen is None else astuple(seen)

    def written(content: bytes) -> tuple | None:
        found = _json(content)
        seen = found.get("xena/file") if isinstance(found, dict) else None
        return None if seen is None else tuple(seen[name] for name in SEEN)

    content = json.dumps({"xena/file": SEEN, "hgnc/file": SEEN}, indent=1).encode()
    return Format(content, ["first_seen.json", "damaged"], read, written, _damaged_json(content))


def cursor_format(study: Study) -> Format:  # noqa: ARG001 - as the others
    """What the sensor remembers; what is not that counts as nothing, and upstream is looked at anew."""

    def read(path: Path) -> list:
        cursor = Cursor.read(path.read_bytes().decode("utf-8", "replace"))
        if cursor == Cursor():
            raise SourceError("cursor: nothing is remembered")
        return [_time(value) for value in astuple(cursor)]

    def written(content: bytes) -> list:
        found = _json(content.decode("utf-8", "replace"))
        return [_time(value) for value in astuple(Cursor(**{name: found[name] for name in CURSOR if name in found}))]

    content = json.dumps(CURSOR).encode()
    return Format(content, ["cursor"], read, written, _damaged_json(content))


def splits_format(study: Study) -> Format:
    """The published splits: two JSON members of an archive."""
    archive = study.files[OTHER_ZIP]
    members = members_of(archive)

    def read(path: Path) -> dict:
        return read_published(path, OTHER_ZIP)

    def written(content: bytes) -> dict:
        now = members_of(content)
        return {dataset: _parts(_json(now[member])) for dataset, member in MEMBERS.items()}

    def within(member: str) -> Callable[[Damaged], Damaged]:
        return lambda damaged: damaged._replace(content=archive_of({**members, member: damaged.content}))

    damaged = [_damaged_json(members[member]).map(within(member)) for member in MEMBERS.values()]
    parts = [_damaged_parts(json.loads(members[member])).map(within(member)) for member in MEMBERS.values()]
    return Format(archive, [OTHER_ZIP], read, written, st.one_of(*damaged, *parts, damaged_archive(archive)))


def _under_checksum(study: Study, file: UpstreamFile) -> Format:
    content = study.files[file.path]

    def read(path: Path) -> list[str]:
        root = path.parent / "mirror"
        (root / file.path).parent.mkdir(parents=True, exist_ok=True)
        (root / file.path).write_bytes(path.read_bytes())
        (root / "SHA256SUMS").write_bytes(study.files["SHA256SUMS"])
        return [fetched.sha256 for fetched in Folder(root).fetch([file])]

    def judged(damaged: Damaged) -> Damaged:
        return damaged._replace(effect=Effect.SAME if damaged.content == content else Effect.ERROR)

    def written(content: bytes) -> list[str]:
        raise Unreadable(f"{len(content)} bytes that are not under the checksum")

    return Format(content, [file.path], read, written, damaged_bytes(content).map(judged))


@st.composite
def _damaged_parts(draw, parts: dict[str, list[str]]) -> Damaged:
    """A split file whose parts are not three lists of ids, each id once."""
    train, name = parts["train"], draw(st.sampled_from(list(KEYS)))
    other = draw(st.sampled_from([None, 12, "TCGA-02-0001-01", [12], [None], [["x"]], {"0": "x"}, [*train, train[0]]]))
    changes = [
        json.dumps({**parts, name: other}),
        json.dumps({part: ids for part, ids in parts.items() if part != name}),
        json.dumps({**parts, "fold": train}),
        json.dumps({**parts, "test": train}),
        json.dumps(list(parts.values())),
        json.dumps(parts)[:-1] + f', "{name}": {json.dumps(train[:1])}}}',
        "[" * 100_000,
        f'{{"{name}": NaN}}',
        "9" * 10_000,
    ]
    return Damaged(draw(st.sampled_from(changes)).encode(), Effect.ERROR, ("parts",))


def _damaged_json(content: bytes) -> st.SearchStrategy[Damaged]:
    """JSON may be in any encoding of Unicode."""
    steps = [step for step in BYTE_STEPS if step is not another_encoding]
    return damaged_bytes(content, steps)


def _json(content: bytes | str) -> dict:
    try:
        return json.loads(content)
    except ValueError:
        raise Unreadable("no JSON") from None


def _parts(found: dict[str, list[str]]) -> dict[str, list[str]]:
    if set(found) != set(KEYS):
        raise Unreadable("other parts")
    ids = [i for part in found.values() for i in part]
    if not all(isinstance(i, str) for i in ids) or len(set(ids)) != len(ids):
        raise Unreadable("an id that is none, or is there twice")
    return {split: found[part] for part, split in KEYS.items()}


def _time(value: object) -> object:
    """Times in comparable form."""
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return value
