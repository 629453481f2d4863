// The commands of the stories, in the order in which environment.h lists them.

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "tests/raft/environment.h"
#include "tests/raft/render.h"

namespace pawl::raft::story {

namespace {

std::uint64_t number(const std::string& text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos)
    throw std::runtime_error("a number is missing, there is only '" + text + "'");
  return std::stoull(text);
}

std::uint64_t number_or(const std::string& text, std::uint64_t otherwise) {
  return text.empty() ? otherwise : number(text);
}

/// `300ms`.
Duration duration(const std::string& text) {
  if (!text.ends_with("ms")) throw std::runtime_error("a time is written like 300ms, not '" + text + "'");
  return milliseconds(static_cast<std::int64_t>(number(text.substr(0, text.size() - 2))));
}

NodeId first_node(const Command& command) {
  if (command.arguments.empty()) throw std::runtime_error("a node is missing");
  return NodeId{number(command.arguments.front())};
}

const std::string& argument(const Command& command, std::size_t place) {
  if (place >= command.arguments.size()) throw std::runtime_error("an argument is missing");
  return command.arguments[place];
}

/// `1->2`.
std::pair<NodeId, NodeId> link(const std::string& text) {
  const std::size_t arrow = text.find("->");
  if (arrow == std::string::npos) throw std::runtime_error("a link is written like 1->2, not '" + text + "'");
  return {NodeId{number(text.substr(0, arrow))}, NodeId{number(text.substr(arrow + 2))}};
}

}  // namespace

std::vector<NodeId> node_list(const std::string& text) {
  std::vector<NodeId> nodes;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    nodes.push_back(NodeId{number(text.substr(begin, end - begin))});
    begin = end + 1;
  }
  return nodes;
}

const std::map<std::string, Environment::Verb>& Environment::verbs() {
  static const std::map<std::string, Verb> table = {{"cluster", &Environment::cluster},
                                                    {"disks", &Environment::disks},
                                                    {"campaign", &Environment::campaign},
                                                    {"tick", &Environment::tick},
                                                    {"deliver", &Environment::deliver},
                                                    {"drop", &Environment::drop},
                                                    {"hold", &Environment::hold},
                                                    {"copy", &Environment::copy},
                                                    {"release", &Environment::release},
                                                    {"cut", &Environment::cut},
                                                    {"isolate", &Environment::isolate},
                                                    {"heal", &Environment::heal},
                                                    {"persist", &Environment::persist},
                                                    {"stabilize", &Environment::stabilize},
                                                    {"crash", &Environment::crash},
                                                    {"restart", &Environment::restart},
                                                    {"wipe", &Environment::wipe},
                                                    {"propose", &Environment::propose},
                                                    {"read", &Environment::read},
                                                    {"transfer", &Environment::transfer},
                                                    {"hang-up", &Environment::hang_up},
                                                    {"status", &Environment::status},
                                                    {"log", &Environment::log},
                                                    {"disk", &Environment::disk},
                                                    {"followers", &Environment::followers},
                                                    {"network", &Environment::network}};
  return table;
}

/// `cluster nodes=1,2,3 [leaving=3,4] [election=300ms] [heartbeat=50ms] [inflight=N] [append=N] [keep=N]
/// [jitter=N]`
/// Node n's election timer runs (n - 1) quarters of a timeout longer than the shortest, three at most; with a
/// jitter every timer runs N 256ths of a timeout longer.
void Environment::cluster(const Command& command) {
  machines_.clear();
  network_.clear();
  cuts_.clear();
  last_seen_.clear();
  options_ = {};
  options_.members.voters = node_list(command.value_of("nodes"));
  options_.members.outgoing = node_list(command.value_of("leaving"));
  if (const std::string it = command.value_of("election"); !it.empty())
    options_.election_timeout = duration(it);
  if (const std::string it = command.value_of("heartbeat"); !it.empty())
    options_.heartbeat_interval = duration(it);
  options_.inflight_bytes_max = number_or(command.value_of("inflight"), options_.inflight_bytes_max);
  options_.append_bytes_max = number_or(command.value_of("append"), options_.append_bytes_max);
  options_.compaction_keep = number_or(command.value_of("keep"), options_.compaction_keep);
  for (const std::vector<NodeId>* half : {&options_.members.voters, &options_.members.outgoing})
    for (const NodeId node : *half)
      machines_[node].jitter =
          number_or(command.value_of("jitter"), std::min<std::uint64_t>(node.value - 1, 3) * 64);
  for (auto& [node, it] : machines_) boot(node);
}

/// `disks slow`: writes wait for `persist`. `disks instant`: they are durable at once, as in the beginning.
void Environment::disks(const Command& command) { disks_are_instant_ = command.has("instant"); }

