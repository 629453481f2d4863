#pragma once
// The oracles that look after every step. They know the nodes only from outside: their effects, their status,
// their disks.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/node/node.h"
#include "sim/oracle/findings.h"
#include "sim/pawl/oracle/answers.h"
#include "sim/pawl/oracle/bounds.h"
#include "sim/pawl/oracle/election.h"
#include "sim/pawl/oracle/log_book.h"
#include "sim/pawl/oracle/promises.h"
#include "sim/pawl/oracle/step_seen.h"

namespace pawl::sim {

class Oracles {
 public:
  /// `options` are those of every node.
  Oracles(std::uint32_t nodes, const node::Options& options, const Beginning& beginning, Findings& findings);

  /// The node starts from its disk. Called before its first step.
  void booted(NodeId node, std::uint64_t life, const node::Node& machine, const DiskImage& image);
  /// A client's request or query comes to the node, and is in its next step.
  void asked(NodeId node, const node::FromClient& input) { answers_.asked(node, input, logs_); }
  /// Called after every step, before its effects are performed.
  void stepped(const NodeStep& step, std::span<const DiskImage* const> disks);
  /// Messages leave the node now.
  void leaving(NodeId from, NodeId to, const std::vector<node::PeerMessage>& messages,
               const DiskImage& image);

  /// Who came to lead, and when, in order.
  const std::vector<Election>& elections() const { return elections_; }
  const LogBook& logs() const { return logs_; }
  std::uint64_t promise_count() const { return promises_.count(); }
  std::uint64_t answers_judged() const { return answers_.judged(); }
  std::uint64_t digests_compared() const { return digests_compared_; }

 private:
  struct Seen {
    LogIndex applied;
    raft::Status raft;
  };
  void check_state(NodeId node, LogIndex applied, const Digest& digest);
  void check_applied(const NodeStep& step);
  void check_alarm(NodeId node, const raft::Event& event);
  void check_invariants(const NodeStep& step);

  Findings* findings_;
  LogBook logs_;
  Promises promises_;
  Answers answers_;
  Bounds bounds_;
  std::vector<Election> elections_;
  std::vector<Seen> seen_;
  LogIndex begin_;
  /// By applied index, from that of the beginning on: the digest of the first node that stood there.
  std::vector<std::optional<Digest>> digests_;
  std::uint64_t digests_compared_ = 0;
};

}  // namespace pawl::sim
