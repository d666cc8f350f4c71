"""Damages of bytes, whatever they mean."""

from hypothesis import strategies as st

from lunar_tests.fuzz.effects import Effect
from lunar_tests.fuzz.table import BYTE_ORDER_MARK

ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32")


def cut_off(draw, content):
    return content[: draw(st.integers(0, len(content)))], Effect.WRITTEN


def a_byte_put_in(draw, content):
    place = draw(st.integers(0, len(content)))
    byte = draw(
        st.sampled_from([b"\0", b"\r", b"\n", b"\t", b'"', b"\xe9", b"\xff", b"\xc3", BYTE_ORDER_MARK, b"\x1a", b" "])
    )
    return content[:place] + byte + content[place:], Effect.WRITTEN


def a_byte_changed(draw, content):
    place = draw(st.integers(0, len(content) - 1))
    return content[:place] + draw(st.binary(min_size=1, max_size=1)) + content[place + 1 :], Effect.WRITTEN


def a_stretch_gone(draw, content):
    first, last = sorted(draw(st.tuples(*[st.integers(0, len(content))] * 2)))
    return content[:first] + content[last:], Effect.WRITTEN


def another_encoding(draw, content):
    return content.decode("latin-1").encode(draw(st.sampled_from(ENCODINGS))), Effect.ERROR


def nothing_of_it(draw, content):
    return draw(
        st.sampled_from([b"", b"\n", b"  \n", b"<!DOCTYPE html>", b"<?xml version='1.0'?><Error/>"])
    ), Effect.ERROR


BYTE_STEPS = (cut_off, a_byte_put_in, a_byte_changed, a_stretch_gone, another_encoding, nothing_of_it)
