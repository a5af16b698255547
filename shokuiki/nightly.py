"""The nights of an embedded installation: ``manage.py nightly`` beside the server, once a day, for as long as it runs.

``python -m shokuiki.nightly PID`` is started by `shokuiki.serve` and ends with the process PID. A machine that is switched
off at night does the night's work soon after its next start. In production cron or systemd runs ``manage.py nightly``.
"""

import os
import sys
import time

HOUR = 3
FIRST = 60  # seconds after the start, when the first pages have been served
LOOK = 2  # seconds between two looks at the clock and at the server


def due(now, last):
    """Whether the night's work is to be done. last: the day it was done, None since the start."""
    return last is None or (now.hour >= HOUR and now.date() != last)


def work():
    """What ``manage.py nightly`` does. What it finds stands on 記録の検証; it never ends this process."""
    from django.core.management import call_command
    from django.db import close_old_connections, connections

    close_old_connections()
    try:
        with open(os.devnull, "w") as nowhere:
            call_command("nightly", stdout=nowhere)
    except SystemExit:
        pass  # told on the page and, sentence by sentence, where the server was started
    except Exception:
        # The error may quote what it stumbled over, and that may be about a person.
        print("夜間の仕事が途中で止まりました。manage.py nightly を実行して、理由を確かめてください。", file=sys.stderr, flush=True)
    finally:
        connections.close_all()


def beside(server):
    """Watch until the process `server`, which started this one, is gone."""
    from django.utils import timezone

    began, last = time.monotonic(), None
    while os.getppid() == server:
        now = timezone.localtime()
        if time.monotonic() - began >= FIRST and due(now, last):
            work()
            last = now.date()
        time.sleep(LOOK)


def main():
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shokuiki.settings")
    try:
        django.setup()
        beside(int(sys.argv[1]))
    except KeyboardInterrupt:
        pass  # Ctrl+C reaches every process of the terminal


if __name__ == "__main__":
    main()
