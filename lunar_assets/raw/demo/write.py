"""Lays a demo cohort down as a mirror folder: every upstream file but the published weights, and the checksums."""

import hashlib
import tempfile
from pathlib import Path

from lunar_assets.errors import SourceError
from lunar_assets.raw.demo.datahub_files import write_firehose, write_lgggbm
from lunar_assets.raw.demo.draws import stream
from lunar_assets.raw.demo.effects import make_effects
from lunar_assets.raw.demo.evidence import facts_of
from lunar_assets.raw.demo.expression import write_expression
from lunar_assets.raw.demo.gdc_files import write_cdr, write_followup
from lunar_assets.raw.demo.genes import make_genes
from lunar_assets.raw.demo.glass_files import write_glass
from lunar_assets.raw.demo.mutations import write_mutations
from lunar_assets.raw.demo.nomenclature_files import write_hgnc
from lunar_assets.raw.demo.plan import Plan, make_plan
from lunar_assets.raw.demo.published import published_split, write_other_zip
from lunar_assets.raw.demo.tcga_samples import tcga_samples
from lunar_assets.raw.demo.timelines import write_timelines
from lunar_assets.raw.demo.xena_files import write_xena
from lunar_assets.settings import DemoScale
from lunar_assets.words import STUDY


def write_demo(folder: Path, *, seed: int, scale: DemoScale) -> None:
    """Write a demo cohort; the same arguments give the same bytes.

    The files are written beside `folder` and renamed at the end, so that a folder of that name is always complete.

    Args:
        folder: Mirror folder to make; its parent must exist, itself must not.
        seed: Seed of the cohort.
        scale: small (about 2,000 genes, 420 + 200 primary samples) or paper (about 20,500 genes, 1122 + 309); the final
            cohorts have 191 and 101 patients at either scale.

    Raises:
        SourceError: `folder` exists.
    """
    if folder.exists():
        raise SourceError(
            f"{folder} exists; expected no such folder. Use it as it is, or delete it to have it made again."
        )
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as aside:
        made = Path(aside) / folder.name
        made.mkdir()
        plan = make_plan(seed, scale)
        _write_clinical(made, plan)
        _write_genomic(made, plan)
        _write_checksums(made)
        made.rename(folder)


def _write_clinical(folder: Path, plan: Plan) -> None:
    samples = tcga_samples(plan)
    facts = facts_of(plan.tcga, stream(plan.seed, "evidence"))
    write_lgggbm(folder, plan)
    write_firehose(folder, plan, samples)
    write_xena(folder, plan, samples, facts)
    write_timelines(folder, plan, facts)
    write_cdr(folder / "gdc/TCGA-CDR-SupplementalTableS1.xlsx", plan, facts)
    write_followup(folder / "gdc/clinical_PANCAN_patient_with_followup.tsv", plan, facts)
    write_glass(folder, plan)


def _write_genomic(folder: Path, plan: Plan) -> None:
    genes = make_genes(plan.seed, plan.scale)
    splits = {dataset: published_split(plan, dataset) for dataset in STUDY}
    write_hgnc(folder / "hgnc/hgnc_complete_set.txt", genes)
    write_other_zip(folder / "lunar/other.zip", genes, plan.seed, splits)
    write_expression(folder, plan, genes, make_effects(genes, plan.seed, plan.scale), splits)
    write_mutations(folder, plan, genes)


def _write_checksums(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in files
    ]
    (folder / "SHA256SUMS").write_bytes("".join(lines).encode())
