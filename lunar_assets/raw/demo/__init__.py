"""The demo cohort: made-up patients in the upstream files' own formats, so that the platform runs without any download.

Nothing in it is measured. `cases.py` says which awkward cases it holds, `plan.py` who the patients are and where they
must end up, `write.py` lays the files down as a mirror folder. Column names are upstream's, every value is invented.
"""
