#include "sim/pawl/oracle/bounds.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/node/command.h"
#include "sim/pawl/oracle/rules.h"

namespace pawl::sim {
namespace {

/// What a request takes in the log, as limits count it.
std::uint64_t bytes_of(const machine::Request& request) {
  const auto name_bytes = std::visit([](const auto& it) { return it.name.size(); }, request.operation);
  return 64 + name_bytes + (request.key ? request.key->size() : 0);
}

}  // namespace

void Bounds::stepped(const NodeStep& step, const DiskImage& disk) const {
  check_memory(step);
  if (step.status.raft.role != raft::Role::Leader) return;
  check_entries(step);
  check_under_way(step);
  check_log(step, disk);
}

void Bounds::check_memory(const NodeStep& step) const {
  const node::Status& status = step.status;
  at_most(step, "requests and queries that wait", status.waiting_requests - status.forwarded_waiting,
          options_.waiting_count_max);
  at_most(step, "bytes of requests that wait", status.waiting_bytes, options_.waiting_bytes_max);
  at_most(step, "forwarded requests that wait", status.forwarded_waiting, options_.waiting_count_max);
  at_most(step, "ids of one sender's forwarded requests", status.forwarded_ids, options_.forwarded_ids_max);
  at_most(step, "remembered keys", step.machine.machine().remembered_count(), options_.retention.count);
}

void Bounds::check_entries(const NodeStep& step) const {
  if (step.persist == nullptr) return;
  for (const raft::Entry& entry : step.persist->log.append) {
    if (entry.command == nullptr) continue;
    const std::vector<machine::Request>& requests = entry.command->requests;
    at_most(step, "requests in one entry", requests.size(), options_.entry_requests_max);
    if (requests.size() == 1) continue;
    std::uint64_t bytes = 0;
    for (const machine::Request& request : requests) bytes += bytes_of(request);
    at_most(step, "bytes in one entry", bytes, options_.entry_bytes_max);
  }
}

void Bounds::check_under_way(const NodeStep& step) const {
  const raft::Options& options = options_.raft;
  // As long as less than the bound is under way, one more message goes.
  const machine::RequestLimits& limits = options_.request_limits;
  const std::uint64_t request_max = 64 + limits.name_bytes_max + limits.key_bytes_max;
  const std::uint64_t entry_max = std::max(options_.entry_bytes_max, request_max);
  const std::uint64_t most = options.inflight_bytes_max + std::max(options.append_bytes_max, entry_max);
  for (const raft::Progress& follower : step.machine.raft().followers()) {
    if (follower.mode() != raft::Progress::Mode::Replicate) continue;
    std::uint64_t bytes = 0;
    for (LogIndex at = follower.match().next(); at < follower.next(); at = at.next()) {
      const raft::Entry* entry = step.machine.raft().entry_at(at);
      if (entry != nullptr && entry->command != nullptr)
        for (const machine::Request& request : entry->command->requests) bytes += bytes_of(request);
      if (bytes > most) break;
    }
    // Words are made for what is wrong alone: this is looked at after every step of a leader.
    if (bytes > most)
      at_most(step, fmt::format("bytes under way to node {}", follower.node().value), bytes, most);
  }
}

/// What every member holds durably, and the leader's own disk has applied, is dropped but for the entries
/// that are kept on purpose; in steps of a quarter of them.
void Bounds::check_log(const NodeStep& step, const DiskImage& disk) const {
  // A new leader knows of nobody yet, of itself either, until its first entry is on its disk.
  const raft::Raft& raft = step.machine.raft();
  const auto newest = raft.term_at(step.status.raft.durable);
  if (newest && *newest < step.status.raft.term) return;
  LogIndex needless = std::min(step.status.raft.durable, disk.applied());
  for (const raft::Progress& follower : raft.followers()) needless = std::min(needless, follower.match());
  const std::uint64_t kept = options_.raft.compaction_keep;
  const LogIndex base = step.status.raft.base.index;
  at_most(step, "entries that nobody needs", needless > base ? needless.value - base.value : 0,
          kept + kept / 4);
}

void Bounds::at_most(const NodeStep& step, std::string_view what, std::uint64_t is,
                     std::uint64_t most) const {
  if (is <= most) return;
  findings_->violated(oracle::kBounds, fmt::format("node {}: {}: {}, at most {} are allowed", step.node.value,
                                                   what, is, most));
}

}  // namespace pawl::sim
