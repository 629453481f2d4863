#pragma once
// What the clients asked and were told, in the order in which it happened: the history that is judged when
// the run is over.

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "core/machine/operation.h"
#include "core/node/ask.h"
#include "sim/world/event_queue.h"

namespace pawl::sim {

/// One call of one client, from begin to end.
struct CallRecord {
  std::int64_t process = 0;
  node::Ask ask;
  /// Nothing: the run ended first.
  std::optional<machine::Outcome> outcome;
  /// Places in the order of all beginnings and ends; `end` is -1 while there is none.
  std::int64_t start = 0;
  std::int64_t end = -1;
  SimTime started;
  SimTime ended;
  std::uint32_t attempts = 0;

  bool is_ok() const { return outcome.has_value() && outcome->has_value(); }
  /// It had no effect and never will.
  bool is_failed() const {
    return outcome.has_value() && !outcome->has_value() &&
           certainty(outcome->error().code) == Certainty::DidNotHappen;
  }
  /// The name that it is about; empty for a listing.
  const std::string& name() const;
  const machine::Request* request() const { return std::get_if<machine::Request>(&ask); }
};

class Chronicle {
 public:
  /// Calls are named by their number, from 0.
  std::size_t begin(std::int64_t process, node::Ask ask, SimTime now);
  void end(std::size_t call, machine::Outcome outcome, std::uint32_t attempts, SimTime now);

  const std::deque<CallRecord>& calls() const { return calls_; }
  std::uint64_t acknowledged() const { return acknowledged_; }

  /// What was there before the history began: sequences of which nothing was handed out, and a process of
  /// their own that made them.
  struct Before {
    std::span<const machine::Sequence> sequences;
    std::int64_t process = 0;
  };
  /// The history in Jepsen's form, one line an event, without the calls on these names.
  std::string to_edn(const std::set<std::string>& left_out, const Before& before) const;

 private:
  std::deque<CallRecord> calls_;
  std::int64_t next_position_ = 0;
  std::uint64_t acknowledged_ = 0;
};

}  // namespace pawl::sim
