"""Fails where a program needs a shared library that it must do without.

Usage: check_programs.py PROGRAM...
The simulator and the checker run on machines that have no real host's libraries; the checker not even Protobuf.
"""

import pathlib
import re
import subprocess
import sys

REAL_ONLY = ("rocksdb", "grpc", "grpc++", "ssl", "crypto", "readline")
FORBIDDEN = {"pawl-sim": REAL_ONLY, "pawl-check": REAL_ONLY + ("protobuf", "boost_context")}


def needed_libraries(program):
    """Names without `lib` and version: `rocksdb` for librocksdb.so.7. None of a program that is linked statically."""
    dynamic = subprocess.run(["readelf", "-d", program], capture_output=True, text=True, check=True).stdout
    needed = re.findall(r"\(NEEDED\).*\[lib([^\]]+?)\.so[^\]]*\]", dynamic)
    is_program = "c" in needed or re.search(r"\(FLAGS_1\).*PIE", dynamic)
    return needed if is_program else None


def main():
    found = []
    for program in sys.argv[1:]:
        name = pathlib.Path(program).name
        needed = needed_libraries(program)
        if needed is None:
            found.append(f"{name}: readelf shows no libraries; is it a program?")
            continue
        found += [f"{name} needs lib{library}" for library in needed if library in FORBIDDEN[name]]
    print("\n".join(found + [f"{len(sys.argv) - 1} programs, {len(found)} complaints"]))
    return 1 if found or len(sys.argv) < 2 else 0


if __name__ == "__main__":
    sys.exit(main())
