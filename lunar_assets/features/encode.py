"""Clinical facts as numbers: age in years, grade as a rank, sex, IDH/1p19q subtype and CNS5 type as indicators."""

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin

from lunar_assets import words
from lunar_assets.errors import FormatError

RANKS = {
    "grade": {grade: rank for rank, grade in enumerate(words.GRADES)},
    "sex": {sex: rank for rank, sex in enumerate(words.SEXES)},
}
INDICATORS = {
    "idh_codel_subtype": {subtype: subtype for subtype in sorted(words.IDH_CODEL_SUBTYPES)},
    "histology_cns5": {
        "Astrocytoma": "astrocytoma",
        "Astrocytoma WT": "astrocytoma_wt",
        "Oligodendroglioma": "oligodendroglioma",
        "Glioblastoma": "glioblastoma",
    },
}
CLINICAL_FEATURES = ("age", *RANKS, *INDICATORS["idh_codel_subtype"].values(), *INDICATORS["histology_cns5"].values())


class ClinicalEncoder(TransformerMixin, BaseEstimator):
    """Encodes clinical facts with the fixed words of the field; nothing is learnt from patients.

    Source: Patricoski-Chavez et al. 2025, Methods (binary sex, ordinal grade, one-hot subtype and type).
    """

    def fit(self, patients: pd.DataFrame, labels: object = None) -> Self:
        """Learn nothing: the categories are the words of the contract, whoever is in the cohort."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        """Always ready."""
        return True

    def transform(self, patients: pd.DataFrame) -> pd.DataFrame:
        """Encode patients.

        Args:
            patients: Columns age (years), grade, sex, idh_codel_subtype, histology_cns5; index sample_id.

        Returns:
            float64 frame of the ten `CLINICAL_FEATURES`, same rows.

        Raises:
            FormatError: A patient has no age, or a word that is not one of the field's.
        """
        encoded = {"age": _ages(patients["age"])}
        for column, ranks in RANKS.items():
            encoded[column] = _known(patients[column], ranks).map(ranks)
        for column, names in INDICATORS.items():
            facts = _known(patients[column], names)
            encoded |= {name: facts == word for word, name in names.items()}
        return pd.DataFrame(encoded, index=patients.index).astype(np.float64)[list(CLINICAL_FEATURES)]

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """The ten clinical features in their order."""
        return np.array(CLINICAL_FEATURES, dtype=object)


def _ages(ages: pd.Series) -> pd.Series:
    if ages.isna().any():
        raise FormatError(f"{ages.index[ages.isna()][0]} has no age; expected years. See cohort.patients.")
    return ages


def _known(facts: pd.Series, known: dict[Any, Any]) -> pd.Series:
    strange = facts[~facts.isin(list(known))]
    if len(strange):
        raise FormatError(
            f"{facts.name} of {strange.index[0]} is {strange.iloc[0]!r}; expected one of "
            f"{', '.join(map(str, known))}. Map it in stage harmonized or exclude the sample in stage cohort."
        )
    return facts
