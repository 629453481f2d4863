#pragma once
// hash_of and bytes_of for what states are made of. A model's own State struct gives both for itself,
// or is put together from these.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/history/value.h"

namespace pawl::checker {

inline std::uint64_t mix_hash(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
  return hash ^ (hash >> 29);
}

template <std::integral T>
std::uint64_t hash_of(T number) {
  return mix_hash(1, static_cast<std::uint64_t>(number));
}

inline std::uint64_t hash_of(const std::string& text) {
  std::uint64_t hash = text.size();
  for (const char byte : text) hash = mix_hash(hash, static_cast<unsigned char>(byte));
  return hash;
}

template <class A, class B>
std::uint64_t hash_of(const std::pair<A, B>& pair) {
  return mix_hash(hash_of(pair.first), hash_of(pair.second));
}

template <class T>
std::uint64_t hash_of(const std::vector<T>& items) {
  std::uint64_t hash = items.size();
  for (const T& item : items) hash = mix_hash(hash, hash_of(item));
  return hash;
}

template <class K, class V>
std::uint64_t hash_of(const std::map<K, V>& entries) {
  std::uint64_t hash = entries.size();
  for (const auto& entry : entries)
    hash = mix_hash(mix_hash(hash, hash_of(entry.first)), hash_of(entry.second));
  return hash;
}

/// Bytes that a value owns beyond its own size; an estimate for the memory budget.
template <class T>
std::size_t bytes_of(const T&) {
  return 0;
}
inline std::size_t bytes_of(const std::string& text) { return text.capacity() > 15 ? text.capacity() : 0; }
template <class T>
std::size_t bytes_of(const std::vector<T>& items) {
  return items.capacity() * sizeof(T);
}
template <class K, class V>
std::size_t bytes_of(const std::map<K, V>& entries) {
  return entries.size() * (sizeof(K) + sizeof(V) + 48);
}

}  // namespace pawl::checker
