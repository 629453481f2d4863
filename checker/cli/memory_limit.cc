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

// Of these what is given out.
std::uint64_t held_bytes() {
  const std::uint64_t mapped = mapped_bytes();
  return mapped - std::min<std::uint64_t>(mapped, ::mallinfo2().fordblks);
}

rlimit allowed() {
  rlimit limit{.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
  ::getrlimit(RLIMIT_DATA, &limit);
  return limit;
}

void allow(rlim_t bytes) {
  if (kHasSanitizer) return;
  rlimit limit = allowed();
  limit.rlim_cur = bytes;
  if (::setrlimit(RLIMIT_DATA, &limit) == 0) return;
  fmt::print(stderr, "pawl-check: --memory bounds the search alone, the system refuses: {}\n",
             std::strerror(errno));
}

}  // namespace

MemoryLimit::MemoryLimit(std::uint64_t bytes) : allowed_before_(allowed().rlim_cur) {
  // The heap of a program that begins is larger than what it uses.
  if (::mallinfo2().keepcost > bytes) ::malloc_trim(bytes);
  allowed_ = std::min(allowed_before_, held_bytes() + bytes);
  allow(allowed_);
}

void MemoryLimit::lift() { allow(allowed_before_); }

std::uint64_t MemoryLimit::left() const { return allowed_ - std::min(allowed_, held_bytes()); }

}  // namespace pawl::checker
