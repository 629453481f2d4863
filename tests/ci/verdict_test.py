"""A bad history is told as bad, by its name and with a page beside it; a good one leaves no page.

Goal: nothing that pawl-check finds is lost on the way to who reads the campaign's report. Method: histories of a few
lines, written by hand, whole and while they are written. Usage: verdict_test.py PAWL-CHECK
"""

import pathlib
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "ci"))
sys.dont_write_bytecode = True

from cluster import verdict  # noqa: E402
from histories import history, next_ok, next_unknown  # noqa: E402

PAWL_CHECK = sys.argv.pop(1)
GOOD = history(*(next_ok(number) for number in range(1, 50)), next_unknown(), next_ok(51))
REPEATED = history(*(next_ok(number) for number in range(1, 50)), next_ok(7))


class VerdictTest(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="pawl-verdict-")
        self.addCleanup(self.temporary.cleanup)
        self.history = pathlib.Path(self.temporary.name, "history.edn")
        self.judge = verdict.Judge(PAWL_CHECK, self.history)
        self.addCleanup(self.judge.stop)

    def write(self, lines):
        with open(self.history, "a", encoding="utf-8") as file:
            file.writelines(lines)

    def expect_bad(self, meaning):
        is_linearizable, lines = self.judge.conclude()
        self.assertFalse(is_linearizable)
        self.assertIn(f"history.edn: {meaning}", lines[0])
        return "\n".join(lines)

    def expect_page(self, said):
        self.assertIn(f"look at it: {self.judge.page}", said)
        self.assertIn("<html", self.judge.page.read_text(encoding="utf-8").lower())

    def test_good(self):
        self.write(GOOD)
        is_linearizable, lines = self.judge.conclude()
        self.assertTrue(is_linearizable, lines)
        self.assertFalse(self.judge.page.exists())

    def test_repeated(self):
        self.write(REPEATED)
        self.expect_page(self.expect_bad("NOT LINEARIZABLE"))

    def test_damaged(self):
        self.write([*GOOD[:10], "}\n", *GOOD[10:]])
        self.assertIn("history.edn:11:1: ", self.expect_bad("DAMAGED"))
        self.assertFalse(self.judge.page.exists())

    def test_good_while_it_is_written(self):
        self.judge.follow()
        for line in GOOD:
            self.write([line])
        is_linearizable, lines = self.judge.conclude()
        self.assertTrue(is_linearizable, lines)
        self.assertFalse(self.judge.page.exists())

    def test_repeated_while_it_is_written(self):
        self.judge.follow()
        self.write(REPEATED)
        give_up = time.monotonic() + 60
        while not self.judge.has_seen_enough() and time.monotonic() < give_up:
            time.sleep(0.01)
        self.assertTrue(self.judge.has_seen_enough(), "the violation is certain before the history ends")
        self.expect_page(self.expect_bad("NOT LINEARIZABLE"))


if __name__ == "__main__":
    unittest.main()
