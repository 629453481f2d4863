#pragma once
// How long answered requests are remembered. Part of the cluster's contract.

#include <cstdint>

#include "core/base/time.h"

namespace pawl::machine {

/// How long and how many answered requests are remembered, whichever ends first. Every node of a cluster has
/// the same. A request under a key without a time inside is remembered for the whole `time`, come what may;
/// where `count` leaves no room for that, new keyed requests are refused (KeysFull).
struct Retention {
  Duration time = seconds(24 * 3600);
  /// At least one.
  std::uint64_t count = 1'000'000;
  /// A key's own time may lie so far ahead of the leader's clock. It bounds the harm of one bad clock: once
  /// its key is forgotten to make room, all keys up to that time count as expired.
  Duration key_ahead_max = seconds(60);
};

}  // namespace pawl::machine
