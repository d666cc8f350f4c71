"""What reading a zip archive raises when something is wrong with it: Python's library has no common base for it."""

import lzma
import zipfile
import zlib

ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,  # locked by a password, or packed by a method that the library does not know
    UnicodeDecodeError,  # in the names of its members
)
