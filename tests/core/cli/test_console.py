"""Results come out whole, wherever they go and however the process ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

HELD = """
import sys, time
from redline.cli import console

def hold():
    with console.opened(sys.argv[1]) as stream:
        stream.write("half")
        stream.flush()
        print("ready", flush=True)
        time.sleep(60)
    return 0

console.leave_on_signals()
sys.exit(console.run(hold))
"""
SHOWN = """
import sys
from redline.cli import console

with console.opened(sys.argv[1]) as stream:
    stream.write("whole\\n")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_process_that_is_told_to_end_leaves_no_part_of_a_file(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HELD, str(tmp_path / "out.csv")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "ready\n" == process.stdout.readline()
        assert 1 == len(list(tmp_path.iterdir()))
        process.send_signal(signal.SIGTERM)
        process.wait(30)

    assert (128 + signal.SIGTERM, []) == (process.returncode, list(tmp_path.iterdir()))


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_end_by_a_signal_is_not_put_down_to_the_plugin_at_work(tmp_path: Path) -> None:
    held = HELD.replace(
        "        print(", "        from redline.diagnostics import blamed\n        print("
    ).replace("        time.sleep(60)", "        with blamed('the writer'):\n            time.sleep(60)")
    command = [sys.executable, "-c", held, str(tmp_path / "out.csv")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "ready\n" == process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)

    assert (128 + signal.SIGTERM, "", []) == (process.returncode, said, list(tmp_path.iterdir()))


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="a system with /dev/stdout")
def test_device_of_standard_output_is_standard_output(tmp_path: Path) -> None:
    piped = subprocess.run([sys.executable, "-c", SHOWN, "/dev/stdout"], capture_output=True, check=True)
    with (tmp_path / "log").open("wb") as log:
        log.write(b"before\n")
        log.flush()
        subprocess.run([sys.executable, "-c", SHOWN, "/dev/stdout"], stdout=log, check=True)

    assert (b"whole\n", b"before\nwhole\n") == (piped.stdout, (tmp_path / "log").read_bytes())


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--help"], "Determine which computing hardware is under export controls"),
        (["check", "--help"], "Determine which items of a catalog are controlled"),
    ],
)
def test_help_stays_where_docstrings_are_dropped(arguments: list[str], expected: str) -> None:
    command = [sys.executable, "-OO", "-m", "redline", *arguments]

    assert expected in subprocess.run(command, capture_output=True, text=True, check=True).stdout
