#pragma once
// CRC32C (Castagnoli, RFC 3720 appendix B.4), by the processor's instruction where there is one.

#include <cstdint>
#include <string_view>

namespace pawl::wire {

/// The checksum of `bytes` continued from `before`, the checksum of what came before them; 0 at the
/// beginning.
std::uint32_t crc32c(std::uint32_t before, std::string_view bytes);

/// The same by tables alone, on any machine.
std::uint32_t crc32c_portable(std::uint32_t before, std::string_view bytes);

}  // namespace pawl::wire
