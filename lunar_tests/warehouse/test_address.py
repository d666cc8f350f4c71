"""Tables at an address: stored whole or not at all, read like files of the disk, safe from other writers."""

import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from lunar_assets.errors import MissingDataError, StorageError
from lunar_assets.warehouse import place
from lunar_assets.warehouse.aside import sweep
from lunar_assets.warehouse.store import Store
from lunar_assets.warehouse.stored_table import StoredTable
from lunar_assets.warehouse.wide import wide_expression
from lunar_tests.object_storage import together
from lunar_tests.warehouse.test_store import FACTS, RUN_A, RUN_B, RUN_C, write

GENES = "harmonized.genes"
MARKER = "lunar/lunar_warehouse.json"


@pytest.fixture(params=["s3", "memory"])
def store(request, tmp_path, bucket):
    """An empty store at an address in which harmonized.genes needs a green contract check."""
    address = bucket.address if request.param == "s3" else f"memory://{bucket.name}/lunar"
    return Store(tmp_path / "root", {GENES: frozenset({"contract"})}, address)


@pytest.fixture
def at_s3(tmp_path, bucket):
    return Store(tmp_path / "root", {GENES: frozenset({"contract"})}, bucket.address)


def test_what_was_stored_is_read_back(store, genes):
    version = write(store, GENES, genes)
    assert str(version.path).startswith(f"{store.address}/harmonized/genes/")
    assert store.versions(GENES, "") == store.newest() == [version]
    assert (version.footer["rows"], version.footer["facts"]) == (2, FACTS)
    read = StoredTable((version,))
    pd.testing.assert_frame_equal(read.frame(), genes, check_dtype=False)
    assert read.sql("select symbol from stored where chromosome = ?", ["17"])["symbol"].tolist() == ["TP53"]


def test_only_locks_and_the_address_stay_in_the_root(at_s3, bucket, genes):
    version = write(at_s3, GENES, genes)
    at_s3.record(version, "contract", {"passed": True})
    assert sorted(path.name for path in at_s3.root.iterdir()) == ["tables.json", "tables.json.lock", "writing.lock"]
    folder = "lunar/harmonized/genes"
    assert bucket.files() == [f"{folder}/{version.id}.contract.json", f"{folder}/{version.id}.parquet", MARKER]


def test_partitions_and_outcomes_are_found(store, mutations):
    for dataset in ("tcga", "glass"):
        frame = mutations.query("dataset == @dataset")
        version = write(store, "harmonized.mutations", frame, partition=dataset)
        store.record(version, "contract", {"passed": dataset == "tcga", "summary": "looked"})
    assert store.partitions("harmonized.mutations") == ["glass", "tcga"]
    assert [version.name for version in store.newest()] == [f"harmonized.mutations[{key}]" for key in ("glass", "tcga")]
    assert store.outcomes(version) == {"contract": {"passed": False, "summary": "looked"}}
    assert store.versions("harmonized.expression", "tcga") == [] and store.partitions("harmonized.expression") == []


def test_other_runs_read_the_latest_version_that_passed(store, genes):
    with pytest.raises(MissingDataError, match="has not been materialised"):
        store.resolve(GENES, [""], RUN_A)
    passed = write(store, GENES, genes)
    store.record(passed, "contract", {"passed": True})
    red = write(store, GENES, genes, RUN_B)
    store.record(red, "contract", {"passed": False})
    assert store.failed_checks(write(store, GENES, genes, RUN_B)) == ["contract"]  # it has not run yet
    assert store.resolve(GENES, [""], RUN_C) == [passed]


def test_a_matrix_is_read_by_its_samples(store):
    rows = [("tcga", f"TCGA-06-{i:04d}-01", symbol, i + j / 2) for i in range(4) for j, symbol in enumerate(("A", "B"))]
    frame = pd.DataFrame(rows, columns=["dataset", "sample_id", "symbol", "value"])
    version = write(store, "harmonized.expression", frame, partition="tcga")
    wide = wide_expression(StoredTable((version,)), "tcga", ["TCGA-06-0003-01", "TCGA-06-0001-01"])
    np.testing.assert_array_equal(wide.to_numpy(), [[3.0, 3.5], [1.0, 1.5]])


def test_what_another_process_has_just_stored_is_seen(at_s3, genes):
    write(at_s3, GENES, genes)
    other = Store(at_s3.root, {}, at_s3.address)
    assert len(other.versions(GENES, "")) == 1
    _in_a_process(at_s3, "1")
    assert len(other.versions(GENES, "")) == len(at_s3.versions(GENES, "")) == 2


def test_writers_at_once_all_leave_whole_versions(at_s3, genes):
    """Threads of this process and another process, all of the same table and run."""
    writers = [lambda: [write(at_s3, GENES, genes) for _ in range(5)] for _ in range(4)]
    assert together(*writers, lambda: _in_a_process(at_s3, "5")) == []
    versions = at_s3.versions(GENES, "")
    assert len({version.id for version in versions}) == 25
    assert {version.footer["content_hash"] for version in versions} == {versions[0].footer["content_hash"]}
    assert all(StoredTable((version,)).frame().equals(StoredTable(tuple(versions[:1])).frame()) for version in versions)


