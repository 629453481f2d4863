#include "checker/cli/memory_limit.h"

#include <fmt/format.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace pawl::checker {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kHasSanitizer = true;
#elif defined(__has_feature)
constexpr bool kHasSanitizer = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool kHasSanitizer = false;
#endif

// What the system counts: private pages that can be written, given out or not.
std::uint64_t mapped_bytes() {
  std::uint64_t pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%*u %*u %*u %*u %*u %lu", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::uint64_t free_bytes() { return ::mallinfo2().fordblks; }

void set_limit(rlim_t bytes) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_DATA, &limit) == 0) {
    limit.rlim_cur = std::min(bytes, limit.rlim_max);
    if (::setrlimit(RLIMIT_DATA, &limit) == 0) return;
  }
  fmt::print(stderr, "pawl-check: --memory bounds the search alone, the system refuses: {}\n",
             std::strerror(errno));
}

}  // namespace

MemoryLimit::MemoryLimit(std::uint64_t bytes) : bytes_(bytes) {
  if (kHasSanitizer) return;
  // The heap of a program that begins is larger than what it uses.
  if (::mallinfo2().keepcost > bytes) ::malloc_trim(bytes);
  held_at_begin_ = mapped_bytes() - std::min(mapped_bytes(), free_bytes());
  set_limit(held_at_begin_ + bytes);
}

void MemoryLimit::lift() {
  if (!kHasSanitizer) set_limit(RLIM_INFINITY);
}

std::uint64_t MemoryLimit::left() const {
  if (kHasSanitizer) return bytes_;
  const std::uint64_t held = mapped_bytes() - std::min(mapped_bytes(), free_bytes());
  return held_at_begin_ + bytes_ - std::min(held_at_begin_ + bytes_, held);
}

}  // namespace pawl::checker
