#pragma once
// The clients of a run. Each is a script on its own fiber that asks through core/client; here its requests
// travel to the nodes and the answers back, over connections that break.

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "core/client/client.h"
#include "sim/choice/stream.h"
#include "sim/client/fiber.h"
#include "sim/pawl/client/chronicle.h"
#include "sim/pawl/client/session.h"
#include "sim/pawl/oracle/live_history.h"
#include "sim/scenario/plan.h"
#include "sim/world/cluster.h"
#include "sim/world/nemesis.h"

namespace pawl::sim {

class Clients final : public ClientSide {
 public:
  struct Parts {
    const Plan& plan;
    EventQueue& queue;
    ChoiceBook& book;
    Trace& trace;
    Findings& findings;
    const StackPool& stacks;
  };
  explicit Clients(const Parts& parts);
  /// The other half of the wiring: clients and cluster know each other.
  void meet(Cluster& cluster, const Nemesis& nemesis);

  /// The plan's clients begin.
  void begin();
  /// One more client that runs `body`; returns its number.
  std::uint32_t begin_one(const ClientPlan& plan, std::uint32_t group, Session::Body body);
  /// From now on scripts come to their end: goes_on() is false.
  void stop() { is_stopped_ = true; }
  bool is_stopped() const { return is_stopped_; }
  /// From now on nothing of clients is lost.
  void become_perfect() { loss_ppm_ = 0; }
  bool is_done() const;
  bool is_done(std::uint32_t client) const { return sessions_[client]->is_done(); }

  /// Performs an event of kind RequestArrives, ReplyArrives or ClientTimer.
  void happens(const Event& event);

  void replied(NodeId node, node::ClientReply&& reply) override;
  void node_died(NodeId node) override;

  const Chronicle& chronicle() const { return chronicle_; }

  // -- for sessions --
  /// A call begins; returns its number.
  std::size_t begin_call(std::uint32_t client, std::int64_t process, node::Ask ask);
  void end_call(std::size_t call, machine::Outcome outcome, std::uint32_t attempts);
  void send(std::uint32_t client, const client::Send& send);
  void plan_timer(std::uint32_t client, SimTime at, std::uint64_t number);
  SimTime now() const { return parts_.queue.now(); }
  void blame(std::uint32_t client, std::string what);
  std::int64_t fresh_process() { return next_process_++; }

 private:
  enum class State : std::uint8_t { Travelling, AtNode, Answered, Refused, Broken, Over };
  struct Attempt {
    std::uint32_t client = 0;
    client::AttemptId id;
    NodeId node;
    State state = State::Travelling;
    /// The number of its call, and of the message that is under way for it.
    std::size_t call = 0;
    std::uint64_t flight = 0;
    node::Ask content;
    std::optional<machine::Outcome> outcome;
    NodeId leader;
  };

  void request_arrives(std::uint32_t slot);
  void reply_arrives(std::uint32_t slot);
  void plan_reply(std::uint32_t slot);
  Trace::Between between(const Attempt& attempt) const {
    return {.client = attempt.client, .call = attempt.call, .node = attempt.node};
  }
  /// The choices of the client's connections.
  Stream& wire(std::uint32_t client) { return *wires_[client]; }
  Duration draw_delay(const char* label, std::uint32_t client) {
    return wire(client).micros(label, parts_.plan.network.delay_us, Quiet::Least);
  }

  Parts parts_;
  Cluster* cluster_ = nullptr;
  const Nemesis* nemesis_ = nullptr;
  std::vector<Stream*> wires_;
  std::uint64_t loss_ppm_;
  std::vector<std::unique_ptr<Session>> sessions_;
  /// By client: the number of its newest call.
  std::vector<std::size_t> newest_call_;
  std::deque<Attempt> attempts_;
  /// The attempts that wait at each node.
  std::vector<std::vector<std::uint32_t>> at_node_;
  Chronicle chronicle_;
  LiveHistory live_;
  std::int64_t next_process_ = 0;
  bool is_stopped_ = false;
};

}  // namespace pawl::sim
