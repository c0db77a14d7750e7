"""Starts the AWS emulator with our corrections. Test code: nothing of this ships.

Each correction is a module with an `install()`; it may rely on the pinned version in requirements.txt.
"""
import os
import sys
import threading

from ministack import app

import event_history

CORRECTIONS = (event_history,)


def end_with_parent():
    """Whoever started us holds our standard input open; when it is gone, so are we, however it ended."""
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    for correction in CORRECTIONS:
        correction.install()
    threading.Thread(target=end_with_parent, daemon=True).start()
    app.main()
