#pragma once
// The ledger of promises: every vote and acknowledgement that left a node, kept outside of it. A promise must
// be on disk when it leaves (rule 1), and must still hold after every restart.

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "core/node/effects.h"
#include "sim/oracle/findings.h"
#include "sim/pawl/disk_image.h"
#include "sim/pawl/oracle/log_book.h"

namespace pawl::sim {

class Promises {
 public:
  Promises(std::uint32_t nodes, Findings& findings) : findings_(&findings), nodes_(nodes + 1) {}

  /// A message's way out of a node, and what the node is then.
  struct Leaving {
    NodeId from;
    NodeId to;
    /// The term that the node is in.
    Term current;
    const DiskImage& image;
    const LogBook& logs;
  };
  void leaving(const Leaving& way, const std::vector<node::PeerMessage>& messages);
  /// The node removes its entries from here on, as a newer leader told it.
  void truncated(NodeId node, LogIndex from);
  /// The node came to lead: did a majority vote for it? Its own vote is on its disk, and those of others left
  /// them before. Counted here, because the core may count wrongly.
  void became_leader(NodeId node, Term term, const DiskImage& image);
  /// The node starts again: does its disk hold what it promised?
  void check_restart(NodeId node, const DiskImage& image);

  std::uint64_t count() const { return count_; }

 private:
  struct Vote {
    Term term;
    NodeId candidate;
  };
  struct Node {
    Term term;
    Vote vote;
    raft::LogPosition acknowledged;
  };

  void promise_term(NodeId node, Term term, const DiskImage& image);
  void promise_vote(NodeId node, Vote vote, const DiskImage& image);
  void promise_entries(const Leaving& way, const raft::AppendReply& reply);

  Findings* findings_;
  std::vector<Node> nodes_;
  /// Who voted for a candidate, by the term and the candidate; a bit a node.
  std::map<std::pair<Term, NodeId>, std::uint64_t> voters_;
  std::uint64_t count_ = 0;
};

}  // namespace pawl::sim
