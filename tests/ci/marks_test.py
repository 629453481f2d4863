"""ci/marks objects to what was never hit, and to excuses that nobody needs.

Goal: the gate cannot be fooled. Method: sums that are made up here, and the complaints about them.
"""

import importlib.machinery
import importlib.util
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
PATH = str(pathlib.Path(__file__).resolve().parents[2] / "ci" / "marks")
LOADER = importlib.machinery.SourceFileLoader("marks", PATH)
marks = importlib.util.module_from_spec(importlib.util.spec_from_loader("marks", LOADER))
LOADER.exec_module(marks)

TABLE = "core.one\t3\t9\ncore.two\t0\t0\nfault.cut\t2\t2\nfault.cut\tleading\t2\nfault.cut\telecting\t0\n"
IN_SOURCES = {"core.one", "core.two", "fault.cut"}


def complaints(excuses, in_sources=IN_SOURCES):
    total = marks.Sum()
    total.add(TABLE)
    return marks.complaints(total, in_sources, marks.read_excuses(excuses))


class MarksTest(unittest.TestCase):
    def test_names_marks_and_cells_that_nothing_hit(self):
        self.assertEqual(complaints(""), ["never hit: core.two", "never hit: fault.cut while electing"])

    def test_a_mark_of_the_sources_that_no_program_holds_was_not_hit(self):
        self.assertIn("never hit: core.three", complaints("", IN_SOURCES | {"core.three"}))

    def test_an_excuse_excuses(self):
        self.assertEqual(complaints("# why\ncore.two: never, nobody can\nfault.cut, electing leading: rarely, seldom\n"),
                         [])

    def test_never_is_a_promise(self):
        found = complaints("core.one: never, nobody can\ncore.two: never, nobody can\nfault.cut, electing: rarely, seldom\n")
        self.assertIn("hit in 3 runs, though ci/marks.exceptions says never: core.one", found)

    def test_an_excuse_for_what_there_is_not(self):
        found = complaints("core.two: never, x\nfault.cut, electing: never, x\ncore.gone: rarely, x\n")
        self.assertEqual(found, ["ci/marks.exceptions: nobody needs `core.gone`"])

    def test_sums_over_scenarios(self):
        total = marks.Sum()
        total.add(TABLE)
        total.add("core.two\t1\t1\nfault.cut\telecting\t1\n")
        self.assertEqual(marks.complaints(total, IN_SOURCES, {}), [])

    def test_refuses_an_excuse_without_a_reason(self):
        for text in ("core.one", "core.one: never", "core.one: sometimes, x"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                marks.read_excuses(text)

    def test_finds_the_marks_of_the_sources(self):
        found = marks.marks_of_sources()
        self.assertIn("raft.refusal-is-late", found)
        self.assertGreater(len(found), 200)


if __name__ == "__main__":
    unittest.main()
