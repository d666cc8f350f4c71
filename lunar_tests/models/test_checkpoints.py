"""The published weights become models where the features are the published ones, and nothing where they are not."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pandas as pd
import pytest
import torch

from lunar_assets.errors import FormatError
from lunar_assets.models import checkpoints
from lunar_assets.models.checkpoints import FEATURE_SETS, MEMBERS, published_models
from lunar_assets.models.config import NETWORKS
from lunar_assets.models.network import Lunar
from lunar_assets.models.reproducible import reproducible
from lunar_tests.models.published import published
from lunar_tests.models.synthetic import FEATURES, columns, matrix

SCHEME = "published / published"
PARAMETERS = {"lunar": 226_408, "lunar_catt": 176_488, "lunar_satt": 176_488, "lunar_natt": 126_568}  # used ones


def kept(features: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    rows = [(name, modality, True) for modality, names in features.items() for name in names]
    return pd.DataFrame(rows, columns=["feature", "modality", "kept"])


def published_names() -> dict[str, tuple[str, ...]]:
    with published("tcga_shap.csv").open() as file:
        names = next(csv.reader(file))[1:]
    return {"clinical": tuple(names[:8]), "expression": tuple(names[8:129]), "mutation": tuple(names[129:])}


@pytest.fixture
def few_published(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the study had published weights for the few synthetic features."""
    sets = {modality: checkpoints._feature_set(names) for modality, names in FEATURES.items()}
    monkeypatch.setattr(checkpoints, "FEATURE_SETS", sets)


def weights_file(content: object) -> bytes:
    file = io.BytesIO()
    torch.save(content, file)
    return file.getvalue()


def members(n_features: tuple[int, int, int] = (3, 5, 4)) -> dict[str, bytes]:
    with reproducible(seed=5, threads=1):
        networks = {member: Lunar(n_features, NETWORKS[network]) for network, member in MEMBERS.items()}
    return {member: weights_file(network.state_dict()) for member, network in networks.items()}


def archive(folder: Path, files: Mapping[str, bytes]) -> Path:
    path = folder / "models.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as target:
        for member, content in files.items():
            target.writestr(member, content)
    return path


@pytest.fixture(scope="module")
def intact() -> dict[str, bytes]:
    return members()


def test_the_published_features_are_known_by_their_number_and_names():
    names = published_names()
    assert [len(names[modality]) for modality in FEATURE_SETS] == [8, 121, 110]
    for modality, expected in FEATURE_SETS.items():
        assert checkpoints._feature_set(names[modality]) == expected


@pytest.mark.mirror
@pytest.mark.parametrize("name", PARAMETERS)
def test_the_published_models_give_the_outputs_of_the_study(mirror: Path, name: str):
    reference, names = np.load(published("reference_forward.npz")), published_names()
    source = mirror / "lunar" / "models.zip"
    if not source.exists():
        pytest.skip("the mirror has no lunar/models.zip")
    model = published_models(source, kept(names), SCHEME).models[f"{name}_published"]
    patients = pd.concat(
        [pd.DataFrame(reference[f"x_{modality}"], columns=pd.Index(names[modality])) for modality in names], axis=1
    )
    np.testing.assert_allclose(model.margin(patients), reference[f"{name}_logit"], rtol=0, atol=1e-5)
    np.testing.assert_allclose(model.fusion_weights(patients), reference[f"{name}_fusion"], rtol=0, atol=1e-5)
    assert model.n_parameters == PARAMETERS[name]


@pytest.mark.usefixtures("few_published")
def test_the_models_score_patients_and_claim_nothing_that_is_not_published(tmp_path: Path, intact: dict[str, bytes]):
    models, why_not = published_models(archive(tmp_path, intact), columns(), SCHEME)
    assert why_not is None
    assert list(models) == ["lunar_published", "lunar_catt_published", "lunar_satt_published", "lunar_natt_published"]
    for name, model in models.items():
        assert model.name == name
        assert model.features == (*FEATURES["clinical"], *FEATURES["expression"], *FEATURES["mutation"])
        assert model.fitted_on == {}
        assert model.history.empty
    scores = np.array([model.score(matrix()) for model in models.values()])
    assert ((scores > 0) & (scores < 1)).all()
    assert len(np.unique(scores[:, 0])) == 4


