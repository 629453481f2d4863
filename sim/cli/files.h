#pragma once
// The files that the program is told of. What is wrong with one is a sentence that names it.

#include <expected>
#include <string>
#include <vector>

#include "sim/choice/recording.h"

namespace pawl::sim {

/// Every scenario below a folder (`*.textproto`), by name; a path that is no folder stands for itself. An
/// error: there is none.
std::expected<std::vector<std::string>, std::string> scenario_files(const std::vector<std::string>& paths);

std::expected<ChoiceList, std::string> read_choices(const std::string& path);

/// False, and a word on standard error, if the file cannot be written. `-` is the standard output.
bool write_file(const std::string& path, const std::string& text);

}  // namespace pawl::sim
