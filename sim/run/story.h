#pragma once
// The story of one run as values: who was what and when, what travelled, what was written, which faults
// stood. The simulator's parts tell it through the trace, while it happens; the timeline page draws it. Only
// a run whose evidence is wanted has one, and it decides nothing. Long runs keep the newest of what comes in
// crowds.

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/node/node.h"
#include "sim/pawl/client/chronicle.h"
#include "sim/world/event_queue.h"

namespace pawl::sim {

class Story {
 public:
  /// What a node was for a while. `is_up` false: it was dead.
  struct Standing {
    NodeId node;
    SimTime from;
    SimTime to = kSimNever;
    bool is_up = true;
    raft::Role role = raft::Role::Follower;
    Term term;
    bool operator==(const Standing&) const = default;
  };
  enum class FlightKind : std::uint8_t {
    Heartbeat,
    Acknowledgement,
    Entries,
    Refusal,
    PreVote,
    Vote,
    Forward
  };
  enum class Fate : std::uint8_t { UnderWay, Heard, Lost, Unheard };
  /// A message from one node to another; a repeated one has a flight for each time it arrived.
  struct Flight {
    NodeId from;
    NodeId to;
    SimTime sent;
    SimTime ended = kSimNever;
    FlightKind kind = FlightKind::Heartbeat;
    Fate fate = Fate::UnderWay;
    std::string text;
  };
  /// A write from its hand-over to the disk until it was durable, or lost with its node.
  struct Write {
    NodeId node;
    PersistSeq seq;
    SimTime from;
    SimTime to = kSimNever;
    bool is_lost = false;
    std::string text;
  };
  struct Fault {
    NodeId node;
    SimTime from;
    SimTime to = kSimNever;
    std::string_view name;
  };
  /// Something that a node or the run did at one moment.
  struct Moment {
    SimTime at;
    NodeId node;
    std::string text;
  };

  explicit Story(std::uint32_t nodes = 0) : standing_(nodes + 1), open_writes_(nodes + 1) {}

  void started(SimTime at, NodeId node);
  void died(SimTime at, NodeId node, std::uint64_t lost_writes);
  void stepped(SimTime at, NodeId node, const node::Status& status, const node::Effects& effects);
  /// Every write of the node up to `seq` is durable.
  void became_durable(SimTime at, NodeId node, PersistSeq seq);
  /// Returns the number of the flight.
  std::uint64_t sent(SimTime at, NodeId from, NodeId to, const std::vector<node::PeerMessage>& messages);
  void arrived(SimTime at, std::uint64_t flight);
  void lost(SimTime at, std::uint64_t flight);
  void fault_began(SimTime at, std::uint64_t fault, NodeId node, std::string_view name);
  void fault_ended(SimTime at, std::uint64_t fault);
  void happened(SimTime at, NodeId node, std::string text);
  /// The run is over: what still stands, stood until now, and these are the calls of its clients.
  void ended(SimTime at, const Chronicle& chronicle);

  std::uint32_t nodes() const { return static_cast<std::uint32_t>(standing_.size() - 1); }
  SimTime end() const { return end_; }
  const std::vector<Standing>& standings() const { return standings_; }
  const std::vector<Fault>& faults() const { return faults_; }
  const std::deque<Flight>& flights() const { return flights_; }
  const std::deque<Write>& writes() const { return writes_; }
  const std::deque<Moment>& moments() const { return moments_; }
  const std::deque<CallRecord>& calls() const { return calls_; }

 private:
  void stand(const Standing& now);
  Flight* flight(std::uint64_t number);
  Write* write(std::uint64_t number);

  /// By node: what it is now.
  std::vector<Standing> standing_;
  std::vector<Standing> standings_;
  std::map<std::uint64_t, Fault> open_faults_;
  std::vector<Fault> faults_;
  std::deque<Flight> flights_;
  std::uint64_t flights_dropped_ = 0;
  std::deque<Write> writes_;
  std::uint64_t writes_dropped_ = 0;
  /// By node: the numbers of the writes under way, oldest first.
  std::vector<std::deque<std::uint64_t>> open_writes_;
  std::deque<Moment> moments_;
  std::deque<CallRecord> calls_;
  SimTime end_;
};

}  // namespace pawl::sim