/// `campaign 2`: node 2's clock, and only its, reaches the end of its election timer.
void Environment::campaign(const Command& command) {
  const NodeId node = first_node(command);
  Machine& it = running(node);
  const Instant at = it.raft->status().election_at;
  if (at == kNever)
    throw std::runtime_error(fmt::format("node {} does not wait for an election", node.value));
  it.now = std::max(it.now, at);
  wake(node);
}

/// `tick 100ms [only=2]`: clocks advance, and whoever wanted to wake by then does, once.
void Environment::tick(const Command& command) {
  const Duration step = duration(argument(command, 0));
  const std::vector<NodeId> only = node_list(command.value_of("only"));
  for (auto& [node, it] : machines_) {
    if (!only.empty() && std::find(only.begin(), only.end(), node) == only.end()) continue;
    it.now = it.now + step;
    if (it.raft && it.wake_at <= it.now) wake(node);
  }
}

void Environment::wake(NodeId node) {
  Machine& it = running(node);
  FixedChoices choices(it.jitter);
  it.raft->wake(it.now, choices);
  check(node, *it.raft);
  settle(node);
}

/// `deliver [from=1] [to=2,3] [count=1]`: what is under way now arrives; what is sent because of it stays
/// under way.
void Environment::deliver(const Command& command) {
  for (const Flight& flight : select(command)) arrive(flight);
}

void Environment::drop(const Command& command) {
  for (const Flight& flight : select(command))
    say_line(fmt::format("lost {} -> {} {}", flight.from.value, flight.to.value, render(flight.message)));
}

/// `hold NAME [from=] [to=]`: the network keeps these messages for later.
void Environment::hold(const Command& command) {
  std::vector<Flight>& shelf = shelves_[argument(command, 0)];
  for (Flight& flight : select(command)) {
    say_line(fmt::format("held {} -> {} {}", flight.from.value, flight.to.value, render(flight.message)));
    shelf.push_back(std::move(flight));
  }
}

/// `copy NAME [from=] [to=]`: the network keeps a second copy of these messages for later.
void Environment::copy(const Command& command) {
  const std::vector<Flight> flights = select(command);
  std::vector<Flight>& shelf = shelves_[argument(command, 0)];
  for (const Flight& flight : flights) {
    say_line(fmt::format("copied {} -> {} {}", flight.from.value, flight.to.value, render(flight.message)));
    shelf.push_back(flight);
  }
  network_.insert(network_.begin(), flights.begin(), flights.end());
}

/// `release NAME`: what was held or copied under this name arrives.
void Environment::release(const Command& command) {
  const auto shelf = shelves_.find(argument(command, 0));
  if (shelf == shelves_.end()) throw std::runtime_error("nothing is held under this name");
  const std::vector<Flight> flights = std::move(shelf->second);
  shelves_.erase(shelf);
  for (const Flight& flight : flights) arrive(flight);
}

/// `cut 1->2 ...`: what node 1 sends to node 2 from now on is lost.
void Environment::cut(const Command& command) {
  for (const std::string& it : command.arguments) cuts_.insert(link(it));
}

/// `isolate 1 ...`: these nodes and all others neither hear nor reach each other.
void Environment::isolate(const Command& command) {
  for (const std::string& text : command.arguments) {
    const NodeId alone{number(text)};
    for (const auto& [other, it] : machines_) {
      cuts_.insert({alone, other});
      cuts_.insert({other, alone});
    }
  }
}

void Environment::heal(const Command&) { cuts_.clear(); }

/// `persist 2 [count=1]`: the oldest writes, or all, become durable.
void Environment::persist(const Command& command) {
  const NodeId node = first_node(command);
  Machine& it = running(node);
  std::uint64_t count = number_or(command.value_of("count"), it.disk.pending.size());
  for (; count > 0 && !it.disk.pending.empty(); --count) sync_first(node, it);
  settle(node);
}

/// `stabilize [quiet]`: messages arrive and writes become durable until nothing is left to do.
void Environment::stabilize(const Command&) {
  bool is_busy = true;
  for (int round = 0; is_busy; ++round) {
    if (round == 1000) throw std::runtime_error("it does not come to rest");
    is_busy = false;
    while (!network_.empty()) {
      const Flight flight = std::move(network_.front());
      network_.pop_front();
      arrive(flight);
      is_busy = true;
    }
    for (auto& [node, it] : machines_) {
      if (!it.raft || it.disk.pending.empty()) continue;
      while (!it.disk.pending.empty()) sync_first(node, it);
      settle(node);
      is_busy = true;
    }
  }
}

