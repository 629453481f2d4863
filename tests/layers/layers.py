"""Which folder may use what: the table of docs/ARCHITECTURE.md as data. A new arrow needs a line in docs/DECISIONS.md.

Read by the tests of includes (check_includes.py) and of link lines (check_links.py).
"""

import pathlib
import re
from dataclasses import dataclass

# Standard headers that a deterministic core must not know: they read clocks, start threads, touch files or the
# terminal, draw random numbers, or order by hash or address. check_purity.py looks for the same in the compiled code.
IMPURE_HEADERS = frozenset(
    "atomic barrier chrono condition_variable coroutine csignal cstdio ctime execution filesystem fstream future"
    " iomanip ios iostream istream latch locale memory_resource mutex ostream print random semaphore shared_mutex"
    " sstream stop_token streambuf strstream syncstream thread typeindex unordered_map unordered_set".split()
)
UNORDERED_HEADERS = frozenset(("unordered_map", "unordered_set", "random"))


@dataclass(frozen=True)
class Layer:
    """What one folder may use besides itself."""

    pawl: tuple = ()  # folders of pawl
    headers: tuple = ()  # beginnings of outside headers
    libraries: tuple = ()  # patterns of outside link libraries, matched whole
    system: bool = False  # C headers of the operating system (<unistd.h>, <sys/stat.h>)
    forbidden: frozenset = frozenset()  # standard headers


PROTOBUF = ("google/protobuf/",)
FMT = ("fmt/",)
COMMAND_LINE = ("CLI/",)
JSON = ("nlohmann/",)
TESTING = ("gtest/", "gmock/", "rapidcheck.h", "rapidcheck/")
REAL_HEADERS = ("boost/", "rocksdb/", "grpc/", "grpcpp/", "openssl/", "readline/")

PROTOBUF_LIB = (r"protobuf::libprotobuf(-lite)?",)
FMT_LIB = (r"fmt::fmt(-header-only)?",)
COMMAND_LINE_LIB = (r"CLI11::CLI11",)
JSON_LIB = (r"nlohmann_json(::nlohmann_json)?",)
THREADS_LIB = (r"Threads::Threads", r"pthread")
REAL_LIBS = (
    r"Boost::\w+", r"gRPC::grpc\+\+(_reflection)?", r"RocksDB::rocksdb(-shared)?", r"rocksdb", r"OpenSSL::\w+",
    r"readline", r"PkgConfig::\w+",
)

CORE = ("core/base", "core/raft", "core/machine", "core/node", "core/client", "core/wire")
EVERYTHING = CORE + ("core", "sim", "sim/pawl", "real", "checker", "bench")

LAYERS = {
    "core/base": Layer(forbidden=IMPURE_HEADERS),
    "core/raft": Layer(pawl=("core/base",), forbidden=IMPURE_HEADERS),
    "core/machine": Layer(pawl=("core/base",), forbidden=IMPURE_HEADERS),
    "core/node": Layer(pawl=("core/base", "core/raft", "core/machine"), forbidden=IMPURE_HEADERS),
    "core/client": Layer(pawl=("core/base", "core/machine"), forbidden=IMPURE_HEADERS),
    "core/wire": Layer(pawl=CORE, headers=PROTOBUF, libraries=PROTOBUF_LIB, forbidden=IMPURE_HEADERS),
    # The simulator serves any system; pawl is one of them, in a folder of its own.
    "sim/pawl": Layer(
        pawl=CORE + ("sim", "checker"),
        headers=("boost/context/",) + PROTOBUF + FMT + COMMAND_LINE,
        libraries=(r"Boost::(context|headers|boost)",) + PROTOBUF_LIB + FMT_LIB + COMMAND_LINE_LIB + THREADS_LIB,
        system=True,
        forbidden=UNORDERED_HEADERS,
    ),
    "sim": Layer(
        pawl=("core/base", "checker"),
        headers=("boost/context/",) + PROTOBUF + FMT + COMMAND_LINE,
        libraries=(r"Boost::(context|headers|boost)",) + PROTOBUF_LIB + FMT_LIB + COMMAND_LINE_LIB + THREADS_LIB,
        system=True,
        forbidden=UNORDERED_HEADERS,
    ),
    "real": Layer(
        pawl=CORE,
        headers=REAL_HEADERS + PROTOBUF + FMT + COMMAND_LINE + JSON,
        libraries=REAL_LIBS + PROTOBUF_LIB + FMT_LIB + COMMAND_LINE_LIB + JSON_LIB + THREADS_LIB,
        system=True,
    ),
    "checker": Layer(
        headers=FMT + COMMAND_LINE + JSON,
        libraries=FMT_LIB + COMMAND_LINE_LIB + JSON_LIB + THREADS_LIB,
        system=True,
    ),
    "bench": Layer(
        pawl=EVERYTHING,
        headers=REAL_HEADERS + PROTOBUF + FMT + COMMAND_LINE + JSON + ("benchmark/",),
        libraries=REAL_LIBS + PROTOBUF_LIB + FMT_LIB + COMMAND_LINE_LIB + JSON_LIB + THREADS_LIB
        + (r"benchmark::benchmark(_main)?",),
        system=True,
    ),
    # Other people's systems: they know what is installed, and nothing of pawl itself.
    "tests/package": Layer(pawl=("core/base", "sim", "checker"), headers=FMT),
    "tests": Layer(
        pawl=EVERYTHING + ("tests",),
        headers=REAL_HEADERS + PROTOBUF + FMT + COMMAND_LINE + JSON + TESTING,
        libraries=REAL_LIBS + PROTOBUF_LIB + FMT_LIB + COMMAND_LINE_LIB + JSON_LIB + THREADS_LIB
        + (r"GTest::\w+", r"rapidcheck(_gtest|_gmock)?"),
        system=True,
    ),
}


def layer_of(path):
    """The key in LAYERS of the folder that `path`, relative to the root, lies in; None outside all of them."""
    parts = pathlib.PurePosixPath(path).parts
    for length in (2, 1):
        key = "/".join(parts[:length])
        if key in LAYERS:
            return key
    return None


def library_allowed(layer, library):
    """True if `layer` may link the outside `library`."""
    return any(re.fullmatch(pattern, library) for pattern in LAYERS[layer].libraries)
