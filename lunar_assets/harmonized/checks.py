"""Checks of stage harmonized."""

from lunar_assets.contract_checks import contract_checks
from lunar_assets.table_checks import Audited, Outcome, table_check

MAPPED_SHARE = 0.95
"""Share of coding autosomal rows that must map to a gene."""

contracts = contract_checks("harmonized")


@table_check("harmonized.gene_mapping", "mapped_share", blocking=False)
def mapped_share(audited: Audited) -> Outcome:
    """At least 95 % of the rows that are not known to be non-coding or on X, Y or MT map to an approved gene."""
    shares = audited.table.sql(
        "select dataset, modality, sum(n_rows) filter (where symbol is not null) / sum(n_rows) as share from stored "
        "where matched_by not in ('not_coding', 'not_autosomal') group by all order by all"
    )
    kinds = audited.table.sql(
        "select dataset, modality, matched_by, sum(n_rows)::bigint as rows from stored group by all order by all"
    )
    measured = {f"{row['dataset']}_{row['modality']}_share": float(row["share"]) for row in shares.to_dict("records")}
    low = {name: share for name, share in measured.items() if share < MAPPED_SHARE}
    summary = ", ".join(f"{name} {share:.3f}" for name, share in measured.items())
    by_kind = {f"{r['dataset']} {r['modality']} {r['matched_by']}": int(r["rows"]) for r in kinds.to_dict("records")}
    return Outcome(not low, f"{summary}; expected at least {MAPPED_SHARE}.", {**measured, "rows_by_match": by_kind})
