"""Starts the AWS emulator with our corrections. Test code: nothing of this ships.

Each correction is a module with an `install()`; it may rely on the pinned version in requirements.txt.
"""
import os
import sys
import threading

from ministack import app

import async_calls
import batch_grants
import embedded_metrics
import event_history
import event_rules
import log_delivery
import log_groups
import outages
import schedule_targets
import secure_transport
import stack_properties
import trail

# Each wraps what those before it left: what is recorded (event_history) before whoever listens to it, and pages of logs
# (log_groups) before whoever refuses a pattern.
CORRECTIONS = (
    event_history,
    async_calls,
    log_groups,
    log_delivery,
    event_rules,
    schedule_targets,
    trail,
    embedded_metrics,
    stack_properties,
    outages,
    secure_transport,
    batch_grants,
)


def end_with_parent():
    """Whoever started us holds our standard input open; when it is gone, so are we, however it ended."""
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    for correction in CORRECTIONS:
        correction.install()
    threading.Thread(target=end_with_parent, daemon=True).start()
    app.main()
