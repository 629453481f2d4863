#pragma once
// Requests that a follower brings to the leader for a client, and their answers. A forwarded request may
// arrive twice; it has effect once: the leader accepts each id once in a term, and only in the term that the
// follower addressed, so no copy can be taken up by a later leadership that remembers nothing of the first.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/machine/operation.h"
#include "core/node/ask.h"

namespace pawl::node {

/// A client's request on its way from a follower to the leader.
struct ForwardedRequest {
  /// Dense and increasing within the sender's life.
  std::uint64_t id = 0;
  /// Tells the sender's lives apart.
  std::uint64_t life = 0;
  /// The leadership that is asked; no other may take it up.
  Term term;
  Ask content;
};

/// The leader's answer on its way back.
struct ForwardedOutcome {
  std::uint64_t id = 0;
  std::uint64_t life = 0;
  machine::Outcome outcome;
};

/// The follower's side: who waits for which forwarded request.
class ForwardedOut {
 public:
  ForwardedOut(std::uint64_t life, Duration timeout) : life_(life), timeout_(timeout) {}

  /// Registers a client and makes the message for `leader` of `term`.
  ForwardedRequest begin(Instant now, ClientRef client, NodeId leader, Term term, Ask content);
  /// The client that waited for this outcome; nullopt for an outcome that is late, repeated or of another
  /// life.
  std::optional<ClientRef> finish(const ForwardedOutcome& outcome);
  /// The clients whose time is over; they are forgotten.
  std::vector<ClientRef> take_expired(Instant now);
  struct Unanswered {
    ClientRef client;
    /// It asked to know something: whatever becomes of it, it changes nothing.
    bool is_query = false;
  };
  /// Those who wait for an answer of `leader`; they are forgotten.
  std::vector<Unanswered> take_unanswered(NodeId leader);
  Instant next_deadline() const { return waiting_.empty() ? kNever : waiting_.begin()->second.deadline; }
  std::uint64_t waiting_count() const { return waiting_.size(); }

 private:
  struct Waiting {
    Unanswered who;
    NodeId leader;
    Instant deadline;
  };
  std::uint64_t life_;
  Duration timeout_;
  std::uint64_t next_id_ = 1;
  std::map<std::uint64_t, Waiting> waiting_;  // ids ascend with deadlines
};

/// The leader's side: which forwarded requests of this term were taken up already.
class ForwardedIn {
 public:
  /// Of each sender it remembers the newest id and `ids_max` before it.
  explicit ForwardedIn(std::uint64_t ids_max) : ids_max_(ids_max) {}

  /// True exactly once for each request; false for repetitions and for ones too old to tell.
  bool accept(Term term, NodeId from, const ForwardedRequest& request);

 private:
  struct Sender {
    NodeId node;
    std::uint64_t life;
    auto operator<=>(const Sender&) const = default;
  };
  struct Seen {
    std::uint64_t newest = 0;
    std::set<std::uint64_t> ids;
  };
  std::uint64_t ids_max_;
  Term term_;
  std::map<Sender, Seen> seen_;
};

}  // namespace pawl::node
