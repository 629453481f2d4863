#include "tests/raft/chaos.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "core/raft/invariants.h"
#include "tests/raft/render.h"

namespace pawl::raft::story {

Chaos::Chaos(std::size_t nodes, Choices& choices) : choices_(&choices) {
  for (std::size_t node = 1; node <= nodes; ++node) options_.members.voters.push_back(NodeId{node});
  options_.compaction_keep = 3;
  options_.append_bytes_max = 20;
  options_.inflight_bytes_max = 60;
  machines_.resize(nodes);
  for (std::size_t place = 0; place < nodes; ++place) {
    machines_[place].id = NodeId{place + 1};
    start(machines_[place]);
  }
}

void Chaos::act() {
  ++actions_;
  const std::size_t what = some("action", 100);
  try {
    if (what < 40) {
      if (!network_.empty()) deliver(0, false);
    } else if (what < 48) {
      if (!network_.empty()) deliver(some("message", network_.size()), what < 44);
    } else if (what < 50) {
      if (!network_.empty())
        network_.erase(network_.begin() + static_cast<std::ptrdiff_t>(some("message", network_.size())));
    } else if (what < 74) {
      Machine& it = some_machine();
      if (it.id != slow_) sync(it);
    } else if (what < 84) {
      advance(some_machine(), milliseconds(static_cast<std::int64_t>(some("step", 12)) * 10));
    } else if (what < 92) {
      propose(some_machine());
    } else if (what < 95) {
      read(some_machine());
    } else if (what < 96) {
      // The others may learn of a crash, and may believe in one that never was.
      const std::size_t choice = some("crash", 6);
      Machine& it = some_machine();
      if (choice < 2) crash(it);
      if (choice % 2 == 0) hang_up(it.id);
    } else if (what < 99) {
      // For a while one node is out of reach, and another's disk does not answer.
      if (some("cut", 3) == 0) lonely_ = some_lonely();
      if (some("clog", 4) == 0) slow_ = NodeId{some("slow", machines_.size() * 3 / 2 + 1)};
    } else {
      Machine& it = some_machine();
      if (some("transfer", 3) != 0) return;
      it.raft->transfer_leadership(it.now);
      take(it);
    }
    if (actions_ % 64 == 0) check_log_matching();
  } catch (const std::runtime_error& error) {
    fail(error.what());
  }
}

bool Chaos::heals() {
  const std::uint64_t before = committed_.size();
  lonely_ = kNobody;
  slow_ = kNobody;
  const Instant end = machines_.front().now + options_.election_timeout * 10;
  try {
    while (machines_.front().now < end && wrong_.empty()) {
      for (Machine& it : machines_) advance(it, milliseconds(10));
      for (int round = 0; round < 100 && !network_.empty(); ++round) {
        deliver(0, false);
        for (Machine& it : machines_)
          while (!it.disk.pending.empty()) sync(it);
      }
      for (Machine& it : machines_) propose(it);
      if (committed_.size() > before + 1) return true;
    }
  } catch (const std::runtime_error& error) {
    fail(error.what());
  }
  return false;
}

std::size_t Chaos::some(const char* label, std::size_t count) { return choices_->choose(label, count); }

Chaos::Machine& Chaos::some_machine() { return machines_[some("node", machines_.size())]; }

/// Nobody, anybody or, most often, the leader of the newest term.
NodeId Chaos::some_lonely() {
  const std::size_t choice = some("lonely", machines_.size() * 3 + 1);
  if (choice <= machines_.size()) return NodeId{choice};
  NodeId newest = kNobody;
  Term term;
  for (const Machine& it : machines_) {
    if (!it.raft->is_leader() || it.raft->status().term <= term) continue;
    term = it.raft->status().term;
    newest = it.id;
  }
  return newest;
}

void Chaos::start(Machine& it) {
  Options options = options_;
  options.self = it.id;
  it.seq = {};
  it.before.reset();
  it.reads.clear();
  it.raft.emplace(options, it.disk.boot(), it.now, *choices_);
  take(it);
}

void Chaos::deliver(std::size_t place, bool keeps_copy) {
  const Flight flight = network_[place];
  if (!keeps_copy) network_.erase(network_.begin() + static_cast<std::ptrdiff_t>(place));
  Machine& it = machine(flight.to);
  it.raft->receive(it.now, flight.from, flight.message, *choices_);
  take(it);
}

void Chaos::sync(Machine& it) {
  if (it.disk.pending.empty()) return;
  const PersistSeq seq = it.disk.pending.front().seq;
  it.disk.sync_first();
  it.raft->persisted(it.now, seq, *choices_);
  it.raft->applied_durably(it.disk.applied);
  take(it);
}

void Chaos::advance(Machine& it, Duration step) {
  it.now = it.now + step;
  if (it.now < it.wake_at) return;
  it.raft->wake(it.now, *choices_);
  take(it);
}

void Chaos::propose(Machine& it) {
  if (!it.raft->is_leader()) return;
  const auto bytes = static_cast<std::uint32_t>(some("bytes", 30));
  const auto command = std::make_shared<const pawl::Command>(pawl::Command{std::to_string(actions_)});
  if (it.raft->propose(it.now, command, bytes)) take(it);
}

void Chaos::read(Machine& it) {
  const LogIndex committed{committed_.size()};
  const auto ticket = it.raft->begin_read(it.now);
  if (!ticket) return;
  it.reads[*ticket] = committed;
  take(it);
}

void Chaos::crash(Machine& it) {
  it.disk.crash(some("kept", it.disk.pending.size() + 1));
  start(it);
}

void Chaos::hang_up(NodeId gone) {
  for (Machine& it : machines_) {
    if (it.id == gone || some("told", 2) == 0) continue;
    it.raft->peer_gone(it.now, gone, *choices_);
    take(it);
  }
}

void Chaos::take(Machine& it) {
  it.seq = it.seq.next();
  Output output = it.raft->take_output(it.seq);
  it.wake_at = output.wake_at;
  look(it);
  for (const Entry& entry : output.committed) check_committed(entry);
  for (const ReadReady& ready : output.reads) check_read(it, ready);
  if (output.write.compact_to) ++compactions_;
  if (!output.write.empty() || !output.committed.empty()) {
    const LogIndex applied = output.committed.empty() ? LogIndex{} : output.committed.back().index;
    it.disk.pending.push_back({.seq = it.seq, .write = std::move(output.write), .applied = applied});
  }
  for (Addressed& sent : output.send) {
    check_promise(it, sent);
    if (it.id == lonely_ || sent.to == lonely_) continue;
    network_.push_back({it.id, sent.to, std::move(sent.message)});
  }
  // A network that keeps everything would bury the young under the old.
  if (network_.size() > 60) network_.erase(network_.begin(), network_.begin() + 20);
}

void Chaos::look(Machine& it) {
  const Status now = it.raft->status();
  if (const auto broken = broken_invariant(*it.raft)) fail(std::string(*broken));
  if (it.before) {
    if (const auto broken = broken_transition(*it.before, now)) fail(std::string(*broken));
  }
  if (now.role == Role::Leader && (!it.before || it.before->role != Role::Leader)) check_leader(it, now);
  it.before = now;
}

/// Election safety, and leader completeness for all that anybody knows to be committed.
void Chaos::check_leader(const Machine& it, const Status& now) {
  const auto [known, is_new] = leaders_.try_emplace(now.term, it.id);
  if (!is_new && known->second != it.id) fail(fmt::format("term {} has two leaders", now.term.value));
  for (LogIndex at = now.base.index.next(); at.value <= committed_.size(); at = at.next())
    if (it.raft->term_at(at) != committed_[at.value - 1].term)
      fail(fmt::format("leader {} of term {} lacks the committed entry {}", it.id.value, now.term.value,
                       at.value));
}

/// State machine safety, and that a quorum of disks holds what is said to be committed.
void Chaos::check_committed(const Entry& entry) {
  if (entry.index.value <= committed_.size()) {
    const Entry& known = committed_[entry.index.value - 1];
    if (known.term != entry.term || known.command != entry.command)
      fail(fmt::format("two entries were committed at {}", entry.index.value));
    return;
  }
  if (entry.index.value != committed_.size() + 1)
    fail(fmt::format("entry {} was committed before the one ahead of it", entry.index.value));
  committed_.push_back(entry);
  std::size_t holders = 0;
  for (const Machine& other : machines_) holders += other.disk.term_at(entry.index) == entry.term ? 1U : 0U;
  // A write under way may be about to remove an older entry; it cannot remove this one.
  const bool is_last_of_batch = holders >= machines_.size() / 2 + 1;
  if (!is_last_of_batch) fail(fmt::format("entry {} is committed, but no quorum has it", entry.index.value));
}

/// What leaves a node must be true of its disk.
void Chaos::check_promise(const Machine& it, const Addressed& sent) {
  const Term term = term_of(sent.message);
  if (const auto* reply = std::get_if<AppendReply>(&sent.message)) {
    const LogIndex match = reply->match;
    const bool is_compacted = match <= it.raft->status().base.index;
    const bool is_held = is_compacted ? it.disk.term_at(match).has_value() || match <= it.disk.base.index
                                      : it.disk.term_at(match) == it.raft->term_at(match);
    if (!is_held) fail(fmt::format("{} acknowledges {}, which is not on its disk", it.id.value, match.value));
  }
  if (const auto* reply = std::get_if<VoteReply>(&sent.message)) {
    if (reply->round == Round::PreVote) return;
    if (reply->granted && it.disk.hard != HardState{term, sent.to})
      fail(fmt::format("{} sends a vote that is not on its disk", it.id.value));
  }
  if (const auto* request = std::get_if<VoteRequest>(&sent.message)) {
    if (request->round == Round::PreVote) return;
    if (it.disk.hard != HardState{term, it.id})
      fail(fmt::format("{} asks for votes before its own is on its disk", it.id.value));
  }
  if (it.disk.hard.term < term) fail(fmt::format("{} speaks in term {} too early", it.id.value, term.value));
}

/// Raft thesis 6.4: a read sees everything that was committed anywhere when it began.
void Chaos::check_read(Machine& it, const ReadReady& ready) {
  const auto found = it.reads.find(ready.ticket);
  if (found == it.reads.end()) return fail("a read came back that nobody began, or came back twice");
  if (ready.index < found->second)
    fail(fmt::format("a read may see {}, but {} was committed when it began", ready.index.value,
                     found->second.value));
  it.reads.erase(found);
  ++reads_ready_;
}

void Chaos::check_log_matching() {
  for (const Machine& one : machines_) {
    for (const Machine& other : machines_) {
      if (one.id >= other.id) continue;
      const Status a = one.raft->status();
      const Status b = other.raft->status();
      bool must_match = false;
      for (LogIndex at = std::min(a.last, b.last); at > std::max(a.base.index, b.base.index);
           at = at.previous()) {
        const Entry& left = *one.raft->entry_at(at);
        const Entry& right = *other.raft->entry_at(at);
        if (left.term == right.term) must_match = true;
        if (must_match && (left.term != right.term || left.command != right.command))
          fail(fmt::format("the logs of {} and {} differ at {} before a common entry", one.id.value,
                           other.id.value, at.value));
      }
    }
  }
}

void Chaos::fail(std::string what) {
  if (wrong_.empty()) wrong_ = fmt::format("after {} actions: {}", actions_, std::move(what));
}

}  // namespace pawl::raft::story
