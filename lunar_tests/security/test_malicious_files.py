"""Files that would run code, or fill the memory, are refused with an error of ours; nothing of them is run."""

import gzip
import io
import json
import os
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
import skops.io
import torch

from lunar_assets.errors import FormatError, SourceError, TrainingError
from lunar_assets.models import checkpoints, storage
from lunar_assets.models.baseline import described
from lunar_assets.models.checkpoints import MEMBERS, published_models
from lunar_assets.models.registry import fit, load
from lunar_assets.raw import unpacked
from lunar_assets.raw.catalogue import MODELS_ZIP, OTHER_ZIP, files_of
from lunar_assets.raw.fetched import sha256_of
from lunar_assets.raw.mirror import Folder
from lunar_assets.raw.sniff import sniff
from lunar_assets.splits.published import MEMBERS as SPLIT_MEMBERS
from lunar_assets.splits.published import read_published
from lunar_tests.models.synthetic import FEATURES, columns, small_networks, training_data

DATA = training_data()
PARTS = json.dumps({"train": ["TCGA-02-0003-01"], "val": [], "test": []})
STORED = {"lunar": "weights.safetensors", "logistic_regression": "estimator.skops", "xgboost": "trees.json"}


class Payload:
    """Makes a file when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self):
        return os.mkdir, (str(self.marker),)


@pytest.fixture
def marker(tmp_path: Path):
    """What a payload would make; there must be none at the end, and one when it does run."""
    place = tmp_path / "was-run"
    pickle.loads(pickle.dumps(Payload(place)))
    place.rmdir()
    yield place
    assert not place.exists()


def torch_file(content: object, *, legacy: bool = False) -> bytes:
    file = io.BytesIO()
    torch.save(content, file, _use_new_zipfile_serialization=not legacy)
    return file.getvalue()


def object_arrays(marker: Path) -> bytes:
    file = io.BytesIO()
    np.savez(file, weights=np.array([Payload(marker)], dtype=object))
    return file.getvalue()


HOSTILE = {
    "torch file": lambda marker: torch_file(Payload(marker)),
    "weights with a payload": lambda marker: torch_file({"head.weight": Payload(marker)}),
    "torch file of old": lambda marker: torch_file({"head.weight": Payload(marker)}, legacy=True),
    "bare pickle": lambda marker: pickle.dumps(Payload(marker)),
    "pickle of protocol 0": lambda marker: f"cos\nmkdir\n(S'{marker}'\ntR.".encode(),
    "numpy objects": object_arrays,
    "safetensors": lambda marker: safetensors.numpy.save({"head.weight": np.zeros(3, np.float32)}),
    "no text": lambda marker: b"\x80\x02\xff\xfe",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_published_weights_with_a_payload_are_refused(kind, marker, tmp_path, monkeypatch):
    sets = {modality: checkpoints._feature_set(names) for modality, names in FEATURES.items()}
    monkeypatch.setattr(checkpoints, "FEATURE_SETS", sets)
    with zipfile.ZipFile(tmp_path / "models.zip", "w") as archive:
        for member in MEMBERS.values():
            archive.writestr(member, HOSTILE[kind](marker))
    with pytest.raises(FormatError, match="is not the weights of lunar"):
        published_models(tmp_path / "models.zip", columns(), checkpoints.PUBLISHED_SCHEME)


@pytest.mark.parametrize("model", STORED)
@pytest.mark.parametrize("kind", [*HOSTILE, "other JSON"])
def test_a_stored_model_swapped_for_a_payload_is_refused_even_with_its_hash(model, kind, marker, tmp_path):
    with small_networks():
        fit(model, DATA, seed=42).save(tmp_path)
    description = json.loads((tmp_path / "model.json").read_text())
    content = b'{"learner": {"gradient_booster": []}}' if kind == "other JSON" else HOSTILE[kind](marker)
    storage.save(tmp_path, description, STORED[model], content)  # whoever can write there can write the hash, too
    with pytest.raises(TrainingError, match="Train the model again"):
        load(model, tmp_path)


def test_an_estimator_with_a_type_that_nobody_has_named_is_refused(marker, tmp_path):
    model = fit("logistic_regression", DATA, seed=42)
    description = {"kind": "scikit_learn_estimator", "class": "LogisticRegression", **described(model)}
    storage.save(tmp_path, description, "estimator.skops", skops.io.dumps({"estimator": Payload(marker)}))
    with pytest.raises(TrainingError, match="Untrusted types found"):
        load("logistic_regression", tmp_path)


def archive_of(folder: Path, members: dict[str, str | bytes], name: str = "other.zip") -> Path:
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return folder / name


@pytest.mark.parametrize(
    "member", ["../escaped.txt", "/tmp/../escaped.txt", "other/../../escaped.txt", "C:\\escaped.txt"]
)
def test_members_are_read_by_name_and_none_is_unpacked(member, tmp_path):
    folder = tmp_path / "mirror"
    folder.mkdir()
    path = archive_of(folder, {member: "escaped", **dict.fromkeys(SPLIT_MEMBERS.values(), PARTS)})
    link = zipfile.ZipInfo("other/link")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    before = sorted(tmp_path.rglob("*"))
    sniff(path, OTHER_ZIP)
    assert read_published(path, OTHER_ZIP)["tcga"]["train"] == ["TCGA-02-0003-01"]
    assert sorted(tmp_path.rglob("*")) == before


def test_a_member_that_is_a_link_is_a_text_like_any_other(tmp_path):
    path = archive_of(tmp_path, {SPLIT_MEMBERS["glass"]: PARTS})
    link = zipfile.ZipInfo(SPLIT_MEMBERS["tcga"])
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(FormatError, match="is not JSON"):
        read_published(path, OTHER_ZIP)


def bomb(folder: Path, kind: str) -> Path:
    path = folder / "bomb"
    if kind == "gzip":
        path.write_bytes(gzip.compress(bytes(3 << 20)))
    elif kind == "members":
        archive_of(folder, {f"other/{i}": b"" for i in range(200)}, "bomb")
    else:
        archive_of(folder, {f"other/{i}": bytes(1 << 20) for i in range(3)}, "bomb")
    return path


@pytest.mark.parametrize("kind", ["gzip", "zip", "members"])
@pytest.mark.parametrize("file", [MODELS_ZIP, OTHER_ZIP])
def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_read(kind, file, tmp_path, monkeypatch):
    monkeypatch.setattr(unpacked, "MOST_MEMBERS", 100)
    for module in ("unpacked", "sniff"):
        monkeypatch.setattr(f"lunar_assets.raw.{module}.MOST_BYTES", 2 << 20)
    (tmp_path / "lunar").mkdir()
    place = bomb(tmp_path, kind).rename(tmp_path / file)
    assert place.stat().st_size < 1 << 16
    (tmp_path / "SHA256SUMS").write_text(f"{sha256_of(place)}  {file}\n")
    wanted = [one for one in files_of("published", "published") if one.path == file]
    with pytest.raises(SourceError, match=f"^{file}: it unpacks to .*Ask where the file comes from"):
        Folder(tmp_path).fetch(wanted)


def test_no_upstream_file_of_today_comes_near_the_bound():
    sizes = [file.bytes for kind in ("expression", "mutations") for file in files_of("glass", kind) if file.bytes]
    assert max(sizes) * 4 < unpacked.MOST_BYTES


def test_an_archive_behind_a_password_is_refused(tmp_path):
    path = archive_of(tmp_path, dict.fromkeys(SPLIT_MEMBERS.values(), PARTS))
    content = bytearray(path.read_bytes())
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(sign)
        content[at + flags] |= 1
    path.write_bytes(content)
    with pytest.raises(SourceError, match="encrypted"):
        sniff(path, OTHER_ZIP)
