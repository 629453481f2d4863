#include "sim/pawl/explore/node.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/check.h"
#include "core/node/command.h"
#include "core/raft/invariants.h"
#include "sim/pawl/explore/promise.h"

namespace pawl::sim::explore {

namespace {

constexpr std::size_t kCommands = 16;

const std::array<Command, kCommands>& commands() {
  static const std::array<Command, kCommands> all{};
  return all;
}

/// Every election timer takes the longest time that it may, so that a follower can have lost its leader
/// without campaigning itself.
class LongestTimers : public Choices {
 public:
  std::uint64_t choose(const char*, std::uint64_t count) override { return count - 1; }
};

struct CheckThrown {
  CheckFailure failure;
};

/// A heartbeat is so short beside an election timeout that no number of them adds up to one.
raft::Options options_of(NodeId self, const Bounds& bounds) {
  raft::Options options;
  options.self = self;
  for (std::uint64_t node = 1; node <= bounds.nodes; ++node) options.members.voters.push_back(NodeId{node});
  options.election_timeout = milliseconds(1'000'000);
  options.heartbeat_interval = milliseconds(1);
  options.append_bytes_max = bounds.append_bytes_max;
  if (bounds.compacts) options.compaction_keep = 0;
  return options;
}

raft::Raft first_life(const raft::Options& options) {
  LongestTimers choices;
  return {options, raft::Boot{}, Instant{}, choices};
}

void complain(Outcome& outcome, std::string text) {
  if (outcome.wrong.empty()) outcome.wrong = std::move(text);
}

}  // namespace

std::shared_ptr<const Command> command_of(std::uint8_t number) {
  // Sharing the ownership of nothing.
  return {std::shared_ptr<const Command>(), &commands().at(number)};
}

std::uint8_t number_of(const raft::Entry& entry) {
  if (entry.command == nullptr) return 0;
  return static_cast<std::uint8_t>(entry.command.get() - commands().data());
}

void throw_failed_checks() {
  set_check_handler([](const CheckFailure& failure) { throw CheckThrown{failure}; });
}

Node::Node(NodeId self, const Bounds& bounds)
    : raft_(first_life(options_of(self, bounds))), seen_(raft_.status()) {
  Outcome outcome;
  take(outcome);
  PAWL_CHECK(outcome.wrong.empty());
}

void Node::step(const Input& input, const Bounds& bounds, Outcome& outcome) {
  outcome.sent.clear();
  outcome.began.reset();
  outcome.ready.clear();
  outcome.committed.clear();
  outcome.synced = 0;
  outcome.wrong.clear();
  try {
    happen(input, outcome);
    sync_what_nobody_waits_for(bounds, outcome);
  } catch (const CheckThrown& thrown) {
    complain(outcome,
             fmt::format("check: {} ({}:{})", thrown.failure.fact, thrown.failure.file, thrown.failure.line));
  }
}

std::size_t Node::unsynced() const {
  return static_cast<std::size_t>(std::count_if(disk_.pending.begin(), disk_.pending.end(),
                                                [](const auto& it) { return it.write.must_sync(); }));
}

void Node::happen(const Input& input, Outcome& outcome) {
  LongestTimers choices;
  switch (input.act) {
    case Act::Deliver: raft_.receive(now_, input.envelope->from, input.envelope->message, choices); break;
    case Act::Sync: return sync(outcome);
    case Act::Beat: return advance(now_ + raft_.options().heartbeat_interval, outcome);
    case Act::Silence: {
      const bool led = raft_.is_leader();
      advance(now_ + raft_.options().election_timeout, outcome);
      if (led && raft_.is_leader())
        complain(outcome, "steps-down: a leader that hears nobody for an election timeout stays leader");
      return;
    }
    case Act::Campaign: return advance(std::max(now_, raft_.status().election_at), outcome);
    case Act::Crash: start(); break;
    case Act::Propose: raft_.propose(now_, command_of(input.command), 1); break;
    case Act::Read: outcome.began = raft_.begin_read(now_); break;
    case Act::Transfer: raft_.transfer_leadership(now_); break;
    case Act::GiveUp: {
      const auto* leader = std::get_if<raft::Leader>(raft_.view().role);
      return advance(std::max(now_, leader->transfer->deadline), outcome);
    }
  }
  look(outcome);
  take(outcome);
}

void Node::start() {
  disk_.pending.clear();
  applied_ = disk_.applied;
  applied_handed_over_ = disk_.applied;
  seq_ = {};
  LongestTimers choices;
  raft_ = raft::Raft(raft_.options(), disk_.boot(), now_, choices);
  seen_ = raft_.status();
}

void Node::advance(Instant to, Outcome& outcome) {
  now_ = to;
  if (wake_at_ > now_) return;
  LongestTimers choices;
  raft_.wake(now_, choices);
  look(outcome);
  take(outcome);
}

void Node::take(Outcome& outcome) {
  seq_ = seq_.next();
  raft::Output output = raft_.take_output(seq_);
  wake_at_ = output.wake_at;
  for (const raft::Event& event : output.events)
    if (const auto* behind = std::get_if<raft::FollowerBehindLog>(&event))
      complain(outcome, fmt::format("event: {} is said to have lost its log, and no disk lost anything",
                                    behind->follower.value));
  if (!output.committed.empty()) applied_ = output.committed.back().index;
  outcome.committed.insert(outcome.committed.end(), output.committed.begin(), output.committed.end());
  if (!output.write.empty() || applied_ > applied_handed_over_) {
    applied_handed_over_ = applied_;
    disk_.pending.push_back({.seq = seq_, .write = std::move(output.write), .applied = applied_});
  }
  for (raft::Addressed& addressed : output.send) {
    if (std::string broken = broken_promise(raft_, disk_, addressed); !broken.empty())
      complain(outcome, "promise: " + broken);
    outcome.sent.push_back({raft_.options().self, addressed.to, std::move(addressed.message)});
  }
  // Who waits is answered at once, from what was applied.
  for (const raft::ReadReady& ready : output.reads)
    if (ready.index > applied_)
      complain(outcome, fmt::format("read: {} lets a read at {} be answered, and has applied {}",
                                    raft_.options().self.value, ready.index.value, applied_.value));
  outcome.ready.insert(outcome.ready.end(), output.reads.begin(), output.reads.end());
  look(outcome);
}

void Node::sync(Outcome& outcome) {
  LongestTimers choices;
  raft_.persisted(now_, disk_.sync_first(), choices);
  raft_.applied_durably(disk_.applied);
  look(outcome);
  take(outcome);
}

void Node::sync_what_nobody_waits_for(const Bounds& bounds, Outcome& outcome) {
  while (!disk_.pending.empty()) {
    if (disk_.pending.front().write.must_sync() && unsynced() <= bounds.unsynced) return;
    sync(outcome);
    ++outcome.synced;
  }
}

void Node::look(Outcome& outcome) {
  const raft::Status now = raft_.status();
  if (const auto broken = raft::broken_invariant(raft_))
    complain(outcome, fmt::format("invariant: {}", *broken));
  if (const auto broken = raft::broken_transition(seen_, now))
    complain(outcome, fmt::format("transition: {}", *broken));
  seen_ = now;
}

}  // namespace pawl::sim::explore
