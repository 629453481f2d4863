#pragma once
// The smallest system, for tests of the simulator's parts: its messages, writes and requests are numbers, and
// its node does nothing.

#include <optional>
#include <span>
#include <vector>

#include "sim/run/trace.h"
#include "sim/system/system.h"

namespace pawl::sim {

struct Mail {
  using Message = std::uint64_t;
  using Write = std::uint64_t;
  /// Remembers what was written, in order.
  struct Image {
    std::vector<std::uint64_t> written;
    void apply(std::uint64_t number) { written.push_back(number); }
    struct Position {
      std::size_t place = 0;
    };
    std::uint64_t find(const Position& position) const { return written[position.place]; }
  };
  using Lookup = Image::Position;
  using Found = std::uint64_t;
  using Request = std::uint64_t;
  using Reply = std::uint64_t;
  struct Plan {};
  struct Node {
    Effects<Mail> step(Now, std::vector<Input<Mail>>, Choices&) { return {}; }
  };
  static Node boot(const Boot<Mail>&, Choices&) { return {}; }
  static Standing standing(const Node&) { return {}; }
  static std::optional<Digest> settled(const Node&) { return std::nullopt; }
  static Digest fingerprint(const Node&) { return {}; }
  static Digest fingerprint(std::uint64_t message) { return {.high = 0, .low = message}; }
  static std::span<const AimRule<Mail>> aims() { return {}; }
  static std::uint64_t tell_sent(Trace&, SimTime, HostId, HostId, std::uint64_t) { return 0; }
};

}  // namespace pawl::sim
