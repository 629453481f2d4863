"""The checks of the house find what they are there to find.

Goal: a check that cannot fail is no check. Method: each is given an example that breaks its rule in one known way, and
one that does not. Usage: checks_test.py IMPURE_ARCHIVE
"""

import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True

import check_includes  # noqa: E402
import check_links  # noqa: E402
import check_programs  # noqa: E402
import check_purity  # noqa: E402
import check_style  # noqa: E402
import layers  # noqa: E402

IMPURE_ARCHIVE = sys.argv.pop()


def include(path, line):
    """What the include check says about a file at `path` with this one line."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text(f"// A file.\n{line}\n")
        return check_includes.check_file(root, pathlib.PurePosixPath(path))


class IncludesTest(unittest.TestCase):
    def test_names_file_line_and_what_to_do(self):
        (said,) = include("core/raft/raft.cc", '#include "core/machine/operation.h"')
        self.assertTrue(said.startswith("core/raft/raft.cc:2: forbidden include of core/machine/operation.h: "), said)
        self.assertIn("core/raft may use core/base", said)

    def test_forbidden(self):
        for path, line in (
            ("core/base/ids.h", '#include "core/raft/raft.h"'),
            ("core/machine/apply.cc", '#include "core/raft/raft.h"'),
            ("core/client/session.cc", '#include "core/raft/raft.h"'),
            ("core/node/node.cc", '#include "core/wire/frames.h"'),
            ("core/node/node.cc", "#include <google/protobuf/message.h>"),
            ("core/node/node.cc", "#include <unordered_map>"),
            ("core/base/time.h", "#  include <chrono>"),
            ("core/base/time.h", "#include <time.h>"),
            ("core/base/time.h", '#include "ids.h"'),
            ("core/wire/frames.cc", "#include <grpcpp/server.h>"),
            ("sim/host.cc", '#include "real/disk.h"'),
            ("sim/host.cc", "#include <rocksdb/db.h>"),
            ("sim/host.cc", "#include <unordered_map>"),
            ("real/host.cc", '#include "sim/host.h"'),
            ("real/host.cc", '#include "checker/history/writer.h"'),
            ("checker/model.h", '#include "core/base/ids.h"'),
            ("checker/model.h", "#include <boost/asio.hpp>"),
            ("tests/package/bank/bank.h", '#include "sim/pawl/system.h"'),
            ("tests/package/bank/bank.h", '#include "core/raft/raft.h"'),
        ):
            with self.subTest(path=path, line=line):
                self.assertEqual(len(include(path, line)), 1)

    def test_allowed(self):
        for path, line in (
            ("core/raft/raft.cc", '#include "core/base/ids.h"'),
            ("core/raft/raft.cc", '#include "core/raft/raft.h"'),
            ("core/raft/raft.cc", "#include <vector>"),
            ("core/node/node.cc", '#include "core/raft/raft.h"'),
            ("core/wire/frames.cc", "#include <google/protobuf/message.h>"),
            ("sim/host.cc", '#include "checker/history/writer.h"'),
            ("sim/fiber.cc", "#include <boost/context/fiber.hpp>"),
            ("real/host.cc", "#include <sys/stat.h>"),
            ("bench/load.cc", '#include "checker/history/writer.h"'),
            ("tests/real/disk_test.cc", '#include "real/disk.h"'),
            ("tests/package/bank/bank.h", '#include "ledger.h"'),
            ("tests/package/bank/bank.h", '#include "sim/system/plain_system.h"'),
        ):
            with self.subTest(path=path, line=line):
                self.assertEqual(include(path, line), [])


class LinksTest(unittest.TestCase):
    LINKS = "pawl_base|core/base|\npawl_raft|core/raft|{}\npawl_machine|core/machine|pawl_base\npawld|real|pawl_raft {}\n"

    def check(self, of_raft, of_pawld=""):
        return check_links.check(check_links.read_links(self.LINKS.format(of_raft, of_pawld)))

    def test_allowed(self):
        self.assertEqual(self.check("pawl_warnings pawl_base", "Boost::headers gRPC::grpc++"), [])

    def test_forbidden(self):
        self.assertIn("pawl_raft (core/raft) links pawl_machine", self.check("pawl_machine")[0])
        self.assertIn("an outside library", self.check("pawl_base fmt::fmt")[0])
        self.assertEqual(len(self.check("pawl_base", "benchmark::benchmark")), 1)


    def test_one_form_of_the_core(self):
        links = check_links.read_links("a|core/base|\na_marked|core/base|\nsim|sim|a_marked\nplain|sim|a\nboth|sim|sim plain\n")
        self.assertEqual(check_links.check(links), [])
        (said,) = check_links.both_forms(links)
        self.assertIn("both links a and a_marked", said)


class PurityTest(unittest.TestCase):
    def test_names_every_kind(self):
        said = "\n".join(check_purity.impurities(IMPURE_ARCHIVE))
        for what in check_purity.FORBIDDEN:
            with self.subTest(what=what):
                self.assertIn(f"uses {what}:", said)


class ProgramsTest(unittest.TestCase):
    def test_reads_what_a_program_needs(self):
        self.assertIn("c", check_programs.needed_libraries("/bin/sh"))


class StyleTest(unittest.TestCase):
    def complaints(self, name, text):
        return check_style.complaints(pathlib.PurePosixPath(name), text)

    def test_length(self):
        self.assertEqual(self.complaints("core/a.cc", "x\n" * check_style.LINES_MAX), [])
        self.assertEqual(len(self.complaints("core/a.cc", "x\n" * (check_style.LINES_MAX + 1))), 1)

    def test_marks_and_paths(self):
        self.assertEqual(len(self.complaints("core/a.cc", "// TO" + "DO: later\n")), 1)
        self.assertEqual(len(self.complaints("ci/a", "cd /ho" + "me/me\n")), 1)
        self.assertEqual(len(self.complaints("core/a.h", "int x;\n")), 1)


    def test_marks_of_the_simulator(self):
        text = '#pragma once\nPAWL_SOMETIMES("a.b");\n'
        self.assertEqual(len(self.complaints("core/a.h", text)), 1)
        self.assertEqual(self.complaints("sim/a.h", text), [])


class TableTest(unittest.TestCase):
    def test_layer_of(self):
        self.assertEqual(layers.layer_of("core/raft/log.h"), "core/raft")
        self.assertEqual(layers.layer_of("sim/oracle/votes.h"), "sim")
        self.assertIsNone(layers.layer_of("boost/asio.hpp"))
        self.assertIsNone(layers.layer_of("core/other/x.h"))


if __name__ == "__main__":
    unittest.main()
