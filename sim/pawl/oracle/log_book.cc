#include "sim/pawl/oracle/log_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "core/base/marks.h"
#include "core/node/command.h"
#include "sim/pawl/oracle/rules.h"

namespace pawl::sim {
namespace {

/// Terms grow by elections; a run has thousands of them at most.
constexpr std::uint64_t kTermsMax = 1'000'000;
/// Only a cluster that was old when it began comes so far.
constexpr std::uint64_t kOld = std::uint64_t{1} << 31U;

bool is_same(const std::shared_ptr<const Command>& a, const std::shared_ptr<const Command>& b) {
  if (a == b) return true;
  if (a == nullptr || b == nullptr) return false;
  return a->now == b->now && a->wall == b->wall && a->requests == b->requests;
}

}  // namespace

LogBook::LogBook(std::uint32_t nodes, const Beginning& beginning, Findings& findings)
    : findings_(&findings), begin_(beginning.last()), first_term_(beginning.term), logs_(nodes + 1) {
  cells_.reserve(4096);
  ghost_.reserve(4096);
}

void LogBook::booted(NodeId node, std::uint64_t, const DiskImage& image) {
  Log& log = logs_[node.value];
  log.terms.resize(image.last().value - begin_.index.value);
  for (const raft::Entry& entry : image.log()) log.terms[place_of(entry.index)] = entry.term;
  log.commit = image.applied();
}

Term LogBook::term_at(NodeId node, LogIndex index) const {
  const Log& log = logs_[node.value];
  if (index <= begin_.index) return index == begin_.index ? begin_.term : Term{0};
  return place_of(index) >= log.terms.size() ? Term{0} : log.terms[place_of(index)];
}

const Command* LogBook::committed_command(LogIndex index) const {
  const std::uint64_t place = place_of(index);
  if (place >= ghost_.size() || place >= cells_.size()) return nullptr;
  const Cell& cell = cells_[place];
  const Term term = ghost_[place].term;
  if (cell.first.term == term) return cell.first.command.get();
  for (const Written& other : cell.others)
    if (other.term == term) return other.command.get();
  return nullptr;
}

void LogBook::wrote(NodeId node, const raft::LogWrite& write) {
  Log& log = logs_[node.value];
  removed_.clear();
  if (write.truncate_from && place_of(*write.truncate_from) < log.terms.size()) {
    const auto from = log.terms.begin() + static_cast<std::ptrdiff_t>(place_of(*write.truncate_from));
    removed_.assign(from, log.terms.end());
    log.terms.erase(from, log.terms.end());
  }
  for (const raft::Entry& entry : write.append) append(node, log, entry);
  // What was committed and stood in this log must stand there still.
  for (std::size_t i = 0; i < removed_.size(); ++i) {
    const LogIndex index = write.truncate_from->plus(i);
    if (index > committed_last() || removed_[i] != ghost_[place_of(index)].term) continue;
    if (term_at(node, index) == removed_[i]) continue;
    findings_->violated(oracle::kCommitted,
                        fmt::format("node {} removes entry {} (term {}), which was committed", node.value,
                                    index.value, removed_[i].value));
    return;
  }
}

void LogBook::append(NodeId node, Log& log, const raft::Entry& entry) {
  const Term previous = log.terms.empty() ? begin_.term : log.terms.back();
  if (entry.index != index_at(log.terms.size()) || entry.term < previous) {
    findings_->violated(oracle::kLogWhole,
                        fmt::format("node {} writes entry {} of term {} behind entry {} of term {}",
                                    node.value, entry.index.value, entry.term.value,
                                    index_at(log.terms.size()).previous().value, previous.value));
    return;
  }
  check_matching(node, entry, previous);
  log.terms.push_back(entry.term);
}

void LogBook::check_matching(NodeId node, const raft::Entry& entry, Term previous) {
  const Written written{entry.term, previous, entry.command};
  const std::uint64_t place = place_of(entry.index);
  if (cells_.size() <= place) {
    cells_.resize(place);
    cells_.push_back({written, {}});
    return;
  }
  Cell& cell = cells_[place];
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
  const std::uint64_t place = term.value - first_term_.value;
  if (place > kTermsMax) return findings_->violated(oracle::kOneLeader, "terms grow without bound");
  if (leaders_.size() <= place) leaders_.resize(place + 1);
  Leader& leader = leaders_[place];
  if (leader.node == kNobody) {
    leader = {node, life};
    PAWL_SOMETIMES("begin.a-term-passes-the-end-of-a-kind-of-numbers",
                   term.value >= kOld && std::bit_width(term.value) > std::bit_width(first_term_.value));
    ++leader_count_;
  } else if (leader.node != node || leader.life != life) {
    findings_->violated(oracle::kOneLeader,
                        fmt::format("node {} (life {}) leads term {}, which node {} (life {}) led",
                                    node.value, life, term.value, leader.node.value, leader.life));
  }
  // Leader completeness (Raft thesis 3.6.3). With log matching the newest entry of earlier terms decides.
  for (std::uint64_t count = ghost_.size(); count > 0; --count) {
    const Committed& newest = ghost_[count - 1];
    if (newest.in_term >= term) continue;
    const LogIndex index = index_at(count - 1);
    if (term_at(node, index) != newest.term)
      findings_->violated(
          oracle::kCompleteness,
          fmt::format("node {} leads term {} without entry {} (term {}), committed in term {}", node.value,
                      term.value, index.value, newest.term.value, newest.in_term.value));
    return;
  }
}

void LogBook::committed(NodeId node, const raft::Status& status, std::span<const DiskImage* const> disks) {
  Log& log = logs_[node.value];
  if (status.commit <= log.commit) return;
  for (LogIndex index = log.commit.next(); index <= status.commit; index = index.next()) {
    const Term term = term_at(node, index);
    if (index > committed_last()) {
      ghost_.push_back({term, status.term});
      PAWL_SOMETIMES("begin.an-index-passes-the-end-of-a-kind-of-numbers",
                     index.value >= kOld && std::has_single_bit(index.value));
      if (index == status.commit) check_durable(node, index, disks);
    } else if (ghost_[place_of(index)].term != term) {
      findings_->violated(
          oracle::kCommitted,
          fmt::format("node {} commits entry {} of term {}; it was committed with term {}", node.value,
                      index.value, term.value, ghost_[place_of(index)].term.value));
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
  const Term term = ghost_[place_of(index)].term;
  std::size_t holders = 0;
  for (const DiskImage* disk : disks)
    if (disk->base().index > index || disk->term_at(index) == term) ++holders;
  if (holders < disks.size() / 2 + 1)
    findings_->violated(oracle::kCommitDurable,
                        fmt::format("node {} commits entry {} (term {}) while {} of {} disks hold it",
                                    node.value, index.value, term.value, holders, disks.size()));
}

}  // namespace pawl::sim
