"""The browser of this machine, and why there is none."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATH = next(filter(None, map(shutil.which, NAMES)), None)
NONE = f"no browser: none of {', '.join(NAMES)} is on the PATH (apt-get install chromium)"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic"]  # the sandbox does not start for root, as in CI
