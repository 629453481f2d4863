"""Histories of a few lines, written by hand."""


def history(*operations):
    """Lines of a history in which one operation follows the other, each (f, asked, type, answer, key)."""
    lines = []
    for process, (f, asked, kind, answer, key) in enumerate(operations):
        head = f"{{:index {len(lines)}, :time {len(lines) * 10}, :process {process}"
        tail = f", :idem {key}}}" if key is not None else "}"
        lines.append(f"{head}, :type :invoke, :f :{f}, :value {asked}{tail}\n")
        if kind is not None:
            lines.append(f"{head}, :type :{kind}, :f :{f}, :value {answer}{tail}\n")
    return lines


def next_ok(number, key=None):
    return ("next", "nil", "ok", number, key)


def next_unknown(key=None):
    return ("next", "nil", "info", "nil", key)


def reserve_ok(first, last):
    count = last - first + 1
    return ("reserve", f"[{count} nil]", "ok", f"[{count} [{first} {last}]]", None)
