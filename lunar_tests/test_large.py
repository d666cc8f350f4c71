"""The streamed way from texts to features gives what plain pandas gives with everything in memory, bit by bit."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
from pathlib import Path

from benchmarks import five_cohorts
from benchmarks.large_files import FILES, write_files
from benchmarks.large_steps import RUN, Pipeline

import pandas as pd

from lunar_assets.features.tables import feature_tables
from lunar_assets.harmonized.mutations import counted_mutations
from lunar_assets.warehouse.store import Store

folder = Path(sys.argv[1])
write_files(folder / "files", five_cohorts.DATASETS, 100, 300, 10)
pipeline = Pipeline(folder / "files", folder / "warehouse", 100, 10)
for step in pipeline.steps().values():
    step()

plain = Store(folder / "plain")
plain.root.mkdir()
mapping = pipeline._read("harmonized.gene_mapping").frame().query("modality == 'expression'")
wide = {}
for cohort in pipeline.cohorts:
    values = pd.read_csv(folder / "files" / cohort.dataset / FILES[0], sep="\\t", index_col=cohort.key)
    symbols = mapping.loc[mapping["dataset"] == cohort.dataset].set_index("input_symbol")["symbol"]
    genes = values.groupby(values.index.map(symbols)).mean()
    wide[cohort.dataset] = pd.DataFrame(genes.to_numpy().T, list(genes.columns), list(genes.index))
    long = genes.rename_axis("symbol").reset_index().melt("symbol", var_name="sample_id")
    long = long.sort_values("symbol", kind="stable", ignore_index=True).assign(dataset=cohort.dataset)
    version = plain.write("harmonized.expression", cohort.dataset, long, run_id=RUN, inputs=[], facts={})
    (streamed,) = pipeline.store.versions("harmonized.expression", cohort.dataset)
    assert len(long) == 20 * 300
    assert version.footer["content_hash"] == streamed.footer["content_hash"], cohort.dataset

counts = counted_mutations(pipeline._read("harmonized.mutations").frame())
counted = {}
for cohort in pipeline.cohorts:
    own = counts[counts["sample_id"].isin(cohort.ids)]
    pivoted = own.pivot(index="sample_id", columns="symbol", values="n").fillna(0.0)
    counted[cohort.dataset] = pivoted.reindex(cohort.ids, fill_value=0.0)
assignments, shared = (pipeline._read(name).frame() for name in ("splits.assignments", "features.shared_genes"))
ids = {dataset: rows["sample_id"] for dataset, rows in assignments.groupby("dataset")}
held = ({name: frame.loc[ids[name]] for name, frame in frames.items()} for frames in (wide, counted))
matrix = feature_tables(pipeline.patients, assignments, *held, shared, 42).matrix
pd.testing.assert_frame_equal(pipeline._read("features.matrix").frame(), matrix, check_exact=True, check_dtype=False)
print(matrix.shape[1] - 4, "features")
"""


def test_streamed_and_in_memory_are_the_same(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[0]) > 20
