"""The process of one sweep: the sweep command at low priority, which ends when its server ends.

It is started as ``python -m motorloops.server.pages.sweeps.child sweep STUDY --out DIR ...``.
The server keeps its standard input open as a pipe and writes nothing. The pipe is closed when
the server ends for any reason, and this process then ends too.
"""

import os
import runpy
import signal
import threading

NICENESS = 10


def follow_server() -> None:
    """End this process at once when the server has ended; finished runs stay stored."""
    while os.read(0, 1):  # not sys.stdin: its lock would be held when this process ends
        pass
    os._exit(1)


if __name__ == "__main__":
    # A server started in the background of a shell passes on that Ctrl-C is ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.nice(NICENESS)
    threading.Thread(target=follow_server, daemon=True).start()
    runpy.run_module("motorloops", run_name="__main__")  # as `python -m motorloops`
