"""The count of numbers over a recorded history finds what it is there to find.

Goal: a lost, repeated or missing number is named, and an operation of unknown outcome excuses exactly as many numbers
as it asked for. Method: histories of a few lines, written by hand.
"""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "ci"))
sys.dont_write_bytecode = True

from cluster import issued  # noqa: E402
from histories import history, next_ok, next_unknown, reserve_ok  # noqa: E402


def judge(operations, last_issued, first=1):
    return issued.faults(issued.read_history(history(*operations)), first, last_issued)


class IssuedTest(unittest.TestCase):
    def test_complete(self):
        self.assertEqual(judge([next_ok(2), reserve_ok(3, 7), next_ok(1)], 7), [])

    def test_repeated(self):
        (said,) = judge([next_ok(1), next_ok(2), next_ok(2)], 2)
        self.assertIn("repeated: 2..2 handed out again", said)

    def test_range_overlaps(self):
        (said,) = judge([reserve_ok(1, 5), reserve_ok(4, 8)], 8)
        self.assertIn("repeated: 4..5", said)

    def test_missing_in_the_middle(self):
        (said,) = judge([next_ok(1), next_ok(3)], 3)
        self.assertIn("missing: 1 numbers", said)

    def test_missing_at_the_start(self):
        (said,) = judge([next_ok(2)], 2)
        self.assertIn("missing: 1 numbers", said)

    def test_missing_at_the_end(self):
        (said,) = judge([next_ok(1)], 3)
        self.assertIn("missing: 2 numbers", said)

    def test_lost(self):
        (said,) = judge([next_ok(1), next_ok(2)], 1)
        self.assertIn("lost: 2 was acknowledged", said)

    def test_unknown_excuses_what_it_asked_for(self):
        self.assertEqual(judge([next_ok(1), next_unknown(), next_ok(3)], 3), [])
        self.assertEqual(judge([next_ok(1), ("reserve", "[3 nil]", "info", "[3 nil]", None), next_ok(5)], 5), [])
        (said,) = judge([next_ok(1), next_unknown(), next_ok(4)], 4)
        self.assertIn("missing: 2 numbers", said)

    def test_open_at_the_end_is_unknown(self):
        self.assertEqual(judge([next_ok(1), ("next", "nil", None, None, None)], 2), [])

    def test_failed_takes_nothing(self):
        (said,) = judge([next_ok(1), ("next", "nil", "fail", "nil", None)], 2)
        self.assertIn("missing: 1 numbers", said)

    def test_attempts_with_one_key_are_one_allocation(self):
        self.assertEqual(judge([next_ok(1, key=7), next_ok(1, key=7), next_ok(2)], 2), [])
        self.assertEqual(judge([next_unknown(key=7), next_ok(1, key=7)], 1), [])
        (said,) = judge([next_unknown(key=7), next_ok(1, key=7)], 2)
        self.assertIn("missing: 1 numbers", said)

    def test_one_key_two_answers(self):
        (said,) = judge([next_ok(1, key=7), next_ok(1, key=8), next_ok(2)], 2)
        self.assertIn("repeated: 1..1", said)

    def test_counts(self):
        seen = issued.read_history(history(next_ok(1), ("read", "nil", "ok", 1, None), reserve_ok(2, 4), next_unknown()))
        self.assertEqual((seen.acknowledged_ops, seen.numbers(), seen.unknown_ops), (3, 4, 1))
        self.assertEqual(seen.longest_pause_ns, 20)

    def test_damaged(self):
        with self.assertRaisesRegex(ValueError, "line 1"):
            issued.read_history(["{:index 0, :type\n"])
        with self.assertRaisesRegex(ValueError, "line 1: process 3 ends"):
            issued.read_history(["{:process 3, :type :ok, :f :next, :value 1}\n"])
        with self.assertRaisesRegex(ValueError, "without its numbers"):
            issued.read_history(history(("next", "nil", "ok", "nil", None)))


if __name__ == "__main__":
    unittest.main()
