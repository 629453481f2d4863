#pragma once
// The real host: one thread, one loop, one node. All that comes in during one turn of the loop (peers'
// frames, requests of every edge, the disk's progress, the timer) enters the node as one step; then its
// effects are performed. Everything here belongs to the loop's thread unless it says otherwise.

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/node/node.h"
#include "core/wire/entry_cache.h"
#include "core/wire/frame.h"
#include "real/address.h"
#include "real/disk_writer.h"
#include "real/edge.h"
#include "real/inbox.h"
#include "real/log.h"
#include "real/pacing.h"
#include "real/random_choices.h"
#include "real/waiters.h"

namespace pawl::real {

/// The way to the other members.
class Mail {
 public:
  virtual ~Mail() = default;
  /// May lose, delay and repeat.
  virtual void send(NodeId to, std::vector<std::string> frames) = 0;
  virtual bool is_connected(NodeId member) const = 0;
  /// As the member told; empty before it did.
  virtual ClientAddresses client_addresses(NodeId member) const = 0;
};

/// An edge that lives in the loop.
class TurnHook {
 public:
  virtual ~TurnHook() = default;
  /// The last moment to ask something in this turn.
  virtual void before_step() = 0;
  /// The turn's answers are given; `now` is when the step began.
  virtual void after_step(Instant now) = 0;
  /// When it wants a turn at the latest, for deadlines of its own.
  virtual Instant wake_at() const { return kNever; }
  /// Asked while the node retires: whether answers are still on their way to clients.
  virtual bool is_drained() const = 0;
};

struct HostSettings {
  ClusterId cluster;
  NodeId self;
  std::map<NodeId, Address> members;
  ClientAddresses own_addresses;
};

class Host final : public Edge {
 public:
  /// `failed` is called, on any thread, when the disk failed: nothing may carry on.
  Host(boost::asio::io_context& loop, HostSettings settings, const node::Options& options, node::Boot boot,
       Store& store, const Log& log, std::function<void(Failure)> failed);

  void connect(Mail& mail) { mail_ = &mail; }
  void add(TurnHook& hook) { hooks_.push_back(&hook); }

  /// Turns the loop until the node has retired, then makes everything durable and answers whoever still
  /// waits.
  void run();

  /// Hands leadership over, finishes what is under way, at most for kRetireMax; then run() returns.
  void retire();

  /// Asks the node in this turn, or in the next one that pays (Pacing).
  void ask(Waiter waiter, node::Ask content, node::WhenNotLeader when_not_leader) {
    asks_.push_back({waiters_.add(waiter), std::move(content), when_not_leader});
  }
  /// A peer's messages enter in this turn.
  void receive(wire::ReceivedEnvelope envelope);
  /// A peer's machine says that the peer's process is not there; the node learns it in this turn.
  void peer_gone(NodeId peer) { inputs_.emplace_back(node::PeerGone{peer}); }
  NodeStatus status() const;
  ClientAddresses client_addresses(NodeId member) const;

  // Edge; any thread.
  void submit(node::Ask content, node::WhenNotLeader when_not_leader,
              std::function<void(Answered)> done) override;
  void status(std::function<void(NodeStatus)> done) override;

 private:
  /// Answers what came through submit().
  class Submitted final : public Asker {
   public:
    explicit Submitted(Host& host) : host_(host) {}
    std::uint64_t keep(std::function<void(Answered)> done);
    void answered(std::uint64_t token, machine::Outcome outcome, NodeId leader) override;

   private:
    Host& host_;
    std::vector<std::function<void(Answered)>> slots_;
    std::vector<std::uint64_t> free_;
  };

  void gather();
  void admit_asks(Instant now);
  void empty_inbox();
  void step(Now now);
  void perform(node::Effects effects);
  void persist(node::Persist persist);
  bool is_retired(Instant now) const;
  void leave();

  boost::asio::io_context& loop_;
  HostSettings settings_;
  Log log_;
  RandomChoices choices_;
  node::Node node_;
  wire::EntryCache cache_;
  Inbox inbox_;
  DiskWriter disk_;
  Mail* mail_ = nullptr;
  std::vector<TurnHook*> hooks_;
  Waiters waiters_;
  Submitted submitted_{*this};
  std::vector<node::Input> inputs_;
  /// What clients asked and the node has not been given yet.
  std::vector<node::FromClient> asks_;
  Pacing pacing_;
  Instant wake_at_;
  std::optional<Instant> retire_until_;
};

}  // namespace pawl::real
