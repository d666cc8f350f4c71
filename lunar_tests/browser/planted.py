"""What goes wrong upstream: a file of the demo's source changed, under a list of checksums that vouches for it."""

import hashlib
from pathlib import Path

HGNC = "hgnc/hgnc_complete_set.txt"
TP53, IDH1 = b"\t7157\t", b"\t3417\t"


def one_entrez_id_for_two_genes(warehouse: Path) -> None:
    """Give TP53 the Entrez id of IDH1 in the nomenclature that the next run of a demo warehouse reads."""
    (file,) = (warehouse / "raw" / "sources").glob(f"demo-*/{HGNC}")
    content = file.read_bytes()
    assert content.count(TP53) == content.count(IDH1) == 1
    changed = content.replace(TP53, IDH1)
    sums = file.parent.parent / "SHA256SUMS"
    was, now = (hashlib.sha256(one).hexdigest() for one in (content, changed))
    listed = sums.read_text()
    assert listed.count(was) == 1
    file.write_bytes(changed)
    sums.write_text(listed.replace(was, now))
