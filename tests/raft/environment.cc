#include "tests/raft/environment.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "core/raft/invariants.h"
#include "tests/raft/render.h"

namespace pawl::raft::story {

std::string Environment::run(const Command& command) {
  printed_.clear();
  is_quiet_ = command.has("quiet");
  const auto verb = verbs().find(command.verb);
  if (verb == verbs().end()) return fmt::format("error: no command '{}'\n", command.verb);
  try {
    (this->*verb->second)(command);
  } catch (const std::runtime_error& error) {
    printed_ += fmt::format("error: {}\n", error.what());
  }
  return std::exchange(printed_, {});
}

Machine& Environment::machine(NodeId node) {
  const auto found = machines_.find(node);
  if (found == machines_.end()) throw std::runtime_error(fmt::format("no node {}", node.value));
  return found->second;
}

Machine& Environment::running(NodeId node) {
  Machine& found = machine(node);
  if (!found.raft) throw std::runtime_error(fmt::format("node {} is down", node.value));
  return found;
}

void Environment::boot(NodeId node) {
  Machine& it = machine(node);
  Options options = options_;
  options.self = node;
  FixedChoices choices(it.jitter);
  last_seen_.erase(node);
  it.seq = {};
  it.raft.emplace(options, it.disk.boot(), it.now, choices);
  settle(node);
}

void Environment::settle(NodeId node) {
  Machine& it = running(node);
  do {
    take(node, it);
    if (!disks_are_instant_) return;
    while (!it.disk.pending.empty()) sync_first(node, it);
  } while (it.has_news);
}

void Environment::take(NodeId node, Machine& it) {
  it.seq = it.seq.next();
  Output output = it.raft->take_output(it.seq);
  it.wake_at = output.wake_at;
  it.has_news = false;
  for (const Event& event : output.events) say(node, render(event));
  if (!output.committed.empty()) {
    say(node, fmt::format("applies {}", render(std::span<const Entry>(output.committed))));
    it.applied = output.committed.back().index;
  }
  for (const ReadReady& ready : output.reads)
    say(node, fmt::format("read {} is ready at {}", ready.ticket.seq.value, ready.index.value));
  const bool is_applied_news = it.applied > it.applied_handed_over;
  if (!output.write.empty() || is_applied_news) {
    if (!output.write.empty()) say(node, render(output.write));
    it.applied_handed_over = it.applied;
    it.disk.pending.push_back({.seq = it.seq, .write = std::move(output.write), .applied = it.applied});
  }
  for (Addressed& addressed : output.send) send(node, std::move(addressed));
  check(node, *it.raft);
}

void Environment::sync_first(NodeId node, Machine& it) {
  const PersistSeq seq = it.disk.pending.front().seq;
  it.disk.sync_first();
  FixedChoices choices(it.jitter);
  it.raft->persisted(it.now, seq, choices);
  it.raft->applied_durably(it.disk.applied);
  it.has_news = true;
  check(node, *it.raft);
}

void Environment::send(NodeId from, Addressed addressed) {
  const bool is_cut = cuts_.contains({from, addressed.to});
  say_line(fmt::format("  {} -> {} {}{}", from.value, addressed.to.value, render(addressed.message),
                       is_cut ? " (lost)" : ""));
  if (!is_cut) network_.push_back({from, addressed.to, std::move(addressed.message)});
}

void Environment::arrive(const Flight& flight) {
  Machine& it = machine(flight.to);
  if (!it.raft) return say_line(fmt::format("{} is down", flight.to.value));
  say_line(
      fmt::format("{} receives from {}: {}", flight.to.value, flight.from.value, render(flight.message)));
  FixedChoices choices(it.jitter);
  it.raft->receive(it.now, flight.from, flight.message, choices);
  check(flight.to, *it.raft);
  settle(flight.to);
}

void Environment::check(NodeId node, const Raft& raft) {
  const Status now = raft.status();
  if (const auto broken = broken_invariant(raft))
    printed_ += fmt::format("broken at {}: {}\n", node.value, *broken);
  const auto before = last_seen_.find(node);
  if (before != last_seen_.end()) {
    if (const auto broken = broken_transition(before->second, now))
      printed_ += fmt::format("broken at {}: {}\n", node.value, *broken);
  }
  last_seen_.insert_or_assign(node, now);
}

std::vector<Flight> Environment::select(const Command& command) {
  const std::vector<NodeId> from = node_list(command.value_of("from"));
  const std::vector<NodeId> to = node_list(command.value_of("to"));
  const auto chosen = [](const std::vector<NodeId>& nodes, NodeId node) {
    return nodes.empty() || std::find(nodes.begin(), nodes.end(), node) != nodes.end();
  };
  const std::string limit = command.value_of("count");
  const std::size_t count_max = limit.empty() ? network_.size() : std::stoull(limit);
  std::vector<Flight> selected;
  std::deque<Flight> rest;
  for (Flight& flight : network_) {
    if (selected.size() < count_max && chosen(from, flight.from) && chosen(to, flight.to))
      selected.push_back(std::move(flight));
    else
      rest.push_back(std::move(flight));
  }
  network_ = std::move(rest);
  return selected;
}

void Environment::say(NodeId node, const std::string& text) {
  say_line(fmt::format("  {} {}", node.value, text));
}

void Environment::say_line(const std::string& text) {
  if (!is_quiet_) printed_ += text + "\n";
}

}  // namespace pawl::raft::story
