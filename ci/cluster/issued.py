"""Which numbers of one sequence a recorded history handed out: none lost, none repeated, none missing.

Much weaker than pawl-check, and independent of it: plain counting over the lines of the EDN file.
"""

import re
from dataclasses import dataclass, field

FIELD = {name: re.compile(rf":{name} (:?[\w\"-]+)") for name in ("process", "type", "f", "time", "idem")}
NEXT_VALUE = re.compile(r":value (-?\d+)")
RESERVE_VALUE = re.compile(r":value \[(\d+) \[(-?\d+) (-?\d+)\]\]")
RESERVE_COUNT = re.compile(r":value \[(\d+)")


@dataclass
class Issued:
    """What a history says about its numbers."""

    ranges: list = field(default_factory=list)  # of acknowledged numbers: (first, last)
    acknowledged_ops: int = 0  # reads among them
    unknown_ops: int = 0
    unknown_numbers: int = 0  # that operations of unknown outcome may have taken
    longest_pause_ns: int = 0  # between two acknowledgements

    def numbers(self):
        return sum(last - first + 1 for first, last in self.ranges)


def field_of(line, name):
    found = FIELD[name].search(line)
    return found.group(1) if found else None


def asked_count(line):
    """How many numbers the invocation in `line` asks for."""
    if ":f :next" in line:
        return 1
    if ":f :reserve" in line:
        return int(RESERVE_COUNT.search(line).group(1))
    return 0


def read_history(lines):
    """Reads the lines of a history of one sequence. ValueError, with the line's number, for one that is damaged."""
    issued = Issued()
    open_ops = {}  # process -> invocation
    of_key = {}  # idempotency key -> its range: attempts with one key are one allocation
    unknown_of_key = {}
    last_ok_ns = None
    for line_number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        process, kind = field_of(line, "process"), field_of(line, "type")
        if process is None or kind is None or field_of(line, "f") is None:
            raise ValueError(f"line {line_number}: no :process, :type or :f in {line.strip()[:80]!r}")
        if not process.isdigit():
            continue
        if kind == ":invoke":
            open_ops[process] = line
            continue
        invocation = open_ops.pop(process, None)
        if invocation is None:
            raise ValueError(f"line {line_number}: process {process} ends what it did not begin")
        key = field_of(invocation, "idem")
        if kind == ":info":
            note_unknown(issued, invocation, key, unknown_of_key)
        elif kind == ":ok":
            note_ok(issued, line, line_number, key, of_key)
            now_ns = int(field_of(line, "time") or 0)
            if last_ok_ns is not None:
                issued.longest_pause_ns = max(issued.longest_pause_ns, now_ns - last_ok_ns)
            last_ok_ns = now_ns
    for invocation in open_ops.values():
        note_unknown(issued, invocation, field_of(invocation, "idem"), unknown_of_key)
    for key, count in unknown_of_key.items():
        if key not in of_key:
            issued.unknown_numbers += count
    return issued


def note_unknown(issued, invocation, key, unknown_of_key):
    issued.unknown_ops += 1
    if key is None:
        issued.unknown_numbers += asked_count(invocation)
    else:
        unknown_of_key[key] = asked_count(invocation)


def note_ok(issued, line, line_number, key, of_key):
    issued.acknowledged_ops += 1
    if ":f :next" in line:
        found = NEXT_VALUE.search(line)
        got = found and (int(found.group(1)), int(found.group(1)))
    elif ":f :reserve" in line:
        found = RESERVE_VALUE.search(line)
        got = found and (int(found.group(2)), int(found.group(3)))
        if got and got[1] - got[0] + 1 != int(found.group(1)):
            raise ValueError(f"line {line_number}: a range of another length than was asked for: {line.strip()}")
    else:
        return
    if not got:
        raise ValueError(f"line {line_number}: an answer without its numbers: {line.strip()}")
    if key is not None and of_key.get(key) == got:
        return
    if key is not None:
        of_key[key] = got
    issued.ranges.append(got)


def faults(issued, first, last_issued):
    """What is wrong with the numbers, one sentence each; empty when nothing is.

    `first` is the sequence's first number, `last_issued` what the cluster itself says at the end.
    """
    said = []
    repeated = []
    missing = 0
    expected = first
    for begin, end in sorted(issued.ranges):
        if begin < expected:
            repeated.append(f"{begin}..{min(end, expected - 1)}")
        missing += max(0, begin - expected)
        expected = max(expected, end + 1)
    if repeated:
        said.append(f"repeated: {', '.join(repeated[:5])} handed out again ({len(repeated)} such ranges)")
    if expected - 1 > last_issued:
        said.append(f"lost: {expected - 1} was acknowledged, but the cluster says that it stopped at {last_issued}")
    missing += max(0, last_issued - expected + 1)
    if missing > issued.unknown_numbers:
        said.append(
            f"missing: {missing} numbers up to {last_issued} went to nobody, "
            f"and operations of unknown outcome can have taken only {issued.unknown_numbers}"
        )
    return said
