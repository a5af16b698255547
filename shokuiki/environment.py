"""Make ``.venv`` and install the pinned packages: ``python3 -m shokuiki.environment requirements.txt``.

Runs before anything is installed, so it uses the standard library only. What was installed is noted in ``.venv``;
a later start with the same pins does nothing.
"""

import importlib.util
import subprocess
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VENV = BASE_DIR / ".venv"
PYTHON = VENV / "bin" / "python"


def pinned(name):
    """The text of a requirements file and of those it names with ``-r`` and ``-c``."""
    text = (BASE_DIR / name).read_text(encoding="utf-8")
    return text + "".join(pinned(line[3:].strip()) for line in text.splitlines() if line.startswith(("-r ", "-c ")))


def venv_works():
    if not PYTHON.exists():
        return False
    check = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([PYTHON, "-c", check], capture_output=True).returncode == 0


def make_venv():
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        sys.exit(
            "Python の venv が使えません。python3-venv（Debian では apt install python3-venv）を入れてから、"
            "もう一度実行してください。"
        )
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)


def install(name):
    """Bring ``.venv`` to the pins of ``name``; ends with one sentence where that is not possible."""
    stamp = VENV / f".installed-{name}"
    works = venv_works()
    if works and stamp.exists() and stamp.read_text(encoding="utf-8") == pinned(name):
        return
    print("必要なパッケージを入れています（初回は1分ほどかかります）。", flush=True)
    if not works:
        make_venv()
    pip = [PYTHON, "-m", "pip", "-qq", "--disable-pip-version-check", "--no-input", "install"]
    if subprocess.run([*pip, "-r", BASE_DIR / name]).returncode:
        sys.exit("パッケージを入れられませんでした。ネットワークの接続を確かめて、もう一度実行してください。")
    stamp.write_text(pinned(name), encoding="utf-8")


if __name__ == "__main__":
    install(sys.argv[1])
