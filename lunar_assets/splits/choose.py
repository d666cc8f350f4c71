"""Which split a cohort gets: the published one, that of the release before carried on, or a fresh one."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

import pandas as pd

from lunar_assets.errors import SplitError
from lunar_assets.splits.extend import extend, root_seed
from lunar_assets.splits.frame import COLUMNS
from lunar_assets.splits.generate import generate
from lunar_assets.splits.published import MEMBERS, Parts, compare, from_published, shown
from lunar_assets.words import DATASETS, SPLIT_SCHEMES, STUDY

SplitChoice = Literal["auto", "published", "generated"]


class Decision(NamedTuple):
    """How the split of one data set is made, and why."""

    scheme: Literal["published", "extended", "generated"]
    """`extended`: the earlier split is carried on, and keeps its own scheme where nothing changed."""
    reason: str


def assign(
    patients: pd.DataFrame,
    published: Mapping[str, Parts] | None,
    previous: pd.DataFrame | None,
    choice: SplitChoice,
    seed: int,
) -> pd.DataFrame:
    """Give every patient a part, each data set on its own, as `decisions` says.

    Args:
        patients: `cohort.patients` of one or more data sets.
        published: What `read_published` gives, or None if the file is not at hand.
        previous: `splits.assignments` of the earlier release, or None if there is none.
        choice: The setting `LUNAR_SPLITS`.
        seed: The setting `LUNAR_SEED`.

    Returns:
        `splits.assignments`, data sets in the order of `words.DATASETS`.

    Raises:
        SplitError: There are no patients, or too few of a label, or the published split is asked for and cannot be had.
    """
    made = []
    for dataset, (scheme, _) in decisions(patients, published, previous, choice, seed).items():
        cohort = _of(dataset, patients)
        if scheme == "published":
            made.append(from_published(cohort, (published or {})[dataset]))
        elif scheme == "extended":
            made.append(extend(_of(dataset, previous), cohort))
        else:
            made.append(generate(cohort, seed))
    return pd.concat(made, ignore_index=True)


def decisions(
    patients: pd.DataFrame,
    published: Mapping[str, Parts] | None,
    previous: pd.DataFrame | None,
    choice: SplitChoice,
    seed: int,
) -> dict[str, Decision]:
    """Decide for every data set how its split is made.

    - `published`: the published split, or an error that says why it cannot be had; as `auto` for a cohort of which the
      study has published none.
    - `auto`: the published split where it is at hand and has every id of the cohort; else that of the earlier release,
      extended; else a fresh one.
    - `generated`: that of the earlier release, extended; else a fresh one.

    An earlier split is carried on only if it began as one that the same settings could give now. One that was drawn
    with another seed did not: whoever changes the seed asks for another draw. One that goes back to the published split
    (its seed is empty) is carried on under `auto`, not under `generated`.

    Args and errors are those of `assign`.
    """
    if patients.empty:
        raise SplitError("cohort.patients has no rows, so there is nobody to split: see cohort.exclusions for why.")
    made = {}
    for dataset in [dataset for dataset in DATASETS if dataset in set(patients["dataset"])]:
        cohort, earlier = _of(dataset, patients), _of(dataset, previous)
        made[dataset] = _decide(cohort, (published or {}).get(dataset), earlier, choice, seed)
    return made


def scheme_of(assignments: pd.DataFrame) -> str:
    """The schemes of a table of assignments in short: that of TCGA, then that of GLASS, as `published / extended`.

    A further cohort is not in it: models are trained under the other two. All rows of a data set have one scheme; were
    there several, the one furthest from the published split would count.
    """
    found = assignments.groupby("dataset")["scheme"].agg(lambda schemes: max(schemes, key=SPLIT_SCHEMES.index))
    return " / ".join(found[dataset] for dataset in STUDY if dataset in found.index)


def why_not_published(cohort: pd.DataFrame, parts: Parts | None, choice: SplitChoice) -> str:
    """Say why a data set cannot have its published split, or is not to have it; empty where it has it.

    Args:
        cohort: `cohort.patients` of one data set.
        parts: The data set's published parts, or None if the file is not at hand.
        choice: The setting `LUNAR_SPLITS`.
    """
    dataset = cohort["dataset"].iloc[0]
    if choice == "generated":
        return "LUNAR_SPLITS is generated"
    if dataset not in MEMBERS:
        return f"the study has published no split of {dataset}"
    if parts is None:
        return f"the published split of {dataset} ({MEMBERS[dataset]} in lunar/other.zip) is not at hand"
    if missing := compare(cohort, parts).missing:
        return f"the published split lacks {len(missing)} of {len(cohort)} {dataset} patients: {shown(missing)}"
    return ""


def _decide(
    cohort: pd.DataFrame, parts: Parts | None, earlier: pd.DataFrame, choice: SplitChoice, seed: int
) -> Decision:
    not_published = why_not_published(cohort, parts, choice)
    if parts is not None and not not_published:
        extra = compare(cohort, parts).extra
        left_out = f"; {len(extra)} of its ids are not in the cohort: {shown(extra)}" if extra else ""
        return Decision("published", f"the published split has every id of the cohort{left_out}")
    if choice == "published" and cohort["dataset"].iloc[0] in MEMBERS:
        raise SplitError(
            f"LUNAR_SPLITS is published, but {not_published}. Get the file, or set LUNAR_SPLITS to auto or generated."
        )
    not_extended = _why_not_extended(earlier, choice, seed)
    if not not_extended:
        return Decision("extended", f"the earlier split is carried on; {not_published}")
    return Decision("generated", f"drawn afresh with seed {seed}; {not_published}; {not_extended}")


def _why_not_extended(earlier: pd.DataFrame, choice: SplitChoice, seed: int) -> str:
    if earlier.empty:
        return "there is no earlier split"
    drawn_with = root_seed(earlier)
    if drawn_with is None:
        return "the earlier split goes back to the published one" if choice == "generated" else ""
    return "" if drawn_with == seed else f"the earlier split was drawn with seed {drawn_with}"


def _of(dataset: str, frame: pd.DataFrame | None) -> pd.DataFrame:
    return pd.DataFrame(columns=COLUMNS) if frame is None else frame[frame["dataset"].eq(dataset)]
