#pragma once
// What pawl prints: lines for people, in the form of the tutorial, or one JSON object a line for programs.

#include <string>

#include "core/machine/operation.h"
#include "real/cli/command.h"
#include "real/cli/flags.h"

namespace pawl::real::cli {

/// The answer to `command`, with line ends; nothing for an empty list as text.
std::string render_answer(Format format, const Command& command, const machine::Answer& answer);

/// The error, with a line end. `troubles` says what went wrong on the way to nodes; it may be empty.
std::string render_error(Format format, const Command& command, const Error& error,
                         const std::string& troubles);

/// 0 done, 1 refused, 2 nobody knows whether it had effect, 69 no node serves.
int exit_code_of(const machine::Outcome& outcome);

}  // namespace pawl::real::cli
