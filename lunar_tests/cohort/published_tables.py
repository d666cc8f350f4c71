"""Tables 1 and 2 of Patricoski-Chavez et al. 2025, cell by cell: late all, II, III, IV, then early all, II, III, IV.

Keys are variable and category of this platform; medians and interquartile ranges are as printed.
"""

GROUPS = [(label, grade) for label in (0, 1) for grade in ("all", "2", "3", "4")]

COUNTS = {
    "tcga": {
        ("sex", "Male"): [58, 28, 28, 2, 49, 10, 22, 17],
        ("sex", "Female"): [51, 24, 24, 3, 33, 11, 14, 8],
        ("race", "WHITE"): [102, 48, 49, 5, 74, 18, 35, 21],
        ("race", "BLACK OR AFRICAN AMERICAN"): [5, 2, 3, 0, 5, 2, 1, 2],
        ("race", "AMERICAN INDIAN OR ALASKA NATIVE"): [1, 1, 0, 0, 0, 0, 0, 0],
        ("race", "ASIAN"): [0, 0, 0, 0, 2, 1, 0, 1],
        ("ethnicity", "NOT HISPANIC OR LATINO"): [95, 40, 50, 5, 77, 20, 35, 22],
        ("ethnicity", "HISPANIC OR LATINO"): [4, 4, 0, 0, 1, 0, 1, 0],
        ("histology_cns5", "Astrocytoma"): [57, 35, 22, 0, 24, 13, 11, 0],
        ("histology_cns5", "Glioblastoma"): [24, 3, 16, 5, 42, 4, 13, 25],
        ("histology_cns5", "Oligodendroglioma"): [24, 14, 10, 0, 9, 2, 7, 0],
        ("histology_cns5", "Astrocytoma WT"): [4, 0, 4, 0, 7, 2, 5, 0],
        ("idh_codel_subtype", "IDHmut-noncodel"): [57, 35, 22, 0, 24, 13, 11, 0],
        ("idh_codel_subtype", "IDHwt"): [28, 3, 20, 5, 49, 6, 18, 25],
        ("idh_codel_subtype", "IDHmut-codel"): [24, 14, 10, 0, 9, 2, 7, 0],
        ("vital_status", "Deceased"): [56, 18, 34, 4, 56, 9, 25, 22],
        ("vital_status", "Alive"): [53, 34, 18, 1, 26, 12, 11, 3],
    },
    "glass": {
        ("sex", "Male"): [25, 3, 6, 16, 41, 0, 1, 40],
        ("sex", "Female"): [18, 3, 1, 14, 17, 0, 1, 16],
        ("histology_cns5", "Glioblastoma"): [28, 0, 0, 28, 55, 0, 0, 55],
        ("histology_cns5", "Astrocytoma"): [10, 4, 4, 2, 1, 0, 0, 1],
        ("histology_cns5", "Astrocytoma WT"): [3, 0, 3, 0, 2, 0, 2, 0],
        ("histology_cns5", "Oligodendroglioma"): [2, 2, 0, 0, 0, 0, 0, 0],
        ("idh_codel_subtype", "IDHwt"): [31, 0, 3, 28, 57, 0, 2, 55],
        ("idh_codel_subtype", "IDHmut-noncodel"): [10, 4, 4, 2, 1, 0, 0, 1],
        ("idh_codel_subtype", "IDHmut-codel"): [2, 2, 0, 0, 0, 0, 0, 0],
        ("vital_status", "Deceased"): [38, 4, 6, 28, 53, 0, 1, 52],
        ("vital_status", "Alive"): [5, 2, 1, 2, 5, 0, 1, 4],
    },
}

STATISTICS = {
    "tcga": {
        ("ttr_days", "median"): ["809.0", "869.0", "690.5", "566.0", "202.5", "265.0", "196.5", "176.0"],
        ("ttr_days", "iqr"): ["698.0", "664.5", "694.3", "293.0", "164.0", "160.0", "166.5", "161.0"],
        ("age", "median"): ["41.0", "35.0", "45.0", "63.0", "52.5", "41.0", "52.5", "57.0"],
        ("age", "iqr"): ["19.0", "11.0", "20.3", "1.0", "19.0", "23.0", "20.0", "10.0"],
    },
    "glass": {
        ("ttr_days", "median"): ["730.0", "1414.5", "1338.0", "563.0", "243.0", "n/a", "289.0", "243.0"],
        ("ttr_days", "iqr"): ["669.5", "813.3", "760.5", "471.0", "152.0", "n/a", "46.0", "152.0"],
        ("age", "median"): ["49.0", "41.5", "35.0", "52.0", "57.0", "n/a", "47.5", "57.0"],
        ("age", "iqr"): ["19.5", "16.5", "14.0", "17.5", "15.0", "n/a", "3.5", "15.3"],
    },
}

SIZES = {"tcga": [109, 52, 52, 5, 82, 21, 36, 25], "glass": [43, 6, 7, 30, 58, 0, 2, 56]}
CELLS = {"tcga": 168, "glass": 120}
