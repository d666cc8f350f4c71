"""The weights that the study published, as fitted models, where the features are those that they were trained on."""

import io
import zlib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

import pandas as pd
import torch

from lunar_assets import words
from lunar_assets.errors import FormatError
from lunar_assets.models.config import published_config
from lunar_assets.models.fitted import HISTORY_COLUMNS
from lunar_assets.models.inputs import feature_names
from lunar_assets.models.lunar import LunarModel
from lunar_assets.models.network import Lunar
from lunar_assets.models.registry import MODELS
from lunar_assets.models.reproducible import reproducible

WAY_OUT = "Fetch the file again, or do without the published weights."
PUBLISHED_SCHEME = "published / published"
PUBLISHED_SUFFIX = "_published"
"""Ends the name of a network with the published weights."""


class FeatureSet(NamedTuple):
    """Features of a modality, known by their number and the SHA-256 of their names in order, one a line."""

    n: int
    names_hash: str


class PublishedModels(NamedTuple):
    """The published models by name, such as `lunar_published`, or none of them and a sentence that says why."""

    models: dict[str, LunarModel]
    why_not: str | None


FEATURE_SETS = {
    "clinical": FeatureSet(8, "2e52db55bf7225e98a37ecfd935c7d251f2877ba9b350b424f7f6e63ae1639bb"),
    "expression": FeatureSet(121, "893b90c6dac08b9de1b9932a814c98e55bdadcbc3e3cba2cf806dac8a6083ac6"),
    "mutation": FeatureSet(110, "a24f8fcb63f002d751dbedc96b832ed673f0ba776a6036af84a21b7b4c1ff33d"),
}
MEMBERS = {
    "lunar": "models/may7_lunar.pth",
    "lunar_catt": "models/may7_lunar_cross.pth",
    "lunar_satt": "models/may7_lunar_self.pth",
    "lunar_natt": "models/may7_lunar_none.pth",
}
"""Where the archive has the weights of each network."""


def published_models(archive: Path, columns: pd.DataFrame, scheme: str) -> PublishedModels:
    """The published LUNAR and its ablations, where they can be evaluated on the features at hand.

    That is where these are the published 239 in the published order, and the splits the published ones: under any
    other, patients that the weights were trained on could be test patients.

    Args:
        archive: The study's `models.zip`; read only where the models can be evaluated.
        columns: Table `features.columns`.
        scheme: Split schemes of TCGA and GLASS, such as `published / published`.

    Returns:
        Models for scoring alone. No seed, epoch or history of theirs is published, which is why they have the seed 0
        (nothing that they do depends on it), the best epoch 0 and no history; patients that they were fitted on are
        those of the published split, which the archive does not name: `fitted_on` is empty.

    Raises:
        FormatError: The archive is no intact zip file, or a member is missing or is not the weights of its network.
    """
    features = feature_names(columns)
    if why_not := _why_not(features, scheme):
        return PublishedModels({}, why_not)
    models = [_model(network, content, features) for network, content in _files(archive).items()]
    return PublishedModels({model.name: model for model in models}, None)


def _why_not(features: Mapping[str, tuple[str, ...]], scheme: str) -> str | None:
    found = {modality: _feature_set(names) for modality, names in features.items()}
    if others := [modality for modality, published in FEATURE_SETS.items() if found[modality] != published]:
        counts = "; ".join(_counted(modality, found[modality].n) for modality in others)
        return f"The published weights take other features than the kept ones: {counts}."
    if scheme != PUBLISHED_SCHEME:
        return f"The published weights may have seen test patients of this split: it is {scheme}, not the published."
    return None


def _counted(modality: str, n: int) -> str:
    n_published = FEATURE_SETS[modality].n
    if n == n_published:
        return f"{n} {modality} features, as many as published, but not the same or not in the same order"
    return f"{n} {modality} features where {n_published} were published"


def _feature_set(names: tuple[str, ...]) -> FeatureSet:
    return FeatureSet(len(names), sha256("\n".join(names).encode()).hexdigest())


def _files(archive: Path) -> dict[str, bytes]:
    """The content of each network's member."""
    try:
        with ZipFile(archive) as files:
            if missing := set(MEMBERS.values()) - set(files.namelist()):
                raise FormatError(
                    f"{archive.name} has no member {', '.join(sorted(missing))}; "
                    f"it has {', '.join(files.namelist()) or 'nothing'}. {WAY_OUT}"
                )
            return {network: files.read(member) for network, member in MEMBERS.items()}
    except (BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:  # all that zipfile makes of a broken one
        raise FormatError(f"{archive.name} cannot be read as a zip file ({error}). {WAY_OUT}") from error


def _model(network: str, content: bytes, features: Mapping[str, tuple[str, ...]]) -> LunarModel:
    config = published_config(network)
    clinical, expression, mutation = (len(features[modality]) for modality in words.MODALITIES)
    with reproducible(seed=0, threads=config.threads):  # the first weights, soon replaced, draw from a state of theirs
        fitted = Lunar((clinical, expression, mutation), config.network).eval()
    try:
        fitted.load_state_dict(torch.load(io.BytesIO(content), weights_only=True, map_location="cpu"), strict=True)
    except Exception as error:  # a damaged or hostile file meets errors of any kind inside torch
        raise FormatError(f"{MEMBERS[network]} is not the weights of {network} ({error}). {WAY_OUT}") from error
    history = pd.DataFrame(columns=pd.Index(HISTORY_COLUMNS))
    threshold = MODELS[network].threshold
    return LunarModel(f"{network}{PUBLISHED_SUFFIX}", 0, config, fitted, 0, history, {}, features, threshold)