def _in_a_process(store, number):
    code = (
        "import sys, pathlib, pandas as pd\n"
        "from lunar_assets.warehouse.store import Store\n"
        "root, address, number = sys.argv[1:]\n"
        "store = Store(pathlib.Path(root), {}, address)\n"
        "frame = pd.DataFrame({'hgnc_id': ['HGNC:5382', 'HGNC:11998'], 'symbol': ['IDH1', 'TP53'],\n"
        "    'entrez_id': ['3417', None], 'ensembl_id': ['ENSG00000138413', 'ENSG00000141510'],\n"
        "    'chromosome': ['2', '17'], 'location': ['2q34', '17p13.1']})\n"
        "for _ in range(int(number)):\n"
        "    facts = {'source': 'demo', 'synthetic': True, 'seed': 42}\n"
        "    store.write('harmonized.genes', '', frame, run_id='dddddddd', inputs=[], facts=facts)\n"
    )
    command = [sys.executable, "-c", code, str(store.root), store.address, number]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert done.returncode == 0, done.stderr


def test_an_upload_that_fails_leaves_nothing(at_s3, bucket, genes, monkeypatch):
    good = write(at_s3, GENES, genes)
    before = bucket.files()

    def refused(*_):
        raise PermissionError("Access Denied")

    monkeypatch.setattr(at_s3.tables.fs, "put_file", refused)
    with pytest.raises(StorageError, match=r"s3://.*could not be reached: Access Denied.*permissions that docs/how_to"):
        write(at_s3, GENES, genes, RUN_B)
    assert bucket.files() == before and at_s3.newest() == [good]
    assert not list(at_s3.root.glob("*.partial"))


@pytest.fixture
def in_parts(monkeypatch):
    """Files of more than 10 MB go up in parts, as those of more than 100 MB do otherwise."""
    monkeypatch.setattr("s3fs.core.calculate_chunksize", lambda size, chunksize=None: 5 * 2**20)


def test_a_large_file_goes_up_in_parts_and_comes_back(at_s3, bucket, tmp_path, in_parts):
    file = tmp_path / "large"
    file.write_bytes(os.urandom(11 * 2**20))
    place.upload(file, at_s3.tables / "large")
    assert bucket.fs.cat_file(f"{bucket.name}/lunar/large") == file.read_bytes()
    assert bucket.fs.info(f"{bucket.name}/lunar/large")["ETag"].strip('"').endswith("-3")  # three parts


def test_a_large_upload_that_breaks_off_is_aborted(at_s3, bucket, tmp_path, in_parts, monkeypatch):
    file = tmp_path / "large"
    file.write_bytes(b"0" * 11 * 2**20)
    theirs = type(at_s3.tables.fs)._call_s3

    async def breaks_off(self, method, *arguments, **named):
        if method == "upload_part" and named["PartNumber"] == 3:
            assert bucket.name == named["Bucket"]
            raise OSError("the cable is out")
        return await theirs(self, method, *arguments, **named)

    monkeypatch.setattr(type(at_s3.tables.fs), "_call_s3", breaks_off)
    with pytest.raises(StorageError, match="the cable is out"):
        place.upload(file, at_s3.tables / "large")
    assert bucket.files() == bucket.uploads() == []


def test_what_a_killed_process_was_uploading_is_swept_and_nobody_elses(at_s3, bucket, genes):
    write(at_s3, GENES, genes)
    for key in ("lunar/harmonized/genes/killed.parquet", "lunar-2/of_another.parquet"):
        bucket.fs.call_s3("create_multipart_upload", Bucket=bucket.name, Key=key)
    assert [path.name for path in sweep(at_s3.root, at_s3.tables)] == ["killed.parquet"]
    assert bucket.uploads() == ["lunar-2/of_another.parquet"]


