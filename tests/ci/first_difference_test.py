"""Where two programs part is found, to the event, and told.

Goal: ci/first-difference names the first event after which two runs are not the same and shows what is said around it;
equal programs are equal. Method: the other program is a script that runs pawl-sim on a scenario whose faults end earlier,
so that the two must part when that scenario's next phase begins.

usage: first_difference_test.py PAWL_SIM
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
QUIET = ROOT / "scenarios" / "quiet.textproto"
PAWL_SIM = sys.argv.pop() if len(sys.argv) > 1 else ""


def difference(other, seed="3"):
    command = [ROOT / "ci" / "first-difference", PAWL_SIM, other, QUIET, seed]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class FirstDifferenceTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def script(self, text):
        path = self.folder / "other"
        path.write_text(f"#!/bin/sh\n{text}\n")
        os.chmod(path, 0o755)
        return path

    def test_equal(self):
        said = difference(PAWL_SIM)
        self.assertEqual(said.returncode, 0, said.stdout + said.stderr)
        self.assertIn("seed 3: equal", said.stdout)

    def test_the_event_is_found(self):
        shorter = self.folder / "shorter.textproto"
        shorter.write_text(re.sub(r"faults_ms: \d+", "faults_ms: 1503", QUIET.read_text()))
        said = difference(self.script(f'verb=$1; shift 2; exec {PAWL_SIM} "$verb" {shorter} "$@"'))
        self.assertEqual(said.returncode, 1, said.stdout + said.stderr)
        self.assertRegex(said.stdout, r"the first event after which they part is number \d+, in: ")
        self.assertIn("+ phase 0 at 2503000 us", said.stdout)
        self.assertIn("the faults are over", said.stdout)

    def test_a_program_that_says_something_else(self):
        said = difference(self.script("echo no"))
        self.assertEqual(said.returncode, 65)
        self.assertIn("said no checkpoints", said.stderr)

    def test_usage(self):
        said = subprocess.run([ROOT / "ci" / "first-difference", "x"], capture_output=True, text=True, check=False)
        self.assertEqual(said.returncode, 64)


if __name__ == "__main__":
    unittest.main()
