#include "checker/decide/register_zones.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "checker/history/large_pages.h"

namespace pawl::checker {
namespace {

using Kind = RegisterOp::Kind;

constexpr OpIndex kNobody = std::numeric_limits<OpIndex>::max();         ///< no operation
constexpr OpIndex kBeginning = std::numeric_limits<OpIndex>::max() - 1;  ///< the initial value's writer

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

/// Values glued by compare-and-sets: no other write can come between them.
struct Chain {
  std::size_t begin = 0;  ///< into the order of the chains' operations
  std::size_t end = 0;
  Position first_end = kNoEnd;
  Position last_start = kBeforeAll;
  OpIndex first_ender = kBeginning;
  OpIndex last_starter = kBeginning;

  bool is_forward() const { return first_end < last_start; }
  Position key() const { return std::min(first_end, last_start); }
};

class Decider {
 public:
  Decider(std::span<const RegisterOp> ops, const RegisterRules& rules) : ops_(ops), rules_(rules) {
    reserve_long(clusters_, rules.value_count);
    clusters_.resize(rules.value_count);
    reserve_long(in_chains_, ops.size());
  }

  Decision decide() {
    collect();
    observe_through_unknown();
    if (auto found = find_unwritten()) {
      return *std::move(found);
    }
    if (auto found = find_repeated()) {
      return *std::move(found);
    }
    if (auto found = link()) {
      return *std::move(found);
    }
    if (auto found = build_chains()) {
      return *std::move(found);
    }
    if (auto found = find_zone_pair()) {
      return *std::move(found);
    }
    return linearizable(build_order());
  }

 private:
  std::string text(std::uint32_t value) const {
    return rules_.text_of ? rules_.text_of(value) : fmt::format("{}", value);
  }
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
  std::optional<Decision> append(Chain& chain, OpIndex op, const Chain& before);
  Decision explain_cycle(std::uint32_t value) const;
  std::optional<Decision> find_zone_pair() const;
  Decision explain_zones(const Chain& a, const Chain& b) const;
  std::vector<OpIndex> build_order() const;

  std::span<const RegisterOp> ops_;
  const RegisterRules& rules_;
  std::vector<Cluster> clusters_;  ///< by value
  std::vector<std::uint32_t> fresh_;
  std::vector<OpIndex> reads_;  ///< sorted by value
  std::vector<OpIndex> in_chains_;
  std::vector<Chain> chains_;
};

/// Who wrote, read and replaced each value.
void Decider::collect() {
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
void Decider::observe_through_unknown() {
  while (!fresh_.empty()) {
    const Cluster& cluster = clusters_[fresh_.back()];
    const OpIndex writer = cluster.second_writer == kNobody ? cluster.writer : kNobody;
    fresh_.pop_back();
    if (writer < kBeginning && ops_[writer].kind == Kind::CompareAndSet) {
      observe(ops_[writer].expected);
    }
  }
}

std::optional<Decision> Decider::find_unwritten() const {
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

std::optional<Decision> Decider::find_repeated() const {
  for (std::uint32_t value = 0; value < rules_.value_count; ++value) {
    if (clusters_[value].is_observed && clusters_[value].second_writer != kNobody) {
      return undecided(fmt::format("{} was observed and may have been written more than once", text(value)));
    }
  }
  return std::nullopt;
}

/// Gives each value the compare-and-set that replaced it.
std::optional<Decision> Decider::link() {
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

std::optional<Decision> Decider::build_chains() {
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
std::optional<Decision> Decider::grow_chain(OpIndex root, std::uint32_t value) {
  Chain chain;
  chain.begin = in_chains_.size();
  if (root == kBeginning) {
    chain.first_end = kBeforeAll;
  }
  OpIndex writer = root;
  while (true) {
    Cluster& cluster = clusters_[value];
    if (writer != kBeginning) {
      const Chain before = chain;
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
    const Chain before = chain;
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
std::optional<Decision> Decider::append(Chain& chain, OpIndex op, const Chain& before) {
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

Decision Decider::explain_cycle(std::uint32_t value) const {
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

/// Two chains whose zones make each come before the other.
std::optional<Decision> Decider::find_zone_pair() const {
  std::vector<const Chain*> forward;
  for (const Chain& chain : chains_) {
    if (chain.is_forward()) {
      forward.push_back(&chain);
    }
  }
  std::ranges::sort(forward, {}, [](const Chain* chain) { return chain->first_end; });
  for (std::size_t i = 1; i < forward.size(); ++i) {
    if (forward[i]->first_end < forward[i - 1]->last_start) {
      return explain_zones(*forward[i - 1], *forward[i]);
    }
  }
  for (const Chain& chain : chains_) {
    if (chain.is_forward()) {
      continue;
    }
    const auto after = std::ranges::partition_point(
        forward, [&](const Chain* other) { return other->first_end < chain.last_start; });
    if (after == forward.begin()) {
      continue;
    }
    const Chain& around = **(after - 1);
    if (chain.first_end < around.last_start) {
      return explain_zones(around, chain);
    }
  }
  return std::nullopt;
}

Decision Decider::explain_zones(const Chain& a, const Chain& b) const {
  const auto value_at = [&](OpIndex op) { return text(ops_[op].value); };
  std::vector<OpIndex> core;
  for (OpIndex op : {a.first_ender, b.last_starter, b.first_ender, a.last_starter}) {
    if (op != kBeginning && std::ranges::find(core, op) == core.end()) {
      core.push_back(op);
    }
  }
  if (a.first_ender == kBeginning || b.first_ender == kBeginning) {
    const Chain& first = a.first_ender == kBeginning ? a : b;
    const Chain& other = a.first_ender == kBeginning ? b : a;
    return violation(
        Finding::ZonePair,
        fmt::format("an operation saw {}, which comes from the initial value, though one on {} had "
                    "ended before it began",
                    value_at(first.last_starter), value_at(other.first_ender)),
        std::move(core));
  }
  return violation(
      Finding::ZonePair,
      fmt::format("{} must come before {}, and {} before {}: each was in place at an operation that "
                  "ended before one of the other began",
                  value_at(a.first_ender), value_at(b.last_starter), value_at(b.first_ender),
                  value_at(a.last_starter)),
      std::move(core));
}

std::vector<OpIndex> Decider::build_order() const {
  std::vector<const Chain*> sorted;
  sorted.reserve(chains_.size());
  for (const Chain& chain : chains_) {
    sorted.push_back(&chain);
  }
  std::ranges::sort(sorted, {}, [](const Chain* chain) { return chain->key(); });
  std::vector<OpIndex> order;
  reserve_long(order, in_chains_.size());
  for (const Chain* chain : sorted) {
    for (std::size_t i = chain->begin; i < chain->end; ++i) {
      order.push_back(in_chains_[i]);
    }
  }
  return order;
}

}  // namespace

Decision decide_register(std::span<const RegisterOp> ops, const RegisterRules& rules) {
  return Decider(ops, rules).decide();
}

}  // namespace pawl::checker