def test_a_disk_without_room_for_the_file_before_it_goes_up_is_told(at_s3, genes, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    with pytest.raises(StorageError, match="could not be written: the disk of .*root is full"):
        write(at_s3, GENES, genes)
    assert at_s3.newest() == []


@pytest.mark.parametrize(
    ("address", "environment", "said"),
    [
        ("s3://no-such-bucket/lunar", {}, "bucket does not exist.*Make the bucket, or name another one"),
        ("s3://{bucket}/lunar", {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "FSSPEC_S3_ENDPOINT_URL"),
        ("s3://{bucket}/lunar", {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "Set AWS_ACCESS_KEY_ID and"),
        ("gs://bucket/lunar", {}, "cannot be opened: Please install gcsfs"),
        ("nosuch://bucket/lunar", {}, "cannot be opened: Unsupported filesystem: 'nosuch'"),
    ],
)
def test_an_address_that_cannot_be_reached_is_told_with_the_remedy(
    tmp_path, bucket, monkeypatch, genes, address, environment, said
):
    for name, value in {"AWS_EC2_METADATA_DISABLED": "true", **environment}.items():
        monkeypatch.setenv(name, value)
    store = Store(tmp_path, {}, address.format(bucket=bucket.name))
    for act in (store.newest, lambda: write(store, GENES, genes)):
        with pytest.raises(StorageError, match=said):
            act()
    assert list(tmp_path.iterdir()) == []


def test_without_the_package_the_error_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    for protocol in ("s3", "s3a"):  # where it was imported before
        monkeypatch.delitem(sys.modules["fsspec.registry"]._registry, protocol, raising=False)
    with pytest.raises(StorageError, match=r"pip install 'lunar-assets\[s3\]'"):
        Store(tmp_path, {}, "s3://bucket-of-nobody/lunar").newest()


def test_passwords_in_the_words_of_a_library_are_not_passed_on():
    with pytest.raises(StorageError) as told, place.address_errors("s3://bucket"):
        raise OSError("could not connect to http://user:hunter2@host/bucket")
    assert "hunter2" not in str(told.value) and "//...@host" in str(told.value)


def test_an_address_of_another_root_is_refused_before_anything_happens(at_s3, bucket, genes, tmp_path):
    write(at_s3, GENES, genes)
    before = bucket.files()
    other = Store(tmp_path / "other", {}, bucket.address)
    for act in (other.newest, lambda: write(other, GENES, genes)):
        with pytest.raises(StorageError, match=f"(?s)belongs to the warehouse .*root since .*remove .*{MARKER}"):
            act()
    assert bucket.files() == before and not other.root.exists()


def test_a_lost_root_can_be_replaced_as_the_error_says(at_s3, bucket, genes, tmp_path):
    stored = write(at_s3, GENES, genes)
    bucket.fs.rm_file(f"{bucket.name}/{MARKER}")
    other = Store(tmp_path / "other", {}, bucket.address)
    assert [version.id for version in other.newest()] == [stored.id]
    write(other, GENES, genes)
    with pytest.raises(StorageError, match="belongs to the warehouse .*other"):
        write(at_s3, GENES, genes)  # in the process that has claimed it before


def test_of_two_roots_that_come_at_once_one_is_refused(bucket, genes, tmp_path):
    stores = [Store(tmp_path / name, {}, bucket.address) for name in ("one", "two", "three")]
    raised = together(*[lambda store=store: write(store, GENES, genes) for store in stores])
    assert len(raised) == 2 and all("belongs to the warehouse" in str(error) for error in raised)
    assert len([key for key in bucket.files() if key.endswith(".parquet")]) == 1
    for store in stores:  # who came too late is free to go elsewhere
        if not (store.root / "tables.json").exists():
            write(Store(store.root, {}, f"{bucket.address}-{store.root.name}"), GENES, genes)
    assert len([key for key in bucket.files() if key.endswith(".parquet")]) == 3


def test_a_root_keeps_to_its_address(at_s3, bucket, genes, tmp_path):
    write(at_s3, GENES, genes)
    with pytest.raises(StorageError, match="are at .*/lunar, but LUNAR_WAREHOUSE is .*/elsewhere"):
        write(Store(at_s3.root, {}, f"{bucket.address}/elsewhere"), GENES, genes)
    with pytest.raises(StorageError, match="are at .*/lunar, but LUNAR_WAREHOUSE does not say so"):
        write(Store(at_s3.root), GENES, genes)
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "lunar.duckdb").touch()
    with pytest.raises(StorageError, match=r"tables on the disk .*lunar.duckdb.*LUNAR_LOCAL to another folder"):
        write(Store(tmp_path / "local", {}, f"{bucket.address}-2"), GENES, genes)


def test_the_marker_says_whose_tables_these_are(at_s3, bucket, genes):
    write(at_s3, GENES, genes)
    there = json.loads(bucket.fs.cat_file(f"{bucket.name}/{MARKER}"))
    here = json.loads((at_s3.root / "tables.json").read_text())
    assert here == {"id": there["id"], "address": bucket.address} and there["root"].endswith(str(at_s3.root))


def test_a_file_is_asked_for_its_size_once_and_never_written(at_s3, genes, monkeypatch):
    from lunar_assets.warehouse.unchanging import Unchanging

    version = write(at_s3, GENES, genes)
    asked: list[str] = []
    theirs = type(at_s3.tables.fs)._call_s3

    async def counted(self, method, *arguments, **named):
        asked.append(method)
        return await theirs(self, method, *arguments, **named)

    monkeypatch.setattr(type(at_s3.tables.fs), "_call_s3", counted)
    reader = Unchanging(at_s3.tables.fs)
    for _ in range(3):
        with reader.open(str(version.path)) as file:
            assert file.read(4) == b"PAR1" and reader.size(str(version.path)) == file.size
    assert asked == ["head_object", "get_object", "get_object", "get_object"]
    with pytest.raises(PermissionError, match="never written"):
        reader.open(str(version.path), "wb")
    with pytest.raises(NotImplementedError):
        reader.rm(str(version.path))
