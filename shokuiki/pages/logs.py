"""What the program writes about its own failures."""

import logging
import traceback


class NamelessFormatter(logging.Formatter):
    """Of an exception: its kind and the lines of code. Its words may quote what a person typed or a row of the database."""

    def __init__(self):
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(self, exc_info):
        lines, error = [], exc_info[1]
        while error is not None:
            lines.append(f"{type(error).__module__}.{type(error).__name__}")
            lines += [line.rstrip("\n") for line in traceback.format_tb(error.__traceback__)]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)
