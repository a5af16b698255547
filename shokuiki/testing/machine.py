"""What this machine has for the tests: Debian's Chromium with playwright, and the programs of a PostgreSQL server."""

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path


def chromium():
    """The path of the installed Chromium, or None; no browser is ever downloaded."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def missing_for_browser_tests():
    """One sentence on why browser tests cannot run here; empty where they can."""
    packages = ["playwright", "pytest_playwright", "axe_playwright_python"]
    if any(importlib.util.find_spec(name) is None for name in packages):
        return "playwright がありません（pip install -r requirements-test.txt で入ります）。"
    if chromium() is None:
        return "Chromium がありません（Debian では apt install chromium で入ります）。"
    return ""


def postgres_programs():
    """The folder that holds ``initdb`` and ``pg_ctl`` of the newest installed server, or None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    if shutil.which("pg_config"):
        told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True).stdout.strip()
        folders.insert(0, Path(told))
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)


def _version(folder):
    return [int(number) for number in re.findall(r"\d+", str(folder))]
