"""Which code this is: its version with the commit, and a hash of its modules."""

import hashlib
import subprocess
from functools import cache
from pathlib import Path

from lunar_assets import __version__
from lunar_assets.settings import CHECKOUT


def hash_of_modules(folder: Path) -> str:
    """SHA-256 over all modules of a package, in the order of their paths; 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def code_files() -> str:
    """Hash of the package's own modules, which tells code apart that has the same version."""
    return hash_of_modules(Path(__file__).parent)[:12]


@cache
def code_version() -> str:
    """Version of the package, with the commit where it runs from a checkout and a mark where that has changes."""
    if not (CHECKOUT / ".git").exists():
        return __version__
    command = ["git", "-C", str(CHECKOUT), "describe", "--always", "--dirty", "--abbrev=12"]
    described = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"{__version__}+{described.stdout.strip()}" if described.returncode == 0 else __version__
