#pragma once
// What will happen, in order of simulated time; equal times in the order in which they were planned.
// Simulated time jumps from one event to the next.

#include <cstdint>
#include <vector>

#include "core/base/time.h"

namespace pawl::sim {

/// Simulated time since the beginning of the run, the truth that no node can see.
using SimTime = TimePoint<struct SimClock>;
inline constexpr SimTime kSimNever{INT64_MAX};

enum class EventKind : std::uint8_t {
  Deliver,         ///< slot: message; node: receiver
  HangUp,          ///< node's connection to another ended; slot: the other
  Turn,            ///< node takes its waiting inputs
  Wake,            ///< node's timer; tag: life
  DiskDone,        ///< node's disk has written; tag: life
  DiskLazy,        ///< node's host writes what nobody waits for; tag: life
  DiskFinds,       ///< node's disk has looked something up; slot: which; tag: life
  Start,           ///< node starts
  Resume,          ///< a paused node goes on; tag: life
  RequestArrives,  ///< tag: request; node: receiver
  GiveUpArrives,   ///< tag: request; node: receiver
  ReplyArrives,    ///< slot: word
  ClientTimer,     ///< slot: client; tag: its timer's number
  FaultBegins,     ///< slot: which fault
  FaultEnds,       ///< slot: which fault; tag: its occurrence
  Phase,           ///< slot: which phase of the run begins
};

/// As it stands above.
const char* name_of(EventKind kind);

struct Event {
  SimTime at;
  std::uint64_t order = 0;
  std::uint64_t tag = 0;
  std::uint32_t slot = 0;
  EventKind kind = EventKind::Phase;
  std::uint8_t node = 0;
};

class EventQueue {
 public:
  EventQueue() { heap_.reserve(1024); }

  SimTime now() const { return now_; }
  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }

  void plan(SimTime at, EventKind kind, std::uint8_t node, std::uint32_t slot, std::uint64_t tag) {
    push({at < now_ ? now_ : at, order_++, tag, slot, kind, node});
  }
  void plan_in(Duration delay, EventKind kind, std::uint8_t node, std::uint32_t slot, std::uint64_t tag) {
    plan(now_ + delay, kind, node, slot, tag);
  }

  /// Takes the next event and moves time to it. The queue must not be empty.
  Event pop();

 private:
  static bool is_before(const Event& a, const Event& b) {
    // One number of both: which event is next cannot be foretold, so a branch would be wrong half of the
    // time.
    return place_of(a) < place_of(b);
  }
  __extension__ using Place = unsigned __int128;
  static Place place_of(const Event& event) {
    return static_cast<Place>(static_cast<std::uint64_t>(event.at.ns)) << 64U | event.order;
  }
  void push(const Event& event);

  /// A heap of four children a node: half as deep as a binary one, and children share a cache line pair.
  std::vector<Event> heap_;
  SimTime now_;
  std::uint64_t order_ = 0;
};

}  // namespace pawl::sim
