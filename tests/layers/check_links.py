"""Fails where a target links what its folder may not use, or the core both with its marks and without. Usage: check_links.py LINKS

LINKS is written by CMake (ci/cmake/links.cmake): one line a target, `target|folder/of/first/source|library library ...`.
"""

import pathlib
import sys

sys.dont_write_bytecode = True

from layers import LAYERS, layer_of, library_allowed  # noqa: E402

# Named on link lines, but no libraries of their own.
NEUTRAL = ("pawl_warnings",)


def read_links(text):
    """[(target, layer or None, [library])]"""
    links = []
    for line in text.splitlines():
        target, place, libraries = line.split("|")
        links.append((target, layer_of(place), [name for name in libraries.split() if name]))
    return links


def check(links):
    """Sentences, one for each forbidden link."""
    layer_of_target = {target: layer for target, layer, _ in links}
    found = []
    for target, layer, libraries in links:
        if layer is None:
            continue
        for library in libraries:
            if library in NEUTRAL or library.startswith(("-", "$<")):
                continue
            if library in layer_of_target:
                other = layer_of_target[library]
                allowed = other == layer or other in LAYERS[layer].pawl
            else:
                other = "an outside library"
                allowed = library_allowed(layer, library)
            if not allowed:
                found.append(f"{target} ({layer}) links {library} ({other}): not in the table of tests/layers/layers.py")
    return found


def both_forms(links):
    """Sentences, one for each target that links a library of the core with marks and without."""
    libraries_of = {target: libraries for target, _, libraries in links}
    found = []
    for target in libraries_of:
        reached, to_do = set(), [target]
        while to_do:
            library = to_do.pop()
            if library not in reached:
                reached.add(library)
                to_do += libraries_of.get(library, ())
        found += [f"{target} links {library} and {library}_marked: one program holds one form of the core"
                  for library in sorted(reached) if f"{library}_marked" in reached]
    return found


def main():
    links = read_links(pathlib.Path(sys.argv[1]).read_text())
    found = check(links) + both_forms(links)
    print("\n".join(found + [f"{len(links)} targets, {len(found)} forbidden links"]))
    return 1 if found or not links else 0


if __name__ == "__main__":
    sys.exit(main())
