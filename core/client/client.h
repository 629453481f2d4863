#pragma once
// A client's side of the conversation, without sockets and clocks: which node to ask, how long to wait, when
// asking again is safe, and what may be said at the end. The host sends what take_actions() lists, tells what
// came of it, and calls wake() when wake_at() has come. A value, used from one thread; several calls may be
// under way at once.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/choices.h"
#include "core/base/ids.h"
#include "core/base/strong_id.h"
#include "core/base/time.h"
#include "core/machine/operation.h"

namespace pawl::client {

/// One call of the user: from begin() to its Done. Counted from 1, never reused by one Client.
using CallId = StrongId<struct CallIdTag>;
/// One sending of a call to one node. Counted from 1, never reused by one Client.
using AttemptId = StrongId<struct AttemptIdTag>;

struct Options {
  /// The nodes that may be asked; at least one, each once. Who knows only addresses numbers them and
  /// translates hints.
  std::vector<NodeId> endpoints;
  /// So long one attempt of a repeatable call may take before another node is asked. A request without a key
  /// cannot be repeated and waits until its deadline instead.
  Duration attempt_timeout = milliseconds(1000);
  /// The pause after the first failed attempt; it doubles with each further one up to the second bound. Each
  /// pause is drawn between half of it and all of it (choice "client-backoff").
  Duration backoff_min = milliseconds(10);
  Duration backoff_max = milliseconds(1000);
};

using Content = std::variant<machine::Request, machine::Query>;

struct Call {
  Content content;
  /// From begin() to the Done at the latest; more than zero.
  Duration deadline = seconds(10);
};

/// Send `content` to `endpoint`; then tell received() or transport_failed() for `attempt`, at most once.
struct Send {
  NodeId endpoint;
  CallId call;
  AttemptId attempt;
  Content content;
  /// No answer that comes later than this is waited for: the host may cancel the attempt then.
  Duration timeout;
};

/// The call is over. An error's code says with its certainty whether any of the attempts may have taken
/// effect.
struct Done {
  CallId call;
  machine::Outcome outcome;
  /// How many times it was sent.
  std::uint32_t attempt_count = 0;
};

using Action = std::variant<Send, Done>;

/// What came back for one attempt.
struct Reply {
  AttemptId attempt;
  machine::Outcome outcome;
  /// The leader as the answering node knows it, if it does.
  std::optional<NodeId> leader;
};

/// How far an attempt got whose connection failed.
enum class Sent : std::uint8_t {
  No,    ///< not a byte of the request left, or the connection was refused: it cannot have taken effect
  Maybe  ///< it may have arrived
};

class Client {
 public:
  /// `options` is checked: endpoints present, each once; times above zero, backoff_min <= backoff_max.
  explicit Client(Options options);

  /// Takes up a call. A malformed one ends at once, without being sent.
  CallId begin(Now now, Call call, Choices& choices);

  /// An answer came. Answers to attempts of calls that are over change only what is known of the leader.
  void received(Now now, Reply reply, Choices& choices);

  /// The connection failed before an answer came.
  void transport_failed(Now now, AttemptId attempt, Sent sent, Choices& choices);

  /// Time has passed: ends attempts, pauses and calls that are due.
  void wake(Now now, Choices& choices);

  /// What is to be done since the last call, in order.
  [[nodiscard]] std::vector<Action> take_actions();

  /// When wake() is due; kNever while no call is under way.
  Instant wake_at() const;

  /// Another node that may be asked, learned from outside; known ones are ignored.
  void add_endpoint(NodeId endpoint);

  /// The node believed to lead.
  std::optional<NodeId> leader() const { return leader_; }
  std::uint64_t call_count() const { return calls_.size(); }

 private:
  struct Attempt {
    AttemptId id;
    NodeId endpoint;
  };
  struct CallState {
    Content content;
    Instant deadline;
    /// The attempt that is being waited for; none: pausing.
    std::optional<Attempt> current;
    /// When the current attempt is given up, or the pause ends; never after the deadline.
    Instant next_step;
    /// Attempts given up without an answer: each may have taken effect, and its answer may still come.
    std::vector<Attempt> given_up;
    /// An attempt ended in a way that leaves open whether it took effect; no later answer can settle that.
    std::optional<Error> ambiguous;
    /// The last refusal, told at the deadline.
    std::optional<Error> refusal;
    std::uint32_t attempt_count = 0;
    std::uint32_t pause_count = 0;
    /// Nodes gone on to since the last pause.
    std::uint64_t moved_count = 0;
  };
  using Place = std::map<CallId, CallState>::iterator;

  /// Takes the attempt out of its call; none if the call is over. Says which node was asked.
  struct Ended {
    Place call;
    NodeId endpoint;
    bool was_current = false;
  };
  std::optional<Ended> end_attempt(AttemptId attempt);

  void failed(Now now, const Ended& ended, Error error, Choices& choices);
  void go_on(Now now, const Ended& ended, Choices& choices);
  void give_up_attempt(Now now, Place place, Choices& choices);
  void pause(Now now, CallState& call, Choices& choices);
  void send(Now now, Place place, std::optional<NodeId> avoid);
  void finish(Place place, machine::Outcome outcome);
  void finish_at_deadline(Place place);
  bool may_have_happened(const CallState& call) const;

  NodeId next_endpoint(std::optional<NodeId> avoid);
  void learn_leader(std::optional<NodeId> leader);
  void doubt_leader(NodeId endpoint);

  Options options_;
  std::optional<NodeId> leader_;
  /// Position in options_.endpoints of the node to ask next while no leader is known; none
  /// until the first call draws it (choice "client-endpoint").
  std::optional<std::uint64_t> position_;
  std::map<CallId, CallState> calls_;
  /// Which call an attempt belongs to, while its answer can still matter.
  std::map<AttemptId, CallId> attempts_;
  CallId last_call_{0};
  AttemptId last_attempt_{0};
  std::vector<Action> actions_;
};

}  // namespace pawl::client
