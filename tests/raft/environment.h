#pragma once
// A cluster in which nothing happens by itself: a story says which message arrives, which write becomes
// durable, whose clock advances and who crashes.

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/raft/raft.h"
#include "tests/raft/disk.h"
#include "tests/raft/story.h"

namespace pawl::raft::story {

struct Machine {
  Disk disk;
  std::optional<Raft> raft;  ///< Empty while crashed.
  Instant now;
  PersistSeq seq;
  std::uint64_t jitter = 0;
  Instant wake_at = kNever;
  LogIndex applied;
  LogIndex applied_handed_over;
  /// Something became durable since the last output.
  bool has_news = false;
};

struct Flight {
  NodeId from;
  NodeId to;
  Message message;
};

/// Every election timer of a node gets the same jitter, so that a story knows who campaigns first.
class FixedChoices : public Choices {
 public:
  explicit FixedChoices(std::uint64_t value) : value_(value) {}
  std::uint64_t choose(const char*, std::uint64_t count) override {
    return value_ < count ? value_ : count - 1;
  }

 private:
  std::uint64_t value_;
};

/// Numbers separated by commas.
std::vector<NodeId> node_list(const std::string& text);

class Environment {
 public:
  /// Runs one command and returns what happened, line by line.
  std::string run(const Command& command);

 private:
  using Verb = void (Environment::*)(const Command&);
  static const std::map<std::string, Verb>& verbs();

  // verbs.cc: what a story can say.
  void cluster(const Command& command);
  void disks(const Command& command);
  void campaign(const Command& command);
  void tick(const Command& command);
  void deliver(const Command& command);
  void drop(const Command& command);
  void hold(const Command& command);
  void copy(const Command& command);
  void release(const Command& command);
  void cut(const Command& command);
  void isolate(const Command& command);
  void heal(const Command& command);
  void persist(const Command& command);
  void stabilize(const Command& command);
  void crash(const Command& command);
  void restart(const Command& command);
  void wipe(const Command& command);
  void propose(const Command& command);
  void read(const Command& command);
  void transfer(const Command& command);
  void hang_up(const Command& command);
  void status(const Command& command);
  void log(const Command& command);
  void disk(const Command& command);
  void followers(const Command& command);
  void network(const Command& command);

  void wake(NodeId node);
  Machine& machine(NodeId node);
  /// The same, but of a node that is not down.
  Machine& running(NodeId node);
  void boot(NodeId node);
  /// Takes what the node has to do, prints it, sends, and with instant disks syncs, until nothing is left.
  void settle(NodeId node);
  void take(NodeId node, Machine& machine);
  void sync_first(NodeId node, Machine& machine);
  void send(NodeId from, Addressed addressed);
  void arrive(const Flight& flight);
  void check(NodeId node, const Raft& raft);
  /// Takes the messages that the command's from=, to= and count= select out of the network.
  std::vector<Flight> select(const Command& command);
  void say(NodeId node, const std::string& text);
  void say_line(const std::string& text);

  std::map<NodeId, Machine> machines_;
  Options options_;
  std::deque<Flight> network_;
  std::map<std::string, std::vector<Flight>> shelves_;
  std::set<std::pair<NodeId, NodeId>> cuts_;
  std::map<NodeId, Status> last_seen_;
  bool disks_are_instant_ = true;
  bool is_quiet_ = false;
  std::string printed_;
};

}  // namespace pawl::raft::story
