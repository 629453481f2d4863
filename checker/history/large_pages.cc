#include "checker/history/large_pages.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

namespace pawl::checker {
namespace {

constexpr std::size_t kLargePageBytes = std::size_t{2} << 20;
// More than the heap has left when a program begins.
constexpr std::size_t kUnusedBytes = std::size_t{1} << 20;
constexpr int kHeapBytes = 1 << 30;

std::uintptr_t bytes_to_large_page(std::uintptr_t at) {
  return (kLargePageBytes - at % kLargePageBytes) % kLargePageBytes;
}

}  // namespace

void advise_large_pages(void* begin, std::size_t bytes) {
  if (bytes < 2 * kLargePageBytes) return;
  const auto at = reinterpret_cast<std::uintptr_t>(begin);
  const std::uintptr_t skipped = bytes_to_large_page(at);
  const std::uintptr_t length = (bytes - skipped) / kLargePageBytes * kLargePageBytes;
  // Refused where the system has none: then the pages are small ones.
  static_cast<void>(::madvise(static_cast<char*>(begin) + skipped, length, MADV_HUGEPAGE));
}

// Giving out one small page may cost more than reading the ten events that fit on it. The C library can
// advise by itself, but only the environment in which the program begins can tell it to.
void put_heap_on_large_pages() {
#ifdef __GLIBC__
  mallopt(M_TOP_PAD, kHeapBytes);
  mallopt(M_TRIM_THRESHOLD, -1);
  // A block mapped by itself begins and ends between large pages.
  mallopt(M_MMAP_MAX, 0);
  // A block that ends short of a large page and is never written makes the heap grow, and the large pages can
  // be advised before anything is written on one. The C library takes what sbrk passes over for somebody
  // else's.
  const auto end = reinterpret_cast<std::uintptr_t>(::sbrk(0)) + kUnusedBytes;
  ::sbrk(static_cast<std::intptr_t>(bytes_to_large_page(end)));
  char* const begin = static_cast<char*>(::sbrk(0)) + kUnusedBytes;
  static void* const unused = std::malloc(kUnusedBytes - 64);
  const auto bytes = static_cast<char*>(::sbrk(0)) - begin;
  if (unused != nullptr && bytes > 0) advise_large_pages(begin, static_cast<std::size_t>(bytes));
  mallopt(
      M_TOP_PAD,
      static_cast<int>(
          kLargePageBytes));  // from now on, and if so much address space is not to be had, in small steps
#endif
}

}  // namespace pawl::checker
