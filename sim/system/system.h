#pragma once
// What a system under test is to the simulator. A system is a struct S of types and functions:
//
//   S::Node      a value with  Effects<S> step(Now, std::vector<Input<S>>, Choices&):  what must be done now
//   that this
//                happened. It knows no clock, socket, disk or thread.
//   S::Message   what hosts send to each other
//   S::Write     what a node wants to have on its disk;  S::Image  what a disk holds: a value with
//   apply(S::Write&&) S::Request, S::Reply   what clients ask and are told S::Plan      what one run is
//   (derived from RunPlan): hosts, faults, clients, and what the system itself needs S::Session   one client
//   (sim/client/session.h);  S::History  what the clients asked and were told S::Oracles   who looks after
//   every step
//
// and of the functions that the concept below lists. sim/pawl/system.h is one; PlainSystem
// (sim/system/plain_system.h) gives a newcomer most of it, and docs/SIMULATING.md tells how.
//
// The system promises nothing about the order of its effects and must not need any: a host does them early,
// late, in parallel, and dies between two of them.

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/choices.h"
#include "core/base/digest.h"
#include "core/base/strong_id.h"
#include "core/base/time.h"

namespace pawl::sim {

/// An address with a clock and a process behind it, from 1. What its process is, the folder on its disk says:
/// two hosts may run copies of one folder, and a host may find another folder than yesterday's.
using HostId = StrongId<struct HostTag>;
inline constexpr HostId kNoHost{0};
/// Hosts of one run, at most.
inline constexpr std::uint32_t kHostsMax = 24;

/// A client's request from its sending to its last reply.
using RequestId = StrongId<struct RequestTag>;

struct Nothing {};
/// What a node can look up on its disk, and what it then finds: S::Lookup and S::Found, if the system has
/// them.
template <class S>
struct Lookups {
  using Lookup = Nothing;
  using Found = Nothing;
};
template <class S>
  requires requires { typename S::Lookup; }
struct Lookups<S> {
  using Lookup = typename S::Lookup;
  using Found = typename S::Found;
};

// -- what can happen --

template <class S>
struct Received {
  HostId from;
  typename S::Message message;
};
template <class S>
struct Requested {
  RequestId request;
  typename S::Request content;
};
/// The client waits no longer; a reply would reach nobody.
struct GaveUp {
  RequestId request;
};
/// Every write up to this number is durable.
struct Written {
  std::uint64_t number = 0;
};
template <class S>
struct LookedUp {
  std::uint64_t number = 0;
  typename Lookups<S>::Found found;
};
/// The connection to that host ended from its side: a hint that its process is gone, never proof.
struct HungUp {
  HostId peer;
};
struct Woken {};
/// Leave in peace: the process will be ended soon.
struct Leave {};

template <class S>
using Input = std::variant<Received<S>, Requested<S>, GaveUp, Written, LookedUp<S>, HungUp, Woken, Leave>;

// -- what can be wanted done --

template <class S>
struct Write {
  /// Grows from write to write within a life; Written tells it back.
  std::uint64_t number = 0;
  /// Nobody waits for the others: they may ride with the next one that is urgent.
  bool is_urgent = true;
  typename S::Write content;
};
template <class S>
struct Send {
  HostId to;
  typename S::Message message;
};
template <class S>
struct Lookup {
  std::uint64_t number = 0;
  typename Lookups<S>::Lookup content;
};
template <class S>
struct Answer {
  RequestId request;
  typename S::Reply reply;
  /// More replies to this request may follow.
  bool is_last = true;
};

/// Independent of each other: any order, any delay, in parallel.
template <class S>
struct Effects {
  std::optional<Write<S>> write;
  std::vector<Send<S>> send;
  std::vector<Lookup<S>> lookup;
  std::vector<Answer<S>> answer;
  /// Feed Woken (or anything) at the latest then.
  Instant wake_at = kNever;

  std::size_t count() const { return (write ? 1U : 0U) + send.size() + lookup.size() + answer.size(); }
};

// -- what else the simulator asks --

/// What a node is at a moment, for those who aim at it and those who draw it.
struct Standing {
  /// Whoever leads (a leader, a primary), and in which term, view or epoch.
  bool leads = false;
  std::uint64_t epoch = 0;
  bool operator==(const Standing&) const = default;
};

/// A moment that a crash may aim at, by the step's effects.
template <class S>
struct AimRule {
  std::string_view name;
  bool (*fits)(const typename S::Node&, const Effects<S>&);
};

/// What a node finds where it starts.
template <class S>
struct Boot {
  HostId host;
  /// Counts the starts of this host, from 1.
  std::uint64_t life = 0;
  Now now;
  const typename S::Image& image;
  const typename S::Plan& plan;
};

/// A number that a run came to; names are the scenario's for its floors.
struct Figure {
  std::string_view name;
  std::uint64_t value = 0;
};

/// What an oracle is called, and the rule that it watches over as a sentence.
struct OracleRule {
  std::string_view name;
  std::string_view text;
};

/// One step of one node, as those see it who look after it.
template <class S>
struct StepSeen {
  HostId host;
  std::uint64_t life = 0;
  /// What its clocks showed, and what they would have shown had they not drifted or jumped.
  Now shown;
  Now undisturbed;
  const typename S::Node& node;
  const Effects<S>& effects;
};

template <class S>
concept System = requires(typename S::Node& node, const typename S::Node& still, typename S::Image& image,
                          const Boot<S>& boot, Choices& choices, Now now, std::vector<Input<S>> inputs) {
  { S::boot(boot, choices) } -> std::same_as<typename S::Node>;
  { node.step(now, std::move(inputs), choices) } -> std::same_as<Effects<S>>;
  { S::standing(still) } -> std::same_as<Standing>;
  /// Of the state that all nodes share, if this one has nothing left to do; for "all hold the same at the
  /// end". Digest{}: it holds no part of that state.
  { S::settled(still) } -> std::same_as<std::optional<Digest>>;
  /// Of all that tells one state from another, for the trace. A system may have one of a Message and one of
  /// an Image, too: what they hold is then part of a run's checkpoints.
  { S::fingerprint(still) } -> std::same_as<Digest>;
  { S::aims() } -> std::convertible_to<std::span<const AimRule<S>>>;
};

}  // namespace pawl::sim
