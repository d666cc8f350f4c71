"""Every model against each reference on the same patients."""

import pandas as pd

from lunar_assets import words
from lunar_assets.errors import InconsistentDataError, MissingDataError
from lunar_assets.evaluation.delong import DelongTest, delong_test
from lunar_assets.evaluation.predictions import by_part

COLUMNS = ["model", "reference", "dataset", "part", "test", "difference", "ci_low", "ci_high", "p_value", "n"]


def comparisons(predictions: pd.DataFrame) -> pd.DataFrame:
    """Test the AUROC of every model against that of each reference.

    Args:
        predictions: Table `evaluation.predictions` of several models, the references among them. Patients are paired by
            dataset and sample_id; the order of rows plays no part.

    Returns:
        Table `evaluation.comparisons`, by reference, model and part. A part on which the test is not defined (see
        `delong_test`: mostly too few patients of a class) has no row.

    Raises:
        MissingDataError: A reference has no predictions.
        InconsistentDataError: A reference has not scored a patient of another model, or has another label for them.
    """
    if lacking := set(words.MODEL_REFERENCES) - set(predictions["model"]):
        raise MissingDataError(
            f"evaluation.predictions has no rows of {', '.join(sorted(lacking))}, which every model is compared with; "
            "materialise that model, then evaluation.predictions."
        )
    tables = [_against(reference, predictions) for reference in words.MODEL_REFERENCES]
    return pd.concat(tables, ignore_index=True)[COLUMNS]


def _against(reference: str, predictions: pd.DataFrame) -> pd.DataFrame:
    patient = ["dataset", "sample_id", "label"]
    is_reference = predictions["model"] == reference
    of_reference = predictions.loc[is_reference, [*patient, "score"]].rename(columns={"score": "reference_score"})
    paired = predictions[~is_reference].merge(of_reference, on=patient, how="left", validate="m:1")
    alone = paired[paired["reference_score"].isna()]
    if len(alone):
        raise InconsistentDataError(
            f"evaluation.predictions has {len(alone)} rows of other models whose patient {reference} has not scored, "
            f"or with another label, the first {alone['sample_id'].iloc[0]} of {alone['model'].iloc[0]}; expected all "
            "models to score the same patients: materialise evaluation.predictions again."
        )
    return by_part(paired, _test).assign(reference=reference, test="delong")


def _test(paired: pd.DataFrame) -> pd.DataFrame:
    found = delong_test(paired["label"], paired["score"], paired["reference_score"])
    table = pd.DataFrame([] if found is None else [found], columns=pd.Index(DelongTest._fields), dtype="float64")
    return table.assign(n=len(paired))
