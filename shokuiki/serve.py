"""Start the product: ``make run``, or ``python -m shokuiki.serve`` in an environment that has the packages.

Brings the database and the static files up to date, fills an empty embedded database with the sample center, starts the
nightly work of an embedded installation and hands over to gunicorn on 127.0.0.1. ``PORT`` moves it.
"""

import io
import os
import socket
import subprocess
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command


def chosen_port():
    """The port to serve on; ends with one sentence when it is not a port or somebody else has it."""
    text = os.environ.get("PORT", "8000")
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.exit(f"PORT={text} はポート番号ではありません。PORT=9000 make run のように数字で指定してください。")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except PermissionError:
            sys.exit(f"ポート{text}は使えません。PORT=9000 make run のように1024以上の番号を指定してください。")
        except OSError:
            sys.exit(f"ポート{text}は使用中です。PORT=9000 make run のように別の番号を指定してください。")
    return int(text)


def collect_static():
    """Collect the static files where one of their sources has changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    sources = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = os.stat(storage.path(name))
            sources.append(f"{name} {stat.st_size} {stat.st_mtime_ns}\n")
    stamp = settings.STATIC_ROOT / ".sources"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != "".join(sources):
        print("画面の部品を準備しています。", flush=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text("".join(sources), encoding="utf-8")


def sample_signins():
    """Rows (kind, e-mail, password) of the sample center; none where the center is a real one."""
    output = io.StringIO()
    call_command("sample_signins", stdout=output)
    return [line.split("\t") for line in output.getvalue().splitlines() if line]


def announce(port, signins):
    print(f"\n職域は http://localhost:{port} で動いています。Ctrl+C で終わります。")
    if signins:
        print("\n見本のサインイン（メールアドレス、パスワード、立場）")
        width = max(len(email) for kind, email, password in signins)
        for kind, email, password in signins:
            print(f"  {email:<{width}}  {password}  {kind}")
    print(flush=True)


def main():
    port = chosen_port()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shokuiki.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    from django.conf import settings
    from django.db import connections

    print("データベースを確かめています。", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    collect_static()
    signins = []
    if settings.EMBEDDED:
        call_command("sample_center", if_empty=True)
        signins = sample_signins()
    connections.close_all()
    announce(port, signins)
    if settings.EMBEDDED:
        # It becomes a child of gunicorn, which takes over this process, and ends with it.
        subprocess.Popen([sys.executable, "-m", "shokuiki.nightly", str(os.getpid())], stdout=subprocess.DEVNULL)
    # Threads, because a browser opens connections ahead of time and a worker without threads would wait on them.
    os.execv(
        sys.executable,
        [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
        + ["--preload", "--no-control-socket", "--log-level", "error", "shokuiki.wsgi:application"],
    )


if __name__ == "__main__":
    main()
