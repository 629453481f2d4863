#pragma once
// The trace of a run: always a hash over (time, node, event, digest), and on request lines that a person can
// read. Equal seeds give equal hashes in any process, on any compiler.

#include <cstdint>
#include <functional>
#include <string>

#include "core/base/digest.h"
#include "core/node/node.h"
#include "sim/world/event_queue.h"

namespace pawl::sim {

class Trace {
 public:
  /// Takes one line, without its end.
  using Sink = std::function<void(const std::string& line)>;

  void tell_to(Sink sink) { sink_ = std::move(sink); }
  bool is_told() const { return static_cast<bool>(sink_); }

  /// Every event, before it happens.
  void happens(const Event& event) {
    ++events_;
    hash_.add(static_cast<std::uint64_t>(event.at.ns));
    hash_.add(static_cast<std::uint64_t>(event.kind) << 8U | event.node);
  }
  /// Every step of a node.
  void stepped(SimTime at, NodeId node, const node::Status& status, const node::Effects& effects);
  /// Something else that the run depends on.
  void mark(std::uint64_t what) { hash_.add(what); }

  /// Says a line; `text()` is called only if somebody listens.
  template <class Text>
  void tell(SimTime at, NodeId node, const Text& text) {
    if (sink_) say(at, node, text());
  }

  Digest hash() const { return hash_.finish(); }
  std::uint64_t events() const { return events_; }

 private:
  void say(SimTime at, NodeId node, const std::string& text);

  Hasher hash_;
  std::uint64_t events_ = 0;
  Sink sink_;
};

}  // namespace pawl::sim
