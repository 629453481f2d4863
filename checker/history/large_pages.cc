#include "checker/history/large_pages.h"

#include <sys/mman.h>

#include <cstdint>

namespace pawl::checker {
namespace {

constexpr std::uintptr_t kLargePageBytes = std::uintptr_t{2} << 20;

}  // namespace

void advise_large_pages(void* begin, std::size_t bytes) {
  if (bytes < 2 * kLargePageBytes) return;
  const auto at = reinterpret_cast<std::uintptr_t>(begin);
  const std::uintptr_t skipped = (kLargePageBytes - at % kLargePageBytes) % kLargePageBytes;
  const std::uintptr_t length = (bytes - skipped) / kLargePageBytes * kLargePageBytes;
  // Refused where the system has none: then the pages are small ones.
  static_cast<void>(::madvise(static_cast<char*>(begin) + skipped, length, MADV_HUGEPAGE));
}

}  // namespace pawl::checker
