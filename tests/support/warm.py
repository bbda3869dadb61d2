"""The command `redline` from forks of one process that has read the bundled texts already.

The documentation shows hundreds of commands, and each would read the same sixty texts before it says
anything. Here one process reads them; for each command it makes a fork of itself, which gets the streams,
the folder and the environment of who asks, and runs the command line as ever. Tests of how a process starts
and ends run processes of their own.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SCRIPT = """\
#!{python} -IS
import json, os, socket, sys

with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    said = json.dumps([sys.argv, os.getcwd(), dict(os.environ)])
    socket.send_fds(server, [said.encode() + b"\\n"], [0, 1, 2])
    sys.exit(int(server.recv(16)))
"""


@contextmanager
def commands() -> Iterator[Path]:
    """Give a folder whose `redline` runs in forks of a process that lives as long as the block."""
    with tempfile.TemporaryDirectory() as name:
        folder, address = Path(name), str(Path(name) / "socket")
        script = folder / "redline"
        script.write_text(_SCRIPT.format(python=sys.executable, address=address), encoding="utf-8")
        script.chmod(0o755)
        server = subprocess.Popen(
            [sys.executable, "-m", __name__, address],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            stdout=subprocess.PIPE,
        )
        try:
            assert server.stdout is not None
            assert server.stdout.readline() == b"ready\n", "the process did not start"
            yield folder
        finally:
            server.terminate()
            server.communicate()


def _serve(address: str) -> None:
    """Read the bundled texts, then answer each who asks; in a fork, return the arguments of the command."""
    import redline

    len(redline.load().rulebooks)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            asking, _ = listener.accept()
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                listener.close()
                _answer(asking)
                return
            asking.close()


def _answer(asking: socket.socket) -> None:
    """Take over what the command is to have, and return in a process that is to run it and nothing else."""
    said, streams, _, _ = socket.recv_fds(asking, 2**20, 3)
    while not said.endswith(b"\n"):
        said += asking.recv(2**20)
    command = os.fork()
    if command:
        for stream in streams:
            os.close(stream)
        _, status = os.waitpid(command, 0)
        asking.sendall(str(os.waitstatus_to_exitcode(status) % 256).encode())
        os._exit(0)
    asking.close()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin, sys.stdout = os.fdopen(0, encoding="utf-8"), os.fdopen(1, "w", encoding="utf-8")
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace")
    sys.argv, folder, environment = json.loads(said)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # forks that ended are not kept
    _serve(sys.argv[1])
    from redline.cli.main import main

    main()
