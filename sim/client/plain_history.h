#pragma once
// What clients asked and were told, for systems that keep it in no form of their own.

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/oracle/findings.h"
#include "sim/run/story.h"
#include "sim/world/event_queue.h"

namespace pawl::sim {

template <class S>
class PlainHistory {
 public:
  struct Call {
    std::uint32_t client = 0;
    typename S::Request request;
    SimTime began;
    /// Nothing and never: its client does not know what came of it.
    std::optional<typename S::Reply> reply{};
    SimTime ended = kSimNever;
  };

  PlainHistory(const typename S::Plan&, Findings&) {}

  /// Returns the call's number.
  std::size_t begin(std::uint32_t client, const typename S::Request& request, SimTime now) {
    calls_.push_back({client, request, now});
    return calls_.size() - 1;
  }
  void end(std::size_t call, const typename S::Reply& reply, SimTime now) {
    calls_[call].reply = reply;
    calls_[call].ended = now;
  }
  /// As they began.
  const std::vector<Call>& calls() const { return calls_; }

  /// For the story.
  std::vector<Story::Call> told() const {
    std::vector<Story::Call> told;
    for (const Call& call : calls_)
      told.push_back({.process = call.client,
                      .request = S::words_of(call.request),
                      .answer = call.reply ? S::words_of(*call.reply) : "",
                      .from = call.began,
                      .to = call.ended,
                      .end = call.reply ? CallEnd::Done : CallEnd::Open});
    return told;
  }

 private:
  std::vector<Call> calls_;
};

}  // namespace pawl::sim
