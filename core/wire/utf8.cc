#include "core/wire/utf8.h"

#include <cstddef>

namespace pawl::wire {
namespace {

/// How many bytes the well-formed character at the beginning of `text` has; 0 if there is none.
std::size_t character_bytes(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  // Which second bytes are allowed keeps out long forms, surrogates and what lies above U+10FFFF.
  std::size_t bytes = 0;
  unsigned low = 0x80;
  unsigned high = 0xBF;
  if (first >= 0xC2 && first <= 0xDF) bytes = 2;
  if (first >= 0xE0 && first <= 0xEF) bytes = 3;
  if (first >= 0xF0 && first <= 0xF4) bytes = 4;
  if (first == 0xE0) low = 0xA0;
  if (first == 0xED) high = 0x9F;
  if (first == 0xF0) low = 0x90;
  if (first == 0xF4) high = 0x8F;
  if (bytes == 0 || text.size() < bytes) return 0;
  if (byte(1) < low || byte(1) > high) return 0;
  for (std::size_t at = 2; at < bytes; ++at) {
    if ((byte(at) & 0xC0U) != 0x80) return 0;
  }
  return bytes;
}

}  // namespace

std::string to_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t bytes = character_bytes(text);
    if (bytes == 0) {
      out.append("\xEF\xBF\xBD");
      text.remove_prefix(1);
      continue;
    }
    out.append(text.substr(0, bytes));
    text.remove_prefix(bytes);
  }
  return out;
}

}  // namespace pawl::wire
