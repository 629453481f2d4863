#pragma once
// What goes wrong with what the program was told, on standard error.

#include <string_view>

namespace pawl::sim {

/// One line, behind the program's name.
void complain(std::string_view what);

}  // namespace pawl::sim
