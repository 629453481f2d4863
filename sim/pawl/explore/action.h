#pragma once
// The actions of the small world, and how each is one number.

#include <cstdint>

#include "sim/explore/explorable.h"

namespace pawl::sim::explore {

enum class Deed : std::uint8_t {
  Deliver,         ///< The message `argument` arrives at `node`.
  DeliverAndKeep,  ///< It arrives, and may arrive again.
  Sync,
  Beat,
  Silence,
  Campaign,
  Crash,
  Propose,
  Read,
  Transfer,
  GiveUp,
  Rehearse,  ///< The node's timer fires, and node `argument` alone answers its rehearsal.
};

struct Doing {
  Deed deed = Deed::Deliver;
  std::uint8_t node = 0;
  std::uint32_t argument = 0;
};

constexpr Action packed(Doing doing) {
  return static_cast<Action>(doing.deed) << 28U | static_cast<Action>(doing.node) << 24U | doing.argument;
}

constexpr Doing unpacked(Action action) {
  return {static_cast<Deed>(action >> 28U), static_cast<std::uint8_t>(action >> 24U & 0xfU),
          action & 0xff'ffffU};
}

}  // namespace pawl::sim::explore