/// `crash 2 [kept=1]`: the node is gone, and of its unsynced writes all but the oldest `kept` are lost.
void Environment::crash(const Command& command) {
  const NodeId node = first_node(command);
  Machine& it = running(node);
  it.raft.reset();
  const std::uint64_t kept = std::min(number_or(command.value_of("kept"), 0), it.disk.pending.size());
  for (std::uint64_t done = 0; done < kept; ++done) it.disk.sync_first();
  for (const Disk::Pending& lost : it.disk.pending)
    if (!lost.write.empty()) say(node, "loses what it " + render(lost.write));
  it.disk.pending.clear();
}

void Environment::restart(const Command& command) {
  const NodeId node = first_node(command);
  Machine& it = machine(node);
  if (it.raft) throw std::runtime_error("crash it first");
  it.applied = it.disk.applied;
  it.applied_handed_over = it.disk.applied;
  boot(node);
}

/// `wipe 2`: a crashed node comes back with an empty disk, which no disk should ever do.
void Environment::wipe(const Command& command) {
  machine(first_node(command)).disk = Disk{};
  restart(command);
}

/// `propose 1 x [bytes=N]`
void Environment::propose(const Command& command) {
  const NodeId node = first_node(command);
  Machine& it = running(node);
  const std::string& text = argument(command, 1);
  const std::uint64_t bytes = number_or(command.value_of("bytes"), text.size());
  const auto index = it.raft->propose(it.now, std::make_shared<const pawl::Command>(pawl::Command{text}),
                                      static_cast<std::uint32_t>(bytes));
  if (!index) return say(node, "refuses the proposal");
  check(node, *it.raft);
  settle(node);
}

void Environment::read(const Command& command) {
  const NodeId node = first_node(command);
  Machine& it = running(node);
  const auto ticket = it.raft->begin_read(it.now);
  if (!ticket) return say(node, "refuses the read");
  say(node, fmt::format("begins read {} of term {}", ticket->seq.value, ticket->term.value));
  settle(node);
}

void Environment::transfer(const Command& command) {
  const NodeId node = first_node(command);
  Machine& it = running(node);
  it.raft->transfer_leadership(it.now);
  settle(node);
}

/// `hang-up 1 [to=2,3]`: all others, or these, see their connection to node 1 end.
void Environment::hang_up(const Command& command) {
  const NodeId gone = first_node(command);
  const std::vector<NodeId> only = node_list(command.value_of("to"));
  for (auto& [node, it] : machines_) {
    if (node == gone || !it.raft) continue;
    if (!only.empty() && std::find(only.begin(), only.end(), node) == only.end()) continue;
    FixedChoices choices(it.jitter);
    it.raft->peer_gone(it.now, gone, choices);
    check(node, *it.raft);
    settle(node);
  }
}

/// `status [2,3]`
void Environment::status(const Command& command) {
  const std::vector<NodeId> only = node_list(command.arguments.empty() ? "" : command.arguments.front());
  for (const auto& [node, it] : machines_) {
    if (!only.empty() && std::find(only.begin(), only.end(), node) == only.end()) continue;
    say(node, it.raft ? render(it.raft->status()) : "is down");
  }
}

/// `log [2,3]`: the logs as the nodes have them in memory.
void Environment::log(const Command& command) {
  const std::vector<NodeId> only = node_list(command.arguments.empty() ? "" : command.arguments.front());
  for (const auto& [node, it] : machines_) {
    if (!only.empty() && std::find(only.begin(), only.end(), node) == only.end()) continue;
    if (!it.raft) {
      say(node, "is down");
      continue;
    }
    const Status now = it.raft->status();
    std::vector<Entry> entries;
    for (LogIndex at = now.base.index.next(); at <= now.last; at = at.next())
      entries.push_back(*it.raft->entry_at(at));
    say(node, fmt::format("log after {} [{}]", story::render(now.base), story::render(entries)));
  }
}

/// `disk 2`: what its disk holds and what was not synced yet.
void Environment::disk(const Command& command) {
  const NodeId node = first_node(command);
  const Disk& it = machine(node).disk;
  say(node, fmt::format("disk term {} vote {} after {} [{}] applied {}, {} writes unsynced",
                        it.hard.term.value, it.hard.voted_for.value, story::render(it.base),
                        story::render(it.log), it.applied.value, it.pending.size()));
}

void Environment::followers(const Command& command) {
  const NodeId node = first_node(command);
  for (const Progress& it : running(node).raft->followers()) say(node, "of " + story::render(it));
}

/// `network`: what is under way.
void Environment::network(const Command&) {
  for (const Flight& it : network_)
    say_line(fmt::format("  {} -> {} {}", it.from.value, it.to.value, story::render(it.message)));
}

}  // namespace pawl::raft::story
