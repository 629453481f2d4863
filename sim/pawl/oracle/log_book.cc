#include "sim/pawl/oracle/log_book.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/node/command.h"
#include "sim/pawl/oracle/rules.h"

namespace pawl::sim {
namespace {

/// Terms grow by elections; a run has thousands of them at most.
constexpr std::uint64_t kTermsMax = 1'000'000;

bool is_same(const std::shared_ptr<const Command>& a, const std::shared_ptr<const Command>& b) {
  if (a == b) return true;
  if (a == nullptr || b == nullptr) return false;
  return a->now == b->now && a->wall == b->wall && a->requests == b->requests;
}

}  // namespace

LogBook::LogBook(std::uint32_t nodes, Findings& findings) : findings_(&findings), logs_(nodes + 1) {
  cells_.reserve(4096);
  ghost_.reserve(4096);
}

void LogBook::booted(NodeId node, std::uint64_t, const DiskImage& image) {
  Log& log = logs_[node.value];
  log.terms.resize(image.last().value);
  for (const raft::Entry& entry : image.log()) log.terms[entry.index.value - 1] = entry.term;
  log.commit = image.applied();
}

Term LogBook::term_at(NodeId node, LogIndex index) const {
  const Log& log = logs_[node.value];
  return index.value == 0 || index.value > log.terms.size() ? Term{0} : log.terms[index.value - 1];
}

const Command* LogBook::committed_command(LogIndex index) const {
  if (index.value > ghost_.size() || index.value > cells_.size()) return nullptr;
  const Cell& cell = cells_[index.value - 1];
  const Term term = ghost_[index.value - 1].term;
  if (cell.first.term == term) return cell.first.command.get();
  for (const Written& other : cell.others)
    if (other.term == term) return other.command.get();
  return nullptr;
}

void LogBook::wrote(NodeId node, const raft::LogWrite& write) {
  Log& log = logs_[node.value];
  removed_.clear();
  if (write.truncate_from && write.truncate_from->value <= log.terms.size()) {
    const auto from = log.terms.begin() + static_cast<std::ptrdiff_t>(write.truncate_from->value - 1);
    removed_.assign(from, log.terms.end());
    log.terms.erase(from, log.terms.end());
  }
  for (const raft::Entry& entry : write.append) append(node, log, entry);
  // What was committed and stood in this log must stand there still.
  for (std::size_t i = 0; i < removed_.size(); ++i) {
    const std::uint64_t index = write.truncate_from->value + i;
    if (index > ghost_.size() || removed_[i] != ghost_[index - 1].term) continue;
    if (term_at(node, LogIndex{index}) == removed_[i]) continue;
    findings_->violated(oracle::kCommitted,
                        fmt::format("node {} removes entry {} (term {}), which was committed", node.value,
                                    index, removed_[i].value));
    return;
  }
}

void LogBook::append(NodeId node, Log& log, const raft::Entry& entry) {
  const Term previous = log.terms.empty() ? Term{0} : log.terms.back();
  if (entry.index.value != log.terms.size() + 1 || entry.term < previous) {
    findings_->violated(
        oracle::kLogWhole,
        fmt::format("node {} writes entry {} of term {} behind entry {} of term {}", node.value,
                    entry.index.value, entry.term.value, log.terms.size(), previous.value));
    return;
  }
  check_matching(node, entry, previous);
  log.terms.push_back(entry.term);
}

void LogBook::check_matching(NodeId node, const raft::Entry& entry, Term previous) {
  const Written written{entry.term, previous, entry.command};
  if (cells_.size() < entry.index.value) {
    cells_.resize(entry.index.value - 1);
    cells_.push_back({written, {}});
    return;
  }
  Cell& cell = cells_[entry.index.value - 1];
  const Written* known = cell.first.term == entry.term ? &cell.first : nullptr;
  for (const Written& other : cell.others)
    if (other.term == entry.term) known = &other;
  if (known == nullptr) {
    cell.others.push_back(written);
  } else if (known->previous != previous || !is_same(known->command, entry.command)) {
    findings_->violated(oracle::kLogMatching,
                        fmt::format("node {} writes another entry {} of term {} than somebody before",
                                    node.value, entry.index.value, entry.term.value));
  }
}

void LogBook::became_leader(NodeId node, std::uint64_t life, Term term) {
  if (term.value > kTermsMax) return findings_->violated(oracle::kOneLeader, "terms grow without bound");
  if (leaders_.size() <= term.value) leaders_.resize(term.value + 1);
  Leader& leader = leaders_[term.value];
  if (leader.node == kNobody) {
    leader = {node, life};
    ++leader_count_;
  } else if (leader.node != node || leader.life != life) {
    findings_->violated(oracle::kOneLeader,
                        fmt::format("node {} (life {}) leads term {}, which node {} (life {}) led",
                                    node.value, life, term.value, leader.node.value, leader.life));
  }
  // Leader completeness (Raft thesis 3.6.3). With log matching the newest entry of earlier terms decides.
  for (std::uint64_t index = ghost_.size(); index > 0; --index) {
    if (ghost_[index - 1].in_term >= term) continue;
    if (term_at(node, LogIndex{index}) != ghost_[index - 1].term)
      findings_->violated(
          oracle::kCompleteness,
          fmt::format("node {} leads term {} without entry {} (term {}), committed in term {}", node.value,
                      term.value, index, ghost_[index - 1].term.value, ghost_[index - 1].in_term.value));
    return;
  }
}

void LogBook::committed(NodeId node, const raft::Status& status, std::span<const DiskImage* const> disks) {
  Log& log = logs_[node.value];
  if (status.commit <= log.commit) return;
  for (std::uint64_t index = log.commit.value + 1; index <= status.commit.value; ++index) {
    const Term term = term_at(node, LogIndex{index});
    if (index > ghost_.size()) {
      ghost_.push_back({term, status.term});
      if (index == status.commit.value) check_durable(node, LogIndex{index}, disks);
    } else if (ghost_[index - 1].term != term) {
      findings_->violated(oracle::kCommitted,
                          fmt::format("node {} commits entry {} of term {}; it was committed with term {}",
                                      node.value, index, term.value, ghost_[index - 1].term.value));
      return;
    }
  }
  log.commit = status.commit;
}

void LogBook::trusts(NodeId node, LogIndex durable, const DiskImage& disk) const {
  const Term term = term_at(node, durable);
  const Term held = disk.term_at(durable);
  if (term == held) return;
  findings_->violated(oracle::kDurable,
                      fmt::format("node {} takes entry {} (term {}) to be durable; its disk {}", node.value,
                                  durable.value, term.value,
                                  held == Term{0} ? std::string("has none there")
                                                  : fmt::format("has that of term {} there", held.value)));
}

void LogBook::check_durable(NodeId node, LogIndex index, std::span<const DiskImage* const> disks) {
  const Term term = ghost_[index.value - 1].term;
  std::size_t holders = 0;
  for (const DiskImage* disk : disks)
    if (disk->base().index > index || disk->term_at(index) == term) ++holders;
  if (holders < disks.size() / 2 + 1)
    findings_->violated(oracle::kCommitDurable,
                        fmt::format("node {} commits entry {} (term {}) while {} of {} disks hold it",
                                    node.value, index.value, term.value, holders, disks.size()));
}

}  // namespace pawl::sim
