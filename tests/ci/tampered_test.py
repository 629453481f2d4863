"""The kill campaign fails, and says where to look, when a history is not what the cluster did.

Goal: a number that was handed out twice cannot pass the whole of ci/kill-leader. Method: a real campaign of one round;
beside the real programs stands a pawl-load that runs the real one and then adds a repeated number to what it wrote.
Usage: tampered_test.py BIN ROOT
"""

import pathlib
import subprocess
import sys
import tempfile

BIN, ROOT = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])

TAMPERING_LOAD = """#!/usr/bin/env python3
import subprocess, sys
status = subprocess.run([{load!r}, *sys.argv[1:]]).returncode
with open(sys.argv[sys.argv.index("--history") + 1], "a") as history:
    for kind, value in ((":invoke", "nil"), (":ok", "1")):
        history.write("{{:index 0, :time 0, :process 999999, :type %s, :f :next, :value %s}}\\n" % (kind, value))
sys.exit(status)
"""


def programs(folder):
    """A folder of programs in which pawl-load tampers."""
    folder.mkdir()
    for name in ("pawld", "pawl", "pawl-check"):
        (folder / name).symlink_to(BIN / name)
    load = folder / "pawl-load"
    load.write_text(TAMPERING_LOAD.format(load=str(BIN / "pawl-load")))
    load.chmod(0o755)
    return folder


def main():
    with tempfile.TemporaryDirectory(prefix="pawl-tampered-") as temporary:
        folder = pathlib.Path(temporary)
        done = subprocess.run(
            [ROOT / "ci/kill-leader", "--rounds", "1", "--clients", "4", "--bin", programs(folder / "bin"), "--folder", folder / "cluster"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
        )
        wanted = ["numbers: BROKEN", "repeated: 1..1 handed out again"]
        for keys in ("on", "off"):
            page = folder / f"cluster/history-keys-{keys}.html"
            wanted += [f"history-keys-{keys}.edn: NOT LINEARIZABLE", f"look at it: {page}"]
            if not page.is_file():
                print(f"{page} was not written")
                return 1
        missing = [text for text in wanted if text not in done.stdout]
        if done.returncode != 1 or missing:
            print(f"status {done.returncode}, not said: {missing}\n{done.stdout}{done.stderr}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
