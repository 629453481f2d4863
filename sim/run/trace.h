#pragma once
// The trace of a run: always a hash over (time, host, event, state), and on request lines that a person can
// read and a story of values. Equal seeds give equal hashes in any process, on any compiler. What hosts say
// to each other and are, the system itself puts into words (S::tell_...), and only if somebody listens.

#include <cstdint>
#include <functional>
#include <string>

#include "core/base/digest.h"
#include "sim/run/story.h"
#include "sim/system/system.h"
#include "sim/world/event_queue.h"

namespace pawl::sim {

class Trace {
 public:
  /// Takes one line, without its end.
  using Sink = std::function<void(const std::string& line)>;

  void tell_to(Sink sink) { sink_ = std::move(sink); }
  /// `story` may be null, and outlives the trace.
  void tell_to(Story* story) { story_ = story; }
  bool is_told() const { return sink_ || story_ != nullptr; }
  /// Whether lines are wanted, and who keeps the story; null: nobody.
  bool has_lines() const { return static_cast<bool>(sink_); }
  Story* story() const { return story_; }

  /// Every event, before it happens.
  void happens(const Event& event) {
    ++events_;
    hash_.add(static_cast<std::uint64_t>(event.at.ns));
    hash_.add(static_cast<std::uint64_t>(event.kind) << 8U | event.node);
  }
  /// What tells the state after a step from another one, and how much the step wants done.
  void mix(const Digest& fingerprint, std::size_t effects) {
    hash_.add(fingerprint.low);
    hash_.add(fingerprint.high);
    hash_.add(static_cast<std::uint64_t>(effects));
  }

  /// A checkpoint's digest of what is hashed whole.
  void mix(const Digest& whole) { hash_.add(whole.low).add(whole.high); }

  void started(SimTime at, HostId host, std::uint64_t life);
  void died(SimTime at, HostId host, Story::WritesAtDeath writes);
  void became_durable(SimTime at, HostId host, std::uint64_t number);

  /// A message arrived or was lost; it is known by the number that S::tell_sent gave its flight.
  void arrived(SimTime at, HostId to, HostId from, std::uint64_t flight);
  void lost(SimTime at, std::uint64_t flight);

  /// A client's request leaves for a host, or a host's answer for a client; `call` is the number of its call.
  struct Between {
    std::uint32_t client = 0;
    std::int64_t call = Story::kNoCall;
    HostId host;
  };
  /// `text()` is called only if somebody listens. The number that is returned tells this flight from others.
  template <class Text>
  std::uint64_t asked(SimTime at, const Between& between, const Text& text) {
    return is_told() ? say_asked(at, between, text()) : 0;
  }
  template <class Text>
  std::uint64_t answered(SimTime at, const Between& between, const Text& text) {
    return is_told() ? say_answered(at, between, text()) : 0;
  }
  /// The request arrived at its host, or the answer at its client.
  void exchanged(SimTime at, std::uint64_t flight) {
    if (story_ != nullptr) story_->arrived(at, flight);
  }

  void fault_began(SimTime at, std::uint64_t fault, HostId host, std::string_view name, Duration lasts);
  void fault_ended(SimTime at, std::uint64_t fault, HostId host, std::string_view name);

  /// Says something else; `text()` is called only if somebody listens.
  template <class Text>
  void tell(SimTime at, HostId host, const Text& text) {
    if (is_told()) say(at, host, text());
  }
  /// A line for those who read lines.
  void line(SimTime at, HostId host, const std::string& text);

  Digest hash() const { return hash_.finish(); }
  std::uint64_t events() const { return events_; }

 private:
  void say(SimTime at, HostId host, std::string text);
  std::uint64_t say_asked(SimTime at, const Between& between, std::string text);
  std::uint64_t say_answered(SimTime at, const Between& between, std::string text);

  Hasher hash_;
  std::uint64_t events_ = 0;
  Sink sink_;
  Story* story_ = nullptr;
};

/// A host as the story numbers it.
inline HostNumber number_of(HostId host) { return static_cast<HostNumber>(host.value); }

}  // namespace pawl::sim
