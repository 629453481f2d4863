"""Fails where a file includes what its folder may not use. Usage: check_includes.py ROOT"""

import pathlib
import re
import sys

sys.dont_write_bytecode = True

from layers import LAYERS, layer_of  # noqa: E402

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
C_HEADERS_OF_CPP = re.compile(r"\w+")  # no dot, no slash: the standard library


def forbidden_reason(layer, quote, header):
    """Why a file of `layer` may not include `header`, with what to do; None if it may."""
    rule = LAYERS[layer]
    target = layer_of(header)
    if target is not None:
        if target == layer or target in rule.pawl:
            return None
        allowed = ", ".join(rule.pawl) or "nothing else of pawl"
        return f"{layer} may use {allowed}; move the code to a layer above both, or pass a value instead"
    if quote == '"':
        if layer == "tests/package" and "/" not in header:
            return None  # a program of its own, whose files lie side by side
        return "includes of pawl are written from the repository root, outside headers in <>"
    if C_HEADERS_OF_CPP.fullmatch(header):
        if header in rule.forbidden:
            return f"{layer} is deterministic: let the host bring clocks, threads, files and chance, as inputs and choices"
        return None
    if header.startswith(rule.headers) if rule.headers else False:
        return None
    if rule.system and header.endswith(".h") and not header.startswith(("boost/", "grpc", "google/", "rocksdb/", "fmt/")):
        return None
    allowed = ", ".join(f"<{prefix}...>" for prefix in rule.headers) or "the standard library only"
    return f"{layer} may use {allowed} from outside; let the host in real/ or sim/ do it"


def check_file(root, path):
    """Sentences, one for each forbidden include of `path` (relative to `root`)."""
    layer = layer_of(path)
    found = []
    text = (root / path).read_text(encoding="utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(), start=1):
        match = INCLUDE.match(line)
        reason = match and forbidden_reason(layer, match.group(1), match.group(2))
        if reason:
            found.append(f"{path}:{number}: forbidden include of {match.group(2)}: {reason}")
    return found


def sources(root):
    """Every C++ file of a layer, relative to `root`, in a fixed order."""
    for top in sorted({key.split("/")[0] for key in LAYERS}):
        for path in sorted((root / top).rglob("*")):
            relative = path.relative_to(root)
            if path.suffix in (".h", ".cc") and "bad" not in relative.parts and layer_of(relative) is not None:
                yield relative


def main():
    root = pathlib.Path(sys.argv[1])
    files = list(sources(root))
    found = [sentence for path in files for sentence in check_file(root, path)]
    print("\n".join(found + [f"{len(files)} files, {len(found)} forbidden includes"]))
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
