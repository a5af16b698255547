"""Two people in the same instant: threads with connections of their own, let go together or one in the midst of the other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, get_ident

from django.db import connection

PATIENCE = 1  # seconds that the one who stands still gives the other; a lock makes the other wait for longer


def tried(attempt):
    """What an attempt came to, its result or its error. Ends the connection of its thread."""
    try:
        return attempt()
    except Exception as error:  # what an attempt came to is what the test looks at
        return error
    finally:
        connection.close()


def at_once(*attempts):
    """Run the attempts in threads that start together; what each came to."""
    together = Barrier(len(attempts))

    def run(attempt):
        together.wait(timeout=30)
        return tried(attempt)

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))


def meanwhile(monkeypatch, place, name, first, second):
    """`first` runs until it has called `place.name` and stands still there, in the midst of its transaction; `second`
    runs as far as it gets; `first` goes on. What each came to."""
    function = getattr(place, name)
    standing, going_on, threads, stood = Event(), Event(), [], []

    def standing_still(*args, **kwargs):
        result = function(*args, **kwargs)
        if threads == [get_ident()] and not stood:
            stood.append(name)
            standing.set()
            going_on.wait(PATIENCE)
        return result

    def run_first():
        threads.append(get_ident())
        try:
            return tried(first)
        finally:
            standing.set()

    def run_second():
        standing.wait()
        try:
            return tried(second)
        finally:
            going_on.set()

    with monkeypatch.context() as patched, ThreadPoolExecutor(2) as pool:
        patched.setattr(place, name, standing_still)
        runs = pool.submit(run_first), pool.submit(run_second)
        results = [run.result() for run in runs]
    assert stood, f"{name} was never called: {results}"
    return results
