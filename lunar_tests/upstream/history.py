"""What the datahub did to the GLASS files from 2023-12-22 to 2026-01-30: commits, and the files that each changed."""

FOLDER = "datahub/difg_glass/"
MUTATIONS = FOLDER + "data_mutations.txt"
EXPRESSION = FOLDER + "data_mrna_seq_tpm_zscores_ref_all_samples.txt"
SURGERY = FOLDER + "data_timeline_surgery.txt"

HISTORY = (
    ("cbd05042a160914acb976004decc53a1b7b37800", (MUTATIONS, EXPRESSION)),
    ("407b2a42eea676dc19d09a5e3c5dc4e1ce6d6e30", (MUTATIONS, EXPRESSION)),
    ("3d86b24c954d1e5bef01302de9f4a3b85404eeee", (EXPRESSION,)),
    ("45dcc57fb4007480207102cf48645c08c0c378ec", (MUTATIONS, EXPRESSION)),
    ("a022eca324072ce6575586e5ea5fda305fc90a90", ()),
    ("86690e1ed9752b1dcd50b5657f5f05eafa4b6b78", (MUTATIONS, EXPRESSION)),
)
"""The first entry stands for the state in which the history begins."""
