#include "checker/decide/register/register_chains.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "checker/history/large_pages.h"

namespace pawl::checker {
namespace {

using Kind = RegisterOp::Kind;

constexpr OpIndex kNobody = std::numeric_limits<OpIndex>::max();  ///< no operation

/// All that is known of one value.
struct Cluster {
  OpIndex writer = kNobody;
  OpIndex second_writer = kNobody;
  OpIndex replacer = kNobody;  ///< the compare-and-set that took effect on it
  bool is_observed = false;
  bool is_placed = false;
  std::uint32_t reads_begin = 0;  ///< into the reads sorted by value
  std::uint32_t reads_count = 0;
};

class Builder {
 public:
  Builder(std::span<const RegisterOp> ops, const RegisterRules& rules) : ops_(ops), rules_(rules) {
    reserve_long(clusters_, rules.value_count);
    clusters_.resize(rules.value_count);
    reserve_long(in_chains_, ops.size());
  }

  std::expected<RegisterChains, Decision> build() {
    collect();
    observe_through_unknown();
    if (auto found = find_unwritten()) {
      return std::unexpected(*std::move(found));
    }
    if (auto found = find_repeated()) {
      return std::unexpected(*std::move(found));
    }
    if (auto found = link()) {
      return std::unexpected(*std::move(found));
    }
    if (auto found = build_chains()) {
      return std::unexpected(*std::move(found));
    }
    return RegisterChains{.in_chains = std::move(in_chains_), .chains = std::move(chains_)};
  }

 private:
  std::string text(std::uint32_t value) const { return rules_.text(value); }
  /// A compare-and-set of a value by itself changes nothing: it is a read.
  bool is_read(const RegisterOp& op) const {
    return op.kind == Kind::Read || (op.kind == Kind::CompareAndSet && op.value == op.expected);
  }
  bool is_effective(OpIndex i) const {
    return !is_read(ops_[i]) && (ops_[i].is_known() || clusters_[ops_[i].value].is_observed);
  }
  void observe(std::uint32_t value) {
    if (!clusters_[value].is_observed) {
      fresh_.push_back(value);
    }
    clusters_[value].is_observed = true;
  }

  void collect();
  void observe_through_unknown();
  std::optional<Decision> find_unwritten() const;
  std::optional<Decision> find_repeated() const;
  std::optional<Decision> link();
  std::optional<Decision> build_chains();
  std::optional<Decision> grow_chain(OpIndex root, std::uint32_t value);
  std::optional<Decision> append(RegisterChain& chain, OpIndex op, const RegisterChain& before);
  Decision explain_cycle(std::uint32_t value) const;

