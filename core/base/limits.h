#pragma once
// Every bound on what comes from outside, in one place. Each has a test at the limit and one above it.

#include <cstdint>

#include "core/base/time.h"

namespace pawl {

inline constexpr std::uint64_t kNameBytesMax = 1024;
inline constexpr std::uint64_t kKeyBytesMax = 1024;
/// Values that one reserve may ask for.
inline constexpr std::int64_t kReserveCountMax = 1'000'000'000;
/// Names that one page of a listing may hold.
inline constexpr std::uint64_t kListPageMax = 1000;
/// Bytes of one frame between peers, and of one log entry inside it.
inline constexpr std::uint64_t kFrameBytesMax = 16U << 20U;
inline constexpr std::uint64_t kEntryBytesMax = 4U << 20U;
/// Where terms, indices, incarnations, revisions and the orders of keys end: readers may take them for signed
/// numbers. No cluster lives so long; one that came there refuses, and nothing wraps.
inline constexpr std::uint64_t kNumberMax = INT64_MAX;
/// The last indices are kept for what leaders write of their own, so that what is there can still be read.
inline constexpr std::uint64_t kRequestIndexMax = kNumberMax - (1U << 20U);

}  // namespace pawl
