"""Damages of packed files: their bytes, where a checksum shows every change, and the parts of a workbook."""

import gzip
import re

from hypothesis import strategies as st

from lunar_tests.fuzz.byte_steps import BYTE_STEPS
from lunar_tests.fuzz.effects import Damaged, Effect
from lunar_tests.fuzz.study import archive_of, members_of


@st.composite
def damaged_archive(draw, content: bytes) -> Damaged:
    """A packed file, cut off or with other bytes: what is in it is the same, or it must be refused."""
    step = draw(st.sampled_from(BYTE_STEPS))
    changed, effect = step(draw, content)
    if draw(st.integers(0, 3)) == 0:
        changed, effect = content + draw(st.binary(min_size=1, max_size=20)), Effect.WRITTEN
    return Damaged(changed, Effect.SAME_OR_ERROR if effect == Effect.WRITTEN else effect, ("in the archive",))


@st.composite
def damaged_gzip(draw, content: bytes) -> Damaged:
    """A file packed with gzip: packed otherwise, in several members, with a wrong checksum, or any damage."""
    way = draw(st.sampled_from(["level", "members", "checksum", "bytes"]))
    if way == "bytes":
        return draw(damaged_archive(content))
    plain = gzip.decompress(content)
    if way == "checksum":
        place = draw(st.integers(1, 8))
        wrong = bytes([content[-place] ^ draw(st.integers(1, 255))])
        return Damaged(
            content[: len(content) - place] + wrong + content[len(content) - place + 1 :], Effect.ERROR, (way,)
        )
    place = draw(st.integers(0, len(plain))) if way == "members" else 0
    parts = [part for part in (plain[:place], plain[place:]) if part]
    level = draw(st.integers(0, 9))
    return Damaged(b"".join(gzip.compress(part, level, mtime=0) for part in parts), Effect.SAME, (way,))


@st.composite
def damaged_workbook_parts(draw, content: bytes) -> Damaged:
    """A workbook whose archive is whole, but not what is in it."""
    members = members_of(content)
    sheet = next(name for name in members if name.endswith("sheet1.xml"))
    name = draw(st.sampled_from([sheet, *sorted(members)]))
    part = members.pop(name)
    way = draw(st.sampled_from(["gone", "cut off", "bytes", "far cell", "dimension", "one row twice", "another sheet"]))
    effect = Effect.SAME_OR_ERROR
    if way == "cut off":
        members[name] = part[: draw(st.integers(0, len(part) - 1))]
    elif way == "bytes":
        place = draw(st.integers(0, len(part) - 1))
        members[name] = (
            part[:place]
            + draw(st.sampled_from([b"\0", b"<", b">", b"&", b'"', b"\xff", b"9", b" "]))
            + part[place + 1 :]
        )
        effect = Effect.WRITTEN
    elif way != "gone":
        members[name] = part
        changes = {
            "far cell": (rb'r="[A-Z]2"', draw(st.sampled_from([b'r="XFD1048576"', b'r="C1000000"', b'r="ABC7"']))),
            "dimension": (rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"'),
            "one row twice": (rb'<row r="3"', b'<row r="2"'),
            "another sheet": (rb'name="TCGA-CDR"', b'name="TCGA"'),
        }
        target = sheet if way != "another sheet" else "xl/workbook.xml"
        members[target] = re.sub(*changes[way], members[target], count=1)
        effect = {"dimension": Effect.SAME, "one row twice": Effect.WRITTEN}.get(way, Effect.ERROR)
    return Damaged(archive_of(members), effect, (way, name))
