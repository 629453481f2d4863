#pragma once
// Texts for fields that must be UTF-8.

#include <string>
#include <string_view>

namespace pawl::wire {

/// The text with U+FFFD in the place of every byte that is not part of well-formed UTF-8 (Unicode, table
/// 3-7). Well-formed text comes back unchanged.
std::string to_utf8(std::string_view text);

}  // namespace pawl::wire
