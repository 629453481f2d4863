#pragma once
// What pawl-check does beside judging: the page, and the second opinion.

#include "checker/check.h"
#include "checker/cli/arguments.h"

namespace pawl::checker {

/// Writes the page that --html asks for. False: it could not be written, which was said.
bool write_page(const Arguments& arguments, const History& history, const Result& result);

/// Asks Knossos and says on standard error what it said. False: it answers otherwise than `result`.
bool agrees_with_second_opinion(const Arguments& arguments, const Result& result);

}  // namespace pawl::checker
