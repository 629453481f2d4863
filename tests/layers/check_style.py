"""Fails on files that are too long, on left-over marks, and on paths of one person's machine. Usage: check_style.py ROOT"""

import pathlib
import re
import sys

LINES_MAX = 450
FOLDERS = ("core", "sim", "real", "checker", "scenarios", "tests", "bench", "ci", ".ci", "docs")
CODE = (".h", ".cc", ".py", ".sh", ".cmake", ".proto", ".js", ".clj", ".css", "")
# Written in two pieces, so that this file does not find itself.
MARKS = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
MACHINE_PATHS = re.compile(r"/(wo" + r"rk|ho" + r"me)/\w")


def complaints(path, text):
    """Sentences about one file."""
    found = []
    lines = text.splitlines()
    if path.suffix in CODE and len(lines) > LINES_MAX:
        found.append(f"{path}: {len(lines)} lines, at most {LINES_MAX}: which second idea is inside?")
    if path.suffix == ".h" and "#pragma once" not in text:
        found.append(f"{path}: no #pragma once")
    if path.suffix == ".h" and path.parts[0] == "core" and path.name != "marks.h" and "PAWL_SOMETIMES" in text:
        found.append(f"{path}: a mark in a header of the core, which may be compiled once for both forms of it")
    for number, line in enumerate(lines, start=1):
        if MARKS.search(line):
            found.append(f"{path}:{number}: a left-over mark: {line.strip()[:80]}")
        if MACHINE_PATHS.search(line):
            found.append(f"{path}:{number}: a path of one machine: {line.strip()[:80]}")
    return found


def texts(root):
    """(relative path, text) of every text file under the known folders and at the top."""
    files = [path for folder in FOLDERS for path in (root / folder).rglob("*")]
    for path in sorted(files + list(root.glob("*"))):
        # In a worktree .git is a file that says where the repository is.
        if not path.is_file() or "__pycache__" in path.parts or path.name == ".git":
            continue
        try:
            yield path.relative_to(root), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def main():
    root = pathlib.Path(sys.argv[1])
    found, count = [], 0
    for path, text in texts(root):
        count += 1
        found += complaints(path, text)
    print("\n".join(found + [f"{count} files, {len(found)} complaints"]))
    return 1 if found or not count else 0


if __name__ == "__main__":
    sys.exit(main())
