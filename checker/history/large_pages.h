#pragma once
// Room for the long vectors of a history of millions: the system is asked for large pages, since giving out
// small ones one by one costs more than reading the history does. Only advice: without it all works as well.

#include <cstddef>
#include <span>
#include <vector>

namespace pawl::checker {

/// Advises large pages for `bytes` bytes from `begin`; without effect on what is too short for them.
void advise_large_pages(void* begin, std::size_t bytes);

/// Makes malloc take its memory from one region on large pages, for a program that begins with this call. The
/// region is address space: a page of it becomes memory when it is first written.
void put_heap_on_large_pages();

/// vector.reserve(), on large pages where `count` items are long enough for that.
template <typename T>
void reserve_long(std::vector<T>& items, std::size_t count) {
  items.reserve(count);
  advise_large_pages(items.data(), std::span(items.data(), items.capacity()).size_bytes());
}

}  // namespace pawl::checker
