#pragma once
// What pawl-check does beside judging: the page, and the second opinion.

#include "checker/check.h"
#include "checker/cli/arguments.h"
#include "checker/cli/limits.h"

namespace pawl::checker {

/// Writes the page that --html asks for: whole, or not at all. False: it could not be written, which was
/// said. A limit ends the process with the verdict's code.
bool write_page(const Arguments& arguments, const History& history, const Result& result, Limits& limits);

/// Asks Knossos and says on standard error what it said, within what is left of the deadline. The
/// memory is not bounded any more: a JVM has its own limit. False: it
/// answers otherwise than `result`.
bool agrees_with_second_opinion(const Arguments& arguments, const History& history, const Result& result,
                                Limits& limits);

}  // namespace pawl::checker
