#pragma once
// A small cluster to which anything may happen: messages are lost, repeated and delivered in any order,
// writes become durable late, nodes crash and lose what they did not sync. After every action the promises of
// Raft are checked against what the disks really hold (Raft thesis 3.6.3).

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/raft/raft.h"
#include "tests/raft/disk.h"

namespace pawl::raft::story {

class Chaos {
 public:
  Chaos(std::size_t nodes, Choices& choices);

  /// One action of those that are possible, by choice.
  void act();
  /// Everything arrives, everything is synced and time passes until a leader has committed something new.
  /// False if that takes longer than ten election timeouts.
  bool heals();

  /// What was found wrong first; empty if nothing.
  const std::string& wrong() const { return wrong_; }
  std::uint64_t committed_count() const { return committed_.size(); }
  std::uint64_t leader_count() const { return leaders_.size(); }
  std::uint64_t read_count() const { return reads_ready_; }
  std::uint64_t compaction_count() const { return compactions_; }

 private:
  struct Machine {
    NodeId id;
    Disk disk;
    std::optional<Raft> raft;
    Instant now;
    Instant wake_at = kNever;
    PersistSeq seq;
    std::optional<Status> before;
    /// Reads under way: what was committed anywhere when they began.
    std::map<ReadTicket, LogIndex> reads;
  };
  struct Flight {
    NodeId from;
    NodeId to;
    Message message;
  };

  std::size_t some(const char* label, std::size_t count);
  Machine& some_machine();
  Machine& machine(NodeId node) { return machines_[node.value - 1]; }
  NodeId some_lonely();
  void start(Machine& it);
  void deliver(std::size_t place, bool keeps_copy);
  void sync(Machine& it);
  void advance(Machine& it, Duration step);
  void propose(Machine& it);
  void read(Machine& it);
  void crash(Machine& it);
  void hang_up(NodeId gone);

  void take(Machine& it);
  void look(Machine& it);
  void check_leader(const Machine& it, const Status& now);
  void check_committed(const Entry& entry);
  void check_promise(const Machine& it, const Addressed& sent);
  void check_read(Machine& it, const ReadReady& ready);
  void check_log_matching();
  void fail(std::string what);

  Options options_;
  Choices* choices_;
  std::vector<Machine> machines_;
  std::vector<Flight> network_;
  /// What this node sends and what is sent to it is lost.
  NodeId lonely_ = kNobody;
  /// What this node writes stays unsynced.
  NodeId slow_ = kNobody;
  std::map<Term, NodeId> leaders_;
  /// The entry that was first seen committed at each index, from 1 on.
  std::vector<Entry> committed_;
  std::uint64_t actions_ = 0;
  std::uint64_t reads_ready_ = 0;
  std::uint64_t compactions_ = 0;
  std::string wrong_;
};

}  // namespace pawl::raft::story
