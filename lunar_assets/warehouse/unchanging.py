"""Object storage as readers of stored tables see it: only to read, and asked once for what never changes."""

from typing import Any

from fsspec import AbstractFileSystem
from fsspec.spec import AbstractBufferedFile

from lunar_assets.warehouse.place import address_errors

SMALL_BYTES = 2**20
"""A file up to here comes whole with the first read: most tables have a few kilobytes."""
BLOCK_BYTES: Any = 8 * 2**20  # fsspec's own annotation says text


class Unchanging(AbstractFileSystem):
    """A filesystem whose files nobody overwrites, so that size and time of each are asked for once in a process.

    DuckDB asks for them some ten times a query and file, which is a request each.
    """

    cachable = False

    def __init__(self, fs: AbstractFileSystem) -> None:
        """Stands before another one."""
        super().__init__()
        self.fs = fs
        self.protocol = fs.protocol
        self._known: dict[str, dict[str, Any]] = {}

    @classmethod
    def _strip_protocol(cls, path: Any) -> Any:  # noqa: ANN401 - fsspec's own signature
        return path  # the other one does

    def info(self, path: str, **_: object) -> dict[str, Any]:
        """Size, kind and time of a file."""
        if path not in self._known:
            with address_errors(path):
                self._known[path] = self.fs.info(path)
        return self._known[path]

    def modified(self, path: str) -> Any:  # noqa: ANN401 - a time, in whatever type the other one gives
        """When a file was stored."""
        found = self.info(path)
        return found["LastModified"] if "LastModified" in found else self.fs.modified(path)

    def glob(self, path: str, **_: object) -> list[str]:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The file of that name: tables are listed name by name, so no pattern is one."""
        return [str(self.fs._strip_protocol(path))] if self.exists(path) else []

    def _open(self, path: str, mode: str = "rb", **_: object) -> AbstractBufferedFile:  # pyright: ignore[reportIncompatibleMethodOverride]
        if mode != "rb":
            raise PermissionError(f"{path} is a stored version: it is read, never written.")
        size = int(self.info(path)["size"])
        cache = "all" if size <= SMALL_BYTES else "readahead"
        return _File(self, path, size=size, block_size=BLOCK_BYTES, cache_type=cache)


class _File(AbstractBufferedFile):
    fs: Unchanging

    def _fetch_range(self, start: int, end: int) -> bytes:
        with address_errors(self.path):
            return bytes(self.fs.fs.cat_file(self.path, start=start, end=end))  # pyright: ignore[reportArgumentType]