@pytest.mark.usefixtures("few_published")
def test_reading_the_weights_leaves_the_random_state_of_torch_alone(tmp_path: Path, intact: dict[str, bytes]):
    source = archive(tmp_path, intact)
    state = torch.get_rng_state()
    published_models(source, columns(), SCHEME)
    assert torch.equal(torch.get_rng_state(), state)


def test_other_features_are_refused_in_a_sentence_without_opening_the_archive(tmp_path: Path):
    models, why_not = published_models(tmp_path / "no.zip", columns(), SCHEME)
    assert models == {}
    assert why_not == (
        "The published weights take other features than the kept ones: 3 clinical features where 8 were published; "
        "5 expression features where 121 were published; 4 mutation features where 110 were published."
    )


@pytest.mark.usefixtures("few_published")
@pytest.mark.parametrize(
    "genes",
    [
        pytest.param(("EGFR_mut", "ATRX_mut", "IDH1_mut", "TP53_mut"), id="another order"),
        pytest.param(("ATRX_mut", "EGFR_mut", "IDH2_mut", "TP53_mut"), id="another gene"),
    ],
)
def test_as_many_features_are_not_enough(tmp_path: Path, genes: tuple[str, ...]):
    models, why_not = published_models(tmp_path / "no.zip", kept({**FEATURES, "mutation": genes}), SCHEME)
    assert models == {}
    assert why_not == (
        "The published weights take other features than the kept ones: "
        "4 mutation features, as many as published, but not the same or not in the same order."
    )


@pytest.mark.usefixtures("few_published")
def test_under_another_split_the_weights_may_have_seen_test_patients(tmp_path: Path):
    models, why_not = published_models(tmp_path / "no.zip", columns(), "published / extended")
    assert models == {}
    assert why_not is not None
    assert "may have seen test patients" in why_not
    assert "published / extended" in why_not


@pytest.mark.usefixtures("few_published")
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"models/may7_lunar.pth": None}, r"no member models/may7_lunar.pth; it has models/", id="missing"),
        pytest.param({"models/may7_lunar.pth": b"no weights"}, "is not the weights of lunar", id="no weights"),
        pytest.param({"models/may7_lunar.pth": b""}, "is not the weights of lunar", id="empty"),
        pytest.param({"models/may7_lunar.pth": weights_file(Path())}, "is not the weights of lunar", id="an object"),
        pytest.param({"models/may7_lunar.pth": weights_file([1])}, "is not the weights of lunar", id="a list"),
        pytest.param({"models/may7_lunar.pth": "swapped"}, "is not the weights of lunar", id="ablation"),
    ],
)
def test_a_member_that_is_not_the_weights_of_its_network_is_an_error(
    tmp_path: Path, intact: dict[str, bytes], changes: dict[str, bytes | str | None], message: str
):
    files = intact | changes
    if changes["models/may7_lunar.pth"] == "swapped":
        files["models/may7_lunar.pth"] = intact["models/may7_lunar_none.pth"]
    present = {member: content for member, content in files.items() if content is not None}
    with pytest.raises(FormatError, match=rf"(?s){message}.*Fetch the file again"):
        published_models(archive(tmp_path, present), columns(), SCHEME)


@pytest.mark.usefixtures("few_published")
def test_weights_of_other_widths_are_an_error(tmp_path: Path):
    with pytest.raises(FormatError, match=r"(?s)models/may7_lunar.pth is not the weights.*size mismatch"):
        published_models(archive(tmp_path, members((3, 5, 6))), columns(), SCHEME)


@pytest.mark.usefixtures("few_published")
@pytest.mark.parametrize("at", [0.05, 0.3, 0.7])
def test_a_changed_byte_of_the_archive_is_an_error(tmp_path: Path, intact: dict[str, bytes], at: float):
    path = archive(tmp_path, intact)
    content = bytearray(path.read_bytes())
    content[int(at * len(content))] ^= 255
    path.write_bytes(content)
    with pytest.raises(FormatError, match="models.zip cannot be read as a zip file"):
        published_models(path, columns(), SCHEME)


@pytest.mark.usefixtures("few_published")
def test_a_file_cut_short_is_an_error(tmp_path: Path, intact: dict[str, bytes]):
    path = archive(tmp_path, intact)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(FormatError, match="models.zip cannot be read as a zip file"):
        published_models(path, columns(), SCHEME)
