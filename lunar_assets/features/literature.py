"""The genes that the literature ties to glioma: of two correlated features theirs is the one that stays."""

from typing import Final

LITERATURE_GENES: Final = frozenset(
    """
    ASCL1 ATRX BRAF CCND1 CCND2 CCNE2 CD44 CDK4 CDK6 CDKN1A CDKN2A CDKN2B CHI3L1 CIC DCX DLL3 EGFR ERBB2 FUBP1 GABRA1
    GABRA6 GAS1 GLI2 IDH1 IDH2 JAG1 KEL KIAA1549 LFNG LZTR1 MAPK MDM2 MERTK MET MGMT MYB MYBL1 MYCN NEFL NES NF1 NF2
    NKX2-2 NOTCH3 OLIG2 PDGFRA PIK3CA PIK3R1 PTEN QKI RB1 RELA RELB SLC12A5 SMARCB1 SMO SOX2 SPTA1 SYT1 TCF4 TERT TGFBR2
    TNFRSF1A TP53 TRADD YAP1
    """.split()  # noqa: SIM905 - 66 quoted names would hide the list
)
"""The 66 names of the study's list (Patricoski-Chavez et al. 2025, Supplementary Methods), spelled as there."""