  std::span<const RegisterOp> ops_;
  const RegisterRules& rules_;
  std::vector<Cluster> clusters_;  ///< by value
  std::vector<std::uint32_t> fresh_;
  std::vector<OpIndex> reads_;  ///< sorted by value
  std::vector<OpIndex> in_chains_;
  std::vector<RegisterChain> chains_;
};

/// Who wrote, read and replaced each value.
void Builder::collect() {
  for (const RegisterOp& op : ops_) {
    if (is_read(op) && op.is_known()) {
      ++clusters_[op.value].reads_count;
    }
  }
  std::uint32_t begin = 0;
  for (Cluster& cluster : clusters_) {
    cluster.reads_begin = begin;
    begin += cluster.reads_count;
    cluster.reads_count = 0;
  }
  reserve_long(reads_, begin);
  reads_.resize(begin);
  clusters_[rules_.initial].writer = kBeginning;
  for (OpIndex i = 0; i < ops_.size(); ++i) {
    const RegisterOp& op = ops_[i];
    Cluster& cluster = clusters_[op.value];
    if (is_read(op)) {
      if (op.is_known()) {
        reads_[cluster.reads_begin + cluster.reads_count++] = i;
        observe(op.value);
      }
      continue;
    }
    (cluster.writer == kNobody ? cluster.writer : cluster.second_writer) = i;
    if (op.kind == Kind::CompareAndSet && op.is_known()) {
      observe(op.expected);
    }
  }
}

/// A compare-and-set of unknown outcome whose value was observed did take effect, so it observed too,
/// unless another may have written the value.
void Builder::observe_through_unknown() {
  while (!fresh_.empty()) {
    const Cluster& cluster = clusters_[fresh_.back()];
    const OpIndex writer = cluster.second_writer == kNobody ? cluster.writer : kNobody;
    fresh_.pop_back();
    if (writer < kBeginning && ops_[writer].kind == Kind::CompareAndSet) {
      observe(ops_[writer].expected);
    }
  }
}

std::optional<Decision> Builder::find_unwritten() const {
  for (std::uint32_t value = 0; value < rules_.value_count; ++value) {
    if (!clusters_[value].is_observed || clusters_[value].writer != kNobody) {
      continue;
    }
    const auto observes = [&](const RegisterOp& op) {
      return (is_read(op) && op.is_known() && op.value == value) ||
             (op.kind == Kind::CompareAndSet && op.expected == value);
    };
    const auto observer = static_cast<OpIndex>(std::ranges::find_if(ops_, observes) - ops_.begin());
    return violation(Finding::UnwrittenValue, fmt::format("{} was observed and nobody wrote it", text(value)),
                     {observer});
  }
  return std::nullopt;
}

std::optional<Decision> Builder::find_repeated() const {
  for (std::uint32_t value = 0; value < rules_.value_count; ++value) {
    if (clusters_[value].is_observed && clusters_[value].second_writer != kNobody) {
      return undecided(fmt::format("{} was observed and may have been written more than once", text(value)));
    }
  }
  return std::nullopt;
}

/// Gives each value the compare-and-set that replaced it.
std::optional<Decision> Builder::link() {
  for (OpIndex i = 0; i < ops_.size(); ++i) {
    if (ops_[i].kind != Kind::CompareAndSet || !is_effective(i)) {
      continue;
    }
    Cluster& cluster = clusters_[ops_[i].expected];
    if (cluster.replacer != kNobody) {
      return violation(Finding::TwoSuccessors,
                       fmt::format("{}, written once, was replaced by {} and by {}", text(ops_[i].expected),
                                   text(ops_[cluster.replacer].value), text(ops_[i].value)),
                       {cluster.replacer, i});
    }
    cluster.replacer = i;
  }
  return std::nullopt;
}

std::optional<Decision> Builder::build_chains() {
  const auto begins_chain = [](const RegisterOp& op) { return op.kind == Kind::Write; };
  reserve_long(chains_, 1 + static_cast<std::size_t>(std::ranges::count_if(ops_, begins_chain)));
  if (auto found = grow_chain(kBeginning, rules_.initial)) {
    return found;
  }
  for (OpIndex i = 0; i < ops_.size(); ++i) {
    if (ops_[i].kind != Kind::Write || !is_effective(i)) {
      continue;
    }
    if (auto found = grow_chain(i, ops_[i].value)) {
      return found;
    }
  }
  for (OpIndex i = 0; i < ops_.size(); ++i) {
    if (ops_[i].kind == Kind::CompareAndSet && is_effective(i) && !clusters_[ops_[i].expected].is_placed) {
      return explain_cycle(ops_[i].expected);
    }
  }
  return std::nullopt;
}

/// Lays out a chain from its first write: write, its reads, the compare-and-set on it, its reads, ...
std::optional<Decision> Builder::grow_chain(OpIndex root, std::uint32_t value) {
  RegisterChain chain;
  chain.begin = in_chains_.size();
  if (root == kBeginning) {
    chain.first_end = kBeforeAll;
  }
  OpIndex writer = root;
  while (true) {
    Cluster& cluster = clusters_[value];
    if (writer != kBeginning) {
      const RegisterChain before = chain;
      if (auto found = append(chain, writer, before)) {
        return found;
      }
    }
    // A value nobody observed may have several writers; each is a chain of its own.
    if (!cluster.is_observed) {
      break;
    }
    cluster.is_placed = true;
    const auto begin = reads_.begin() + cluster.reads_begin;
    std::sort(begin, begin + cluster.reads_count,
              [&](OpIndex a, OpIndex b) { return ops_[a].start < ops_[b].start; });
    const RegisterChain before = chain;
    for (std::uint32_t r = 0; r < cluster.reads_count; ++r) {
      if (auto found = append(chain, reads_[cluster.reads_begin + r], before)) {
        return found;
      }
    }
    if (cluster.replacer == kNobody) {
      break;
    }
    writer = cluster.replacer;
    value = ops_[writer].value;
  }
  chain.end = in_chains_.size();
  chains_.push_back(chain);
  return std::nullopt;
}

/// Adds an operation that must come after all of `before`.
std::optional<Decision> Builder::append(RegisterChain& chain, OpIndex op, const RegisterChain& before) {
  const Position start = ops_[op].start;
  const Position end = ops_[op].end;
  if (end < before.last_start) {
    return violation(
        Finding::InvertedPair,
        fmt::format("an operation on {} had ended before the one on {} began that its value comes from",
                    text(ops_[op].value), text(ops_[before.last_starter].value)),
        {op, before.last_starter});
  }
  if (end < chain.first_end) {
    chain.first_end = end;
    chain.first_ender = op;
  }
  if (start > chain.last_start) {
    chain.last_start = start;
    chain.last_starter = op;
  }
  in_chains_.push_back(op);
  return std::nullopt;
}

Decision Builder::explain_cycle(std::uint32_t value) const {
  std::vector<OpIndex> core;
  // Every value of an unplaced chain was written by a compare-and-set of another: walking back must repeat.
  std::vector<std::uint32_t> path;
  std::vector<bool> seen(clusters_.size(), false);
  while (!seen[value]) {
    seen[value] = true;
    path.push_back(value);
    value = ops_[clusters_[value].writer].expected;
  }
  for (std::size_t i = path.size(); i-- > 0;) {
    core.push_back(clusters_[path[i]].writer);
    if (path[i] == value) {
      break;
    }
  }
  return violation(
      Finding::UnwrittenValue,
      fmt::format("compare-and-sets form a circle through {}: each value comes from the other, and "
                  "nobody wrote the first",
                  text(value)),
      std::move(core));
}

}  // namespace

std::expected<RegisterChains, Decision> build_chains(std::span<const RegisterOp> ops,
                                                     const RegisterRules& rules) {
  return Builder(ops, rules).build();
}

}  // namespace pawl::checker
