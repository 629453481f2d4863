#pragma once
// The trace of a run: always a hash over (time, node, event, digest), and on request lines that a person can
// read and a story of values. Equal seeds give equal hashes in any process, on any compiler.

#include <cstdint>
#include <functional>
#include <string>

#include "core/base/digest.h"
#include "core/node/node.h"
#include "sim/run/story.h"
#include "sim/world/event_queue.h"

namespace pawl::sim {

class Trace {
 public:
  /// Takes one line, without its end.
  using Sink = std::function<void(const std::string& line)>;

  void tell_to(Sink sink) { sink_ = std::move(sink); }
  /// `story` may be null, and outlives the trace.
  void tell_to(Story* story) { story_ = story; }

  /// Every event, before it happens.
  void happens(const Event& event) {
    ++events_;
    hash_.add(static_cast<std::uint64_t>(event.at.ns));
    hash_.add(static_cast<std::uint64_t>(event.kind) << 8U | event.node);
  }
  void started(SimTime at, NodeId node, std::uint64_t life);
  void died(SimTime at, NodeId node, Story::WritesAtDeath writes);
  /// Every step of a node.
  void stepped(SimTime at, NodeId node, const node::Node& machine, const node::Status& status,
               const node::Effects& effects);
  void became_durable(SimTime at, NodeId node, PersistSeq seq);

  /// A message leaves; the number that is returned tells it from others, if somebody listens.
  std::uint64_t sent(SimTime at, NodeId from, NodeId to, const std::vector<node::PeerMessage>& messages);
  void arrived(SimTime at, NodeId to, NodeId from, std::uint64_t flight);
  void lost(SimTime at, std::uint64_t flight);

  /// A client's request leaves for a node, or a node's answer for a client; `call` is the number of its call.
  /// The number that is returned tells them from others, if somebody listens.
  struct Between {
    std::uint32_t client = 0;
    std::size_t call = 0;
    NodeId node;
  };
  std::uint64_t asked(SimTime at, const Between& between, const node::Ask& ask);
  std::uint64_t answered(SimTime at, const Between& between, const machine::Outcome& outcome);
  /// The request arrived at its node, or the answer at its client.
  void exchanged(SimTime at, std::uint64_t flight) {
    if (story_ != nullptr) story_->arrived(at, flight);
  }

  void fault_began(SimTime at, std::uint64_t fault, NodeId node, std::string_view name, Duration lasts);
  void fault_ended(SimTime at, std::uint64_t fault, NodeId node, std::string_view name);

  /// Says something else; `text()` is called only if somebody listens.
  template <class Text>
  void tell(SimTime at, NodeId node, const Text& text) {
    if (is_told()) say(at, node, text());
  }

  Digest hash() const { return hash_.finish(); }
  std::uint64_t events() const { return events_; }

 private:
  bool is_told() const { return sink_ || story_ != nullptr; }
  void say(SimTime at, NodeId node, std::string text);
  void write_line(SimTime at, NodeId node, const std::string& text);

  Hasher hash_;
  std::uint64_t events_ = 0;
  Sink sink_;
  Story* story_ = nullptr;
};

}  // namespace pawl::sim
