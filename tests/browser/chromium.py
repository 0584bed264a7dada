"""Find a Chromium for the browser tests; install one when there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """Return the path of a browser that can be driven: Playwright's own first, then the system's."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    if Path(own).exists():
        return own
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def install_chromium() -> None:
    """Fetch Playwright's own browser; where that cannot be had, the system's package."""
    own = subprocess.run(
        [sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"], capture_output=True, check=False, timeout=600
    )
    if own.returncode == 0 and find_chromium():
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-q"], **quiet)
        subprocess.run(["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"], **quiet)


def main() -> None:
    """Make sure there is a browser, or say how to get one."""
    if find_chromium() is None:
        print("No Chromium found, installing one …", flush=True)
        install_chromium()
    found = find_chromium()
    if found is None:
        sys.exit("No Chromium for the browser tests. Install one: `sudo apt-get install chromium`, or `playwright install chromium`.")
    print(f"Browser tests use {found}")


if __name__ == "__main__":
    main()
