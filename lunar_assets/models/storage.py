"""How a fitted model lies on disk: a file of its library beside a JSON description, hashes of which loading checks."""

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError

from lunar_assets.errors import TrainingError

DESCRIPTION = "model.json"
REMEDY = "Train the model again."


def arrays_hash(arrays: Mapping[str, NDArray[Any]]) -> str:
    """SHA-256 over names, types, shapes and bytes of arrays, in the order of their names."""
    digest = sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"{name} {array.dtype.str} {array.shape} ".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def save(folder: Path, description: Mapping[str, Any], file: str, content: bytes) -> None:
    """Write a model's two files into an existing folder.

    Args:
        folder: Where to; files of the same names are replaced.
        description: JSON-serialisable, with the key `kind`; `file_hash` and `description_hash` are added here.
        file: Name of the other file.
        content: What it holds.
    """
    (folder / file).write_bytes(content)
    described = {**description, "file_hash": sha256(content).hexdigest()}
    described["description_hash"] = _description_hash(described)
    (folder / DESCRIPTION).write_text(json.dumps(described, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def load(folder: Path, kind: str, file: str) -> tuple[dict[str, Any], bytes]:
    """Read what `save` wrote.

    Returns:
        The description and the content of `file`, both as they were written.

    Raises:
        TrainingError: A file is missing, unreadable, not of this kind of model, or not as it was written.
    """
    path = folder / DESCRIPTION
    description = _read_description(path)
    if description.get("kind") != kind:
        raise TrainingError(
            f"{path} describes a model of kind {description.get('kind')!r}; expected {kind!r}. {REMEDY}"
        )
    try:
        content, expected = (folder / file).read_bytes(), description["file_hash"]
    except (OSError, KeyError) as error:
        raise TrainingError(
            f"{folder / file} cannot be read ({error!r}); expected it there and its hash in {DESCRIPTION}. {REMEDY}"
        ) from error
    _check_unchanged(folder / file, sha256(content).hexdigest(), expected)
    return description, content


@contextmanager
def rebuilding(folder: Path) -> Generator[None]:
    """Turn any error of a library about content that does not fit together into one that names the folder.

    Raises:
        TrainingError: The block failed to make a model of the files.
    """
    try:
        yield
    except (AttributeError, KeyError, RuntimeError, TypeError, ValueError, BadZipFile, SafetensorError) as error:
        raise TrainingError(
            f"The files in {folder} do not fit {DESCRIPTION} beside them ({error}); expected those of one training. "
            f"{REMEDY}"
        ) from error


def _read_description(path: Path) -> dict[str, Any]:
    try:
        description = json.loads(path.read_text(encoding="utf-8"))
        found, expected = _description_hash(description), description["description_hash"]
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise TrainingError(f"{path} cannot be read ({error!r}); expected a stored model. {REMEDY}") from error
    _check_unchanged(path, found, expected)
    return description


def _description_hash(description: Mapping[str, Any]) -> str:
    content = {key: value for key, value in description.items() if key != "description_hash"}
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _check_unchanged(path: Path, found: str, expected: str) -> None:
    if found != expected:
        raise TrainingError(
            f"{path} has changed since it was written: its hash is {found}; expected {expected}. {REMEDY}"
        )
