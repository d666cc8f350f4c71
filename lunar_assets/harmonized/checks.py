"""Checks of stage harmonized."""

from lunar_assets import words
from lunar_assets.errors import MissingDataError
from lunar_assets.graph.contract_checks import contract_checks
from lunar_assets.graph.table_checks import Audited, Outcome, as_table, table_check
from lunar_assets.harmonized import coverage, drift, scales
from lunar_assets.warehouse.stored_table import StoredTable

contract_checks("harmonized")


# A warning: of GLASS it depends on how upstream names what is no gene, which HGNC need not know as not coding. That too
# few genes are left stops the run by `cohorts_share_genes`.
@table_check("harmonized.gene_mapping", "mapped_share", protects="rows", blocking=False)
def mapped_share(audited: Audited) -> Outcome:
    """At least 95 % of the rows that are not known to be non-coding or on X, Y or MT map to an approved gene."""
    least = coverage.LEAST_MAPPED[audited.warehouse.settings.symbols]
    shares = audited.table.sql(
        "select dataset, modality, sum(if(symbol is null, 0, n_rows)) / sum(n_rows) as share from stored "
        "where matched_by not in ('not_coding', 'not_autosomal') group by all order by all"
    )
    kinds = audited.table.sql(
        "select dataset, modality, matched_by, sum(n_rows)::bigint as rows from stored group by all order by all"
    )
    found = {f"{row['dataset']}_{row['modality']}_share": float(row["share"]) for row in shares.to_dict("records")}
    low = {name: share for name, share in found.items() if share < least}
    summary = ", ".join(f"{name} {share:.3f}" for name, share in found.items())
    by_kind = {f"{r['dataset']} {r['modality']} {r['matched_by']}": int(r["rows"]) for r in kinds.to_dict("records")}
    measured = {**found, "least_share": least, "rows_by_match": by_kind}
    return Outcome(not low, f"{summary}; expected at least {least}.", measured)


@table_check("harmonized.genes", "no_gene_twice", protects="rows")
def no_gene_twice_in_the_nomenclature(audited: Audited) -> Outcome:
    """No approved symbol, Entrez id or HGNC id stands for two genes."""
    genes = audited.table.frame()
    twice = coverage.doubled_ids(genes)
    named = "; ".join(f"{column} {', '.join(values[:5])}" for column, values in twice.items() if values)
    counts = {f"doubled_{column}": len(values) for column, values in twice.items()}
    summary = f"Ids that stand for two of the {len(genes)} genes: {named or 'none'}."
    return Outcome(not named, summary, {"genes": len(genes), "doubled_allowed": 0, **counts})


@table_check("harmonized.expression", "no_gene_twice", protects="rows")
def no_gene_twice_in_a_sample(audited: Audited) -> Outcome:
    """Every sample has the expression of a gene once."""
    found = audited.table.sql(coverage.SAMPLES_WITH_DOUBLES)
    wrong = found[found["samples_with_doubles"] > 0]
    named = "".join(
        f" {row.dataset}: {row.samples_with_doubles} of {row.samples}, for example {row.example}."
        for row in wrong.itertuples()
    )
    summary = f"{found['samples_with_doubles'].sum()} of {found['samples'].sum()} samples have a gene twice.{named}"
    return Outcome(wrong.empty, summary, {"samples_with_doubles_allowed": 0, "samples": as_table(found)})


def _cohorts_share_genes(table: str) -> None:
    @table_check(table, "cohorts_share_genes", protects="rows")
    def cohorts_share_genes(audited: Audited) -> Outcome:
        """Most genes of the cohort that has fewer are there in the other one too: without them there is no model."""
        least = coverage.LEAST_SHARED[table]
        try:
            genes = audited.read(table).sql(coverage.GENES)
        except MissingDataError as error:
            own = audited.table.sql("select dataset, count(distinct symbol) as genes from stored group by all")
            counts = dict(zip(own["dataset"], map(int, own["genes"]), strict=True))
            return Outcome(
                True, f"One cohort is there, nothing to compare with: {error}", {**counts, "least_share": least}
            )
        found = coverage.shared_genes(genes)
        of_each = " and ".join(f"{found[name]} in {name.upper()}" for name in words.DATASETS)
        summary = (
            f"The cohorts share {found['shared']} genes of {of_each}: "
            f"{found['share']:.1%} of the smaller cohort's, expected at least {least:.0%}."
        )
        return Outcome(found["share"] >= least, summary, {**found, "least_share": least})


for table in coverage.LEAST_SHARED:
    _cohorts_share_genes(table)


@table_check("harmonized.expression", "values_in_range", protects="rows")
def values_in_range(audited: Audited) -> Outcome:
    """Every sample's values are on the scale of its cohort (TCGA centred log2, GLASS z-scores) and not all the same."""
    samples, unit_spread = audited.table.sql(scales.SAMPLES), audited.table.sql(scales.UNIT_SPREAD)
    found, ranges = scales.faults(samples, unit_spread), scales.ranges(samples)
    right = ", ".join(f"{r.dataset} {r.lowest:.1f} to {r.highest:.1f} ({r.scale})" for r in ranges.itertuples())
    measured = {
        "ranges": as_table(ranges),
        "share_of_genes_with_unit_spread": dict(
            zip(unit_spread["dataset"], map(float, unit_spread["share"]), strict=True)
        ),
        "largest_allowed": scales.LARGEST,
        "least_share_on_either_side_of_zero": scales.LEAST_NEGATIVE,
        "faults": found,
    }
    return Outcome(not found, f"{'; '.join(found)}." if found else f"Values: {right}.", measured)


def _drift(table: str) -> None:
    @table_check(table, "drift", protects="sources", blocking=False)
    def since_the_last_publication(audited: Audited) -> Outcome:
        """Samples, genes, missing shares and typical values are near those of the last publication of this source."""
        former = audited.warehouse.published(table)
        if former is None or _demo_cohorts(former) != _demo_cohorts(audited.table):
            source = audited.warehouse.settings.source
            first = f"First publication of this cohort from source {source}: nothing to compare with."
            return Outcome(True, first, {"source": source, "figures_compared": 0})
        figures = drift.query(table)
        found = drift.moves(table, former.sql(figures), audited.table.sql(figures))
        beyond = found[found["beyond"]]
        named = "; ".join(
            f"{m.dataset} {m.figure} {m.before:.4g} to {m.now:.4g}, limit {m.limit:g}{' of it' if m.relative else ''}"
            for m in beyond.itertuples()
        )
        summary = f"{len(beyond)} of {len(found)} figures moved beyond their limit{': ' if named else ''}{named}."
        return Outcome(
            beyond.empty,
            summary,
            {"figures_compared": len(found), "figures_beyond_allowed": 0, "figures": as_table(found)},
        )


for table in drift.FIGURES:
    _drift(table)


def _demo_cohorts(table: StoredTable) -> set[str]:
    """Which demo cohort a table is of: two of them have nothing to do with one another."""
    return {str(version.footer["facts"].get("demo_cohort")) for version in table.versions}
