"""Tables 3 and 4 of Patricoski-Chavez et al. 2025: train against test patients, as printed but for two race cells."""

from lunar_assets.words import GLASS, TCGA

SIZES = {TCGA: [133, 29, 29], GLASS: [70, 15, 16]}

COUNTS: dict[str, dict[str, dict[object, tuple[int, int]]]] = {
    TCGA: {
        "label": {0: (75, 17), 1: (58, 12)},
        "grade": {2: (51, 11), 3: (62, 13), 4: (20, 5)},
        "race": {
            "WHITE": (121, 28),
            "BLACK OR AFRICAN AMERICAN": (8, 1),
            # Printed the other way round: 2 American Indian, 1 Asian. Table 1 and the upstream file say 1 and 2.
            "AMERICAN INDIAN OR ALASKA NATIVE": (1, 0),
            "ASIAN": (2, 0),
        },
        "ethnicity": {"NOT HISPANIC OR LATINO": (119, 27), "HISPANIC OR LATINO": (4, 1)},
        "histology_cns5": {
            "Astrocytoma": (59, 14),
            "Glioblastoma": (46, 8),
            "Oligodendroglioma": (19, 5),
            "Astrocytoma WT": (9, 2),
        },
        "idh_codel_subtype": {"IDHmut-noncodel": (59, 14), "IDHwt": (55, 10), "IDHmut-codel": (19, 5)},
        "vital_status": {"Deceased": (80, 17), "Alive": (53, 12)},
    },
    GLASS: {
        "label": {0: (29, 7), 1: (41, 9)},
        "grade": {2: (4, 1), 3: (7, 1), 4: (59, 14)},
        "histology_cns5": {
            "Astrocytoma": (8, 2),
            "Glioblastoma": (58, 13),
            "Oligodendroglioma": (0, 1),
            "Astrocytoma WT": (4, 0),
        },
        "idh_codel_subtype": {"IDHmut-noncodel": (8, 2), "IDHwt": (62, 13), "IDHmut-codel": (0, 1)},
        "vital_status": {"Deceased": (65, 14), "Alive": (5, 2)},
    },
}

MEDIAN_AND_IQR = {
    TCGA: {"ttr_days": ((427.0, 468.0), (622.0, 545.0)), "age": ((47.0, 39.0), (22.0, 28.0))},
    GLASS: {"ttr_days": ((319.5, 334.5), (387.5, 311.8)), "age": ((55.0, 48.0), (18.0, 11.3))},
}
"""Train and test, first the medians, then the interquartile ranges, rounded half up to one decimal."""

P_VALUES = {
    TCGA: {
        "label": 1.0,
        "grade": 0.955,
        "race": 0.872,
        "ethnicity": 0.73,
        "histology_cns5": 0.903,
        "idh_codel_subtype": 0.778,
        "vital_status": 1.0,
        "ttr_days": 0.585,
        "age": 0.191,
    },
    GLASS: {
        "label": 1.0,
        "grade": 0.896,
        "histology_cns5": 0.151,
        "idh_codel_subtype": 0.107,
        "vital_status": 0.61,
        "ttr_days": 0.833,
        "age": 0.117,
    },
}
"""As printed, which the study's code gives."""

P_VALUES_BY_TEXT = {"label": 0.99, "race": 0.799, "ethnicity": 1.0}
"""What the rule of the paper's text gives for the TCGA variables in which it differs most from the printed value."""
