#include "checker/transactions/register_order.h"

#include <algorithm>
#include <numeric>

namespace pawl::checker {

void RegisterOrder::add_all() {
  for (const OutsideRead& read : versions_.reads) {
    if (versions_.keys[read.key].kind == KeyKind::Register) sorted_.push_back(read);
  }
  std::vector<std::uint32_t> begins(versions_.keys.size() + 1, 0);
  for (const OutsideRead& read : sorted_) ++begins[read.key + 1];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  std::vector<OutsideRead> by_key(sorted_.size());
  std::vector<std::uint32_t> at(begins.begin(), begins.end() - 1);
  for (const OutsideRead& read : sorted_) by_key[at[read.key]++] = read;
  sorted_ = std::move(by_key);
  for (std::uint32_t key = 0; key < versions_.keys.size(); ++key) {
    if (versions_.keys[key].kind == KeyKind::Register) add_register(key, begins[key], begins[key + 1]);
  }
}

void RegisterOrder::add_register(std::uint32_t key, std::uint32_t read_begin, std::uint32_t read_end) {
  reads_.assign(sorted_.begin() + read_begin, sorted_.begin() + read_end);
  first_ = versions_.first_of(key);
  for (const OutsideRead& read : reads_) {
    if (read.version == kNoVersion) continue;
    const TxnId writer = versions_[read.version].writer;
    if (graph_.is_committed_[writer]) graph_.add(writer, read.txn, Reason::Read, key);
  }
  if (!link_values(key)) {
    graph_.has_open_order_ = true;
    return;
  }
  make_chains(key);
  add_anti(key);
  if (chains_.size() < 2) return;
  const bool has_first = chains_.front().last_begin > 0 || chains_.front().first_end != kNever;
  if (chains_.size() > (has_first ? 2U : 1U)) graph_.has_open_order_ = true;
  if (has_first) add_first(key);
  add_times(key);
}

// Finds who wrote directly behind each value. False if the reads contradict each other, which is told.
bool RegisterOrder::link_values(std::uint32_t key) {
  const auto all = versions_.of_key(key);
  next_.assign(all.size() + 1, kNowhere);
  final_.resize(all.size() + 1);
  std::uint32_t last = 0;
  for (std::uint32_t place = static_cast<std::uint32_t>(all.size()); place > 0; --place) {
    if (all[place - 1].is_final) last = place;
    final_[place] = last;
  }
  final_[0] = 0;
  const OutsideRead* previous = nullptr;
  for (const OutsideRead& read : reads_) {
    const bool is_again = previous && previous->txn == read.txn;
    if (is_again && previous->version != read.version) return false;
    previous = &read;
    const bool is_impossible =
        read.version != kNoVersion &&
        (!versions_[read.version].is_final || !graph_.is_committed_[versions_[read.version].writer]);
    if (is_impossible) return false;
    bool writes = false;
    for (const Step& step : log_.steps_of(read.txn))
      writes = writes || (step.kind == StepKind::Write && step.key == key);
    if (!writes) continue;
    TxnId& next = next_[place_of(read.version)];
    if (next != kNowhere && next != read.txn) return false;
    next = read.txn;
  }
  return true;
}

void RegisterOrder::note(Chain& chain, TxnId txn) const {
  chain.first_end = std::min(chain.first_end, log_.all[txn].ret);
  chain.last_begin = std::max(chain.last_begin, log_.all[txn].call + 1);
}

// Only last values of transactions that took effect count. The chain of the first value is the first.
void RegisterOrder::make_chains(std::uint32_t key) {
  const auto all = versions_.of_key(key);
  chain_of_.assign(all.size() + 1, kNowhere);
  std::vector<std::uint32_t> follower(all.size() + 1, kNowhere);
  std::vector<bool> is_follower(all.size() + 1, false);
  for (std::uint32_t place = 0; place <= all.size(); ++place) {
    if (next_[place] == kNowhere) continue;
    // Versions of a key stand by their writers.
    const auto wrote = std::ranges::lower_bound(all, next_[place], {}, &Version::writer);
    follower[place] = final_[static_cast<std::size_t>(wrote - all.begin()) + 1];
    is_follower[follower[place]] = true;
  }
  chains_.clear();
  for (std::uint32_t place = 0; place <= all.size(); ++place) {
    const bool counts =
        place == 0 || (all[place - 1].is_final && graph_.is_committed_[all[place - 1].writer]);
    if (!counts || is_follower[place]) continue;
    Chain chain{.first = place, .head = place == 0 ? kNowhere : all[place - 1].writer};
    for (std::uint32_t at = place; at != kNowhere && chain_of_[at] == kNowhere; at = follower[at]) {
      chain_of_[at] = static_cast<std::uint32_t>(chains_.size());
      if (at > 0) note(chain, all[at - 1].writer);
    }
    chains_.push_back(chain);
  }
  for (const OutsideRead& read : reads_) {
    const std::uint32_t chain = chain_of_[place_of(read.version)];
    if (chain != kNowhere) note(chains_[chain], read.txn);
  }
}

void RegisterOrder::add_anti(std::uint32_t key) {
  for (const OutsideRead& read : reads_) {
    const TxnId next = next_[place_of(read.version)];
    if (next != kNowhere) graph_.add(read.txn, next, Reason::Anti, key);
  }
}

// All that has to do with the chain of the first value comes before who wrote the first value of another.
void RegisterOrder::add_first(std::uint32_t key) {
  const Node end = graph_.junction();
  const auto all = versions_.of_key(key);
  for (std::uint32_t place = 1; place <= all.size(); ++place) {
    if (chain_of_[place] == 0) graph_.add(all[place - 1].writer, end, Reason::WriteAtFirst, key);
  }
  for (const OutsideRead& read : reads_) {
    if (chain_of_[place_of(read.version)] == 0) graph_.add(read.txn, end, Reason::Anti, key);
  }
  for (const Chain& chain : chains_) {
    if (chain.head != kNowhere) graph_.add(end, chain.head, Reason::Through, key);
  }
}

// If something of a chain ended before something of another began, all of the one comes before all of the
// other. Chains by their earliest end: those that ended before a moment are the first so many of them.
void RegisterOrder::add_times(std::uint32_t key) {
  const auto all = versions_.of_key(key);
  for (Chain& chain : chains_) chain.end = graph_.junction();
  for (std::uint32_t place = 1; place <= all.size(); ++place) {
    if (chain_of_[place] != kNowhere)
      graph_.add(all[place - 1].writer, chains_[chain_of_[place]].end, Reason::WriteByTime, key);
  }
  for (const OutsideRead& read : reads_) {
    const std::uint32_t chain = chain_of_[place_of(read.version)];
    const bool is_next = next_[place_of(read.version)] == read.txn;
    if (chain != kNowhere && !is_next) graph_.add(read.txn, chains_[chain].end, Reason::AntiByTime, key);
  }
  std::vector<Chain> sorted = chains_;
  std::ranges::sort(sorted, [](const Chain& a, const Chain& b) {
    return a.first_end != b.first_end ? a.first_end < b.first_end : a.first < b.first;
  });
  std::vector<Node> beginning(sorted.size());  // the junction of the first so many
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    beginning[i] = graph_.junction();
    graph_.add(sorted[i].end, beginning[i], Reason::Through, key);
    if (i > 0) graph_.add(beginning[i - 1], beginning[i], Reason::Through, key);
  }
  std::size_t single_count = 8 * sorted.size() + 64;  // of a contradiction that is found anyway, a part
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const Chain& chain = sorted[i];
    if (chain.head == kNowhere || chain.last_begin == 0) continue;
    const auto ended = [&](std::size_t j) { return sorted[j].first_end < chain.last_begin - 1; };
    std::size_t before = 0;
    std::size_t high = i;
    while (before < high) {
      const std::size_t middle = before + (high - before) / 2;
      if (ended(middle)) {
        before = middle + 1;
      } else {
        high = middle;
      }
    }
    if (before > 0) graph_.add(beginning[before - 1], chain.head, Reason::Through, key);
    for (std::size_t j = i + 1; j < sorted.size() && ended(j) && single_count > 0; ++j, --single_count)
      graph_.add(sorted[j].end, chain.head, Reason::Through, key);
  }
}

}  // namespace pawl::checker
