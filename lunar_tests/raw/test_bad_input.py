"""Bad upstream files stop the run with an error that says where and what to do; the last good tables stay."""

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest

from lunar_assets.definitions import defs
from lunar_assets.warehouse.store import Store

GLASS_PATIENT = "datahub/difg_glass/data_clinical_patient.txt"
GLASS_SAMPLE = "datahub/difg_glass/data_clinical_sample.txt"
SURGERY = "datahub/difg_glass/data_timeline_surgery.txt"
GLASS_MAF = "datahub/difg_glass/data_mutations.txt"
GLASS_MATRIX = "datahub/difg_glass/data_mrna_seq_tpm_zscores_ref_all_samples.txt"
XENA_MATRIX = "xena/TCGA.GBMLGG.sampleMap/HiSeqV2_PANCAN.gz"
HGNC = "hgnc/hgnc_complete_set.txt"

CLINICAL = ["raw/clinical", "harmonized/clinical"]
MAPPING = ["raw/expression", "raw/mutations", "raw/genes", "raw/published", "harmonized/gene_mapping"]

Change = Callable[[bytes], bytes | None]


def swap(old: str, new: str) -> Change:
    def change(content: bytes) -> bytes:
        changed = re.sub(old.encode(), new.encode(), content, count=1)
        assert changed != content, f"{old} is not in the file"
        return changed

    return change


def last_line_twice(content: bytes) -> bytes:
    return content + content.splitlines(keepends=True)[-1]


# What is wrong, the file, how it got wrong, the assets that read it, what the error must say.
CASES = [
    ("missing", GLASS_PATIENT, lambda content: None, ["raw/clinical"], "is missing in"),
    ("empty", GLASS_PATIENT, lambda content: b"", ["raw/clinical"], "empty"),
    ("web page", GLASS_PATIENT, lambda content: b"<!DOCTYPE html><html>log in</html>", ["raw/clinical"], "web page"),
    (
        "Git LFS pointer",
        GLASS_MAF,
        lambda content: b"version https://git-lfs.github.com/spec/v1\noid sha256:41\nsize 417817258\n",
        ["raw/mutations"],
        "Git LFS",
    ),
    (
        "truncated gzip",
        XENA_MATRIX,
        lambda content: content[: len(content) // 2],
        ["raw/expression"],
        "cannot be read to its end",
    ),
    ("renamed column", GLASS_PATIENT, swap("\tSEX\t", "\tGENDER\t"), CLINICAL, "SEX"),
    ("doubled column", GLASS_SAMPLE, swap("IDH_STATUS", "TUMOR_GRADE"), CLINICAL, "TUMOR_GRADE"),
    ("text in a number column", GLASS_PATIENT, swap(r"(Male\t)\d+", r"\1fifty"), CLINICAL, "fifty"),
    ("unknown word", GLASS_PATIENT, swap("Female", "Femole"), CLINICAL, "Femole"),
    ("unknown grade", GLASS_SAMPLE, swap(r"(-TP\t[^\n]*\t)IV\t", r"\1V\t"), CLINICAL, "'V'"),
    ("duplicate sample", GLASS_SAMPLE, last_line_twice, CLINICAL, "expected every value once"),
    (
        "absurd day",
        SURGERY,
        swap(r"\t\d+(\t[^\n]*-R1\n)", r"\t99999999\1"),
        [*CLINICAL, "harmonized/recurrence_events"],
        "99999999",
    ),
    (
        "text for expression",
        GLASS_MATRIX,
        swap(r"\t-?\d+\.\d+\n", "\tmuch\n"),
        [*MAPPING, "harmonized/expression"],
        "much",
    ),
    (
        "expression without its gene column",
        GLASS_MATRIX,
        swap("^Hugo_Symbol", "gene"),
        MAPPING,
        "Hugo_Symbol",
    ),
    (
        "ragged mutation row",
        GLASS_MAF,
        lambda content: content + b"IDH1\t3417\n",
        MAPPING,
        "field|column",
    ),
    ("no locus group", HGNC, swap("locus_group", "group"), ["raw/genes", "harmonized/genes"], "locus_group"),
]


def write_sums(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}" for path in files]
    (folder / "SHA256SUMS").write_text("\n".join(sums) + "\n")


def materialise(assets: list[str]) -> dg.ExecuteInProcessResult:
    return defs.resolve_job_def("full_refresh").execute_in_process(
        asset_selection=[dg.AssetKey(asset.split("/")) for asset in assets],
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        raise_on_error=False,
    )


@pytest.fixture(scope="module")
def good(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse in which the first two stages of the unspoilt cohort are in place."""
    warehouse = tmp_path_factory.mktemp("good") / "warehouse"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LUNAR_SOURCE", "mirror")
        patch.setenv("LUNAR_MIRROR", str(demo_folder))
        patch.setenv("LUNAR_WAREHOUSE", str(warehouse))
        stages = ["raw/clinical", "raw/expression", "raw/mutations", "raw/genes", "raw/published"]
        stages += [
            f"harmonized/{name}" for name in ("genes", "gene_mapping", "expression", "clinical", "recurrence_events")
        ]
        assert materialise(stages).success
    return warehouse


def stored(warehouse: Path) -> dict[Path, int]:
    return {path.relative_to(warehouse): path.stat().st_size for path in warehouse.rglob("*.parquet")}


@pytest.mark.parametrize(("what", "file", "change", "assets", "message"), CASES, ids=[case[0] for case in CASES])
def test_a_bad_file_is_named_and_the_last_good_tables_stay(
    what, file, change, assets, message, good, demo_folder, tmp_path, monkeypatch
):
    mirror, warehouse = tmp_path / "mirror", tmp_path / "warehouse"
    shutil.copytree(demo_folder, mirror)
    shutil.copytree(good, warehouse)
    changed = change((mirror / file).read_bytes())
    (mirror / file).unlink()
    if changed is not None:
        (mirror / file).write_bytes(changed)
    write_sums(mirror)
    for name, value in {"SOURCE": "mirror", "MIRROR": mirror, "WAREHOUSE": warehouse}.items():
        monkeypatch.setenv(f"LUNAR_{name}", str(value))
    before = stored(warehouse)

    result = materialise(assets)

    assert not result.success
    failed = [event for event in result.get_step_failure_events() if event.step_failure_data.error.cause]
    cause = failed[0].step_failure_data.error.cause
    assert re.search(r"lunar_assets\.errors\.\w+Error", cause.message), cause.message
    assert Path(file).name in cause.message
    assert re.search(message, cause.message), cause.message
    last = assets[-1].replace("/", "__")
    assert failed[0].step_key == last, "it must be found by the first stage that can see it"
    table = assets[-1].replace("/", ".")
    store = Store(warehouse)
    assert {path: size for path, size in stored(warehouse).items() if path in before} == before
    keys = store.partitions(table)
    assert [len(store.versions(table, key)) for key in keys] == [1] * len(keys), "the bad table was stored"
