"""How a fitted model lies on disk: arrays as safetensors, all else as JSON, each with a hash that loading checks."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from lunar_assets.errors import TrainingError

DESCRIPTION, WEIGHTS = "model.json", "weights.safetensors"
REMEDY = "Train the model again."


def arrays_hash(arrays: Mapping[str, NDArray]) -> str:
    """SHA-256 over names, types, shapes and bytes of arrays, in the order of their names."""
    digest = sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"{name} {array.dtype.str} {array.shape} ".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def save(folder: Path, description: Mapping[str, Any], arrays: Mapping[str, NDArray]) -> None:
    """Write a model's two files into an existing folder.

    Args:
        folder: Where to; files of the same names are replaced.
        description: JSON-serialisable; its keys `weights_hash` and `description_hash` are added here.
        arrays: Everything that was fitted.
    """
    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, folder / WEIGHTS)
    described = {**description, "weights_hash": arrays_hash(arrays)}
    described["description_hash"] = _description_hash(described)
    (folder / DESCRIPTION).write_text(json.dumps(described, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def load(folder: Path, kind: str) -> tuple[dict[str, Any], dict[str, NDArray]]:
    """Read the files that `save` wrote.

    Returns:
        The description and the arrays.

    Raises:
        TrainingError: A file is missing, unreadable, not of this kind of model, or not as it was written.
    """
    description = _read_description(folder / DESCRIPTION)
    if description.get("kind") != kind:
        raise TrainingError(
            f"{folder / DESCRIPTION} describes a model of kind {description.get('kind')!r}; expected {kind!r}. {REMEDY}"
        )
    try:
        arrays = load_file(folder / WEIGHTS)
    except (OSError, SafetensorError) as error:
        raise TrainingError(f"{folder / WEIGHTS} cannot be read ({error}); expected weights. {REMEDY}") from error
    if (found := arrays_hash(arrays)) != description["weights_hash"]:
        raise TrainingError(
            f"{folder / WEIGHTS} has changed since it was written: its hash is {found}; expected "
            f"{description['weights_hash']}. {REMEDY}"
        )
    return description, arrays


def _read_description(path: Path) -> dict[str, Any]:
    try:
        description = json.loads(path.read_text(encoding="utf-8"))
        found, expected = _description_hash(description), description["description_hash"]
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise TrainingError(f"{path} cannot be read ({error!r}); expected a stored model. {REMEDY}") from error
    if found != expected:
        raise TrainingError(
            f"{path} has changed since it was written: its hash is {found}; expected {expected}. {REMEDY}"
        )
    return description


def _description_hash(description: Mapping[str, Any]) -> str:
    content = {key: value for key, value in description.items() if key != "description_hash"}
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
