"""``make run``: what is missing is said in one sentence, and nothing is done twice."""

import os
import socket
import subprocess
import sys
from importlib.metadata import distribution

import pytest
from django.conf import settings as project
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from shokuiki import environment, serve


def make(*arguments, **variables):
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=project.BASE_DIR,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
    )


def test_without_python_one_sentence_says_what_to_install():
    result = make("run", "PYTHON=")
    assert result.stdout.startswith("Python 3.11以上がありません。")
    assert len(result.stdout.splitlines()) == 1
    assert result.returncode != 0


def test_without_the_venv_module_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit, match="python3-venv"):
        environment.make_venv()


def test_pins_include_those_of_the_file_they_name():
    runtime = (project.BASE_DIR / "requirements.txt").read_text()
    assert runtime in environment.pinned("requirements-test.txt")


def test_every_package_that_is_brought_along_has_its_version_too():
    lines = environment.pinned("requirements-test.txt").splitlines()
    pinned = [Requirement(line) for line in lines if "==" in line]
    names, waiting = {canonicalize_name(pin.name) for pin in pinned}, list(pinned)
    seen, loose = set(), set()
    while waiting:
        package = waiting.pop()
        name = canonicalize_name(package.name)
        if (name, *sorted(package.extras)) in seen:
            continue
        seen.add((name, *sorted(package.extras)))
        if name not in names:
            loose.add(name)
        for wanted in map(Requirement, distribution(name).requires or []):
            if any(wanted.marker is None or wanted.marker.evaluate({"extra": extra}) for extra in package.extras or [""]):
                waiting.append(wanted)
    assert loose == set()
    assert {pin.name: str(pin.specifier) for pin in pinned} == {pin.name: f"=={distribution(pin.name).version}" for pin in pinned}


def test_a_port_in_use_is_named_before_anything_is_done(monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(SystemExit, match=f"ポート{port}は使用中です。"):
            serve.chosen_port()


@pytest.mark.parametrize("text", ["八千", "0", "70000", "-1", ""])
def test_a_port_that_is_none_is_named(monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(SystemExit, match="ポート番号ではありません。"):
        serve.chosen_port()


def test_static_files_are_collected_again_only_when_a_source_changes(settings, tmp_path):
    sources, collected = tmp_path / "sources", tmp_path / "collected"
    sources.mkdir()
    (sources / "a.css").write_text("a {}")
    settings.STATICFILES_DIRS = [sources]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = collected

    serve.collect_static()
    (collected / "a.css").write_text("not touched")
    serve.collect_static()
    assert (collected / "a.css").read_text() == "not touched"

    (sources / "b.css").write_text("b {}")
    serve.collect_static()
    assert (collected / "b.css").read_text() == "b {}"


def test_signins_are_printed_in_columns(capsys):
    serve.announce(9000, [("所長", "a@center.example", "secret"), ("職業評価担当", "long@center.example", "secret")])
    lines = capsys.readouterr().out.splitlines()
    assert "http://localhost:9000" in lines[1]
    assert lines[-3:-1] == ["  a@center.example     secret  所長", "  long@center.example  secret  職業評価担当"]
