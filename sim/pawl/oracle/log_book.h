#pragma once
// The ghost of all logs: what every node wrote, which entries were ever committed, and who led in which term.
// Judges one leader per term, log matching, leader completeness and that commitment is for ever. Everything
// is incremental: a step costs what it changed.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/node/node.h"
#include "sim/oracle/findings.h"
#include "sim/pawl/disk_image.h"

namespace pawl::sim {

class LogBook {
 public:
  LogBook(std::uint32_t nodes, const Beginning& beginning, Findings& findings);

  /// The node starts with what its disk holds.
  void booted(NodeId node, std::uint64_t life, const DiskImage& image);
  /// The node wants this written; from now on its log reads so.
  void wrote(NodeId node, const raft::LogWrite& write);
  void became_leader(NodeId node, std::uint64_t life, Term term);
  /// The node's commit index stands there after a step. `disks` are all nodes' durable images.
  void committed(NodeId node, const raft::Status& status, std::span<const DiskImage* const> disks);
  /// After a step the node takes its log to be durable up to there: its disk must hold that very entry, and
  /// not another one that stood in its place.
  void trusts(NodeId node, LogIndex durable, const DiskImage& disk) const;

  std::uint64_t leader_count() const { return leader_count_; }
  LogIndex committed_last() const { return begin_.index.plus(ghost_.size()); }
  /// What the entry carries that was committed at `index`; null: nothing, or there is none.
  const Command* committed_command(LogIndex index) const;
  /// The term of the entry that the node's log holds at `index`; Term{0} if none.
  Term term_at(NodeId node, LogIndex index) const;

 private:
  /// An entry that somebody wrote. Log matching says that term and index determine all of this.
  struct Written {
    Term term;
    Term previous;
    std::shared_ptr<const Command> command;
  };
  struct Cell {
    Written first;
    std::vector<Written> others;
  };
  struct Committed {
    Term term;
    /// The term of whoever was first seen to have it committed.
    Term in_term;
  };
  struct Leader {
    NodeId node;
    std::uint64_t life = 0;
  };
  struct Log {
    /// Term of the entry at place i (place_of). Compacted entries stay here.
    std::vector<Term> terms;
    LogIndex commit;
  };

  /// Entries lie in places, from 0; 0 is the first one behind the beginning. `index` lies behind it, too.
  std::uint64_t place_of(LogIndex index) const { return index.value - begin_.index.value - 1; }
  LogIndex index_at(std::uint64_t place) const { return begin_.index.plus(place + 1); }
  void append(NodeId node, Log& log, const raft::Entry& entry);
  void check_matching(NodeId node, const raft::Entry& entry, Term previous);
  void check_durable(NodeId node, LogIndex index, std::span<const DiskImage* const> disks);

  Findings* findings_;
  /// All logs begin behind it, and it is committed; nobody led before `first_term_`.
  raft::LogPosition begin_;
  Term first_term_;
  std::vector<Log> logs_;
  std::vector<Cell> cells_;
  std::vector<Committed> ghost_;
  /// By term, from that of the beginning on.
  std::vector<Leader> leaders_;
  std::uint64_t leader_count_ = 0;
  /// The terms that the newest write removed; kept to spare an allocation.
  std::vector<Term> removed_;
};

}  // namespace pawl::sim
