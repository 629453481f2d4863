#include "checker/decide/register/register_versions.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "checker/decide/freeing.h"
#include "checker/decide/known_order.h"

namespace pawl::checker {
namespace {

using Kind = VersionedOp::Kind;

/// A write that somebody must have made and nobody was told of.
struct Demand {
  std::uint32_t value = 0;
  std::size_t before = 0;  ///< the place in the order of known operations
  OpIndex filler = 0;
};

class Decider {
 public:
  Decider(std::span<const VersionedOp> ops, const VersionRules& rules) : ops_(ops), rules_(rules) {}

  Decision decide() {
    find_initial_version();
    sort();
    if (auto found = find_inversion()) {
      return *std::move(found);
    }
    if (auto found = walk()) {
      return *std::move(found);
    }
    if (auto found = fill()) {
      return *std::move(found);
    }
    return linearizable(build_order());
  }

 private:
  std::string text(std::uint32_t value) const {
    return rules_.text_of ? rules_.text_of(value) : fmt::format("{}", value);
  }
  const VersionedOp& at(std::size_t place) const { return ops_[known_[place]]; }
  std::int64_t version_of(const VersionedOp& op) const {
    return op.version == kOfBeginning ? initial_version_ : op.version;
  }
  auto slot(const VersionedOp& op) const { return std::tuple(version_of(op), op.kind == Kind::Read ? 1 : 0); }

  std::string name(const VersionedOp& op) const {
    const std::int64_t version = version_of(op);
    return version == kOfBeginning ? "the first version" : fmt::format("version {}", version);
  }
  void find_initial_version();
  void sort();
  std::optional<Decision> find_inversion() const;
  std::optional<Decision> walk();
  std::optional<Decision> fill();
  Decision explain_missing(const Demand& demand) const;
  std::vector<OpIndex> build_order() const;

  std::span<const VersionedOp> ops_;
  const VersionRules& rules_;
  std::int64_t initial_version_ = kOfBeginning;  ///< as long as no answer tells it
  std::vector<OpIndex> known_;                   ///< by version, write before reads
  std::vector<std::size_t> earliest_;            ///< of each suffix of known_, the place of the first end
  std::vector<Demand> demands_;                  ///< by place
};

/// The smallest version that an answer tells is the initial one's if the initial value was read there and
/// nobody known wrote it: to take it for another write of that value would only ask for more.
void Decider::find_initial_version() {
  const VersionedOp* first = nullptr;
  for (const VersionedOp& op : ops_) {
    if (!op.is_known() || op.version == kOfBeginning) {
      continue;
    }
    if (first == nullptr || slot(op) < slot(*first)) {
      first = &op;
    }
  }
  if (first != nullptr && first->kind == Kind::Read && first->value == rules_.initial) {
    initial_version_ = first->version;
  }
}

void Decider::sort() {
  for (OpIndex i = 0; i < ops_.size(); ++i) {
    if (ops_[i].is_known()) {
      known_.push_back(i);
    }
  }
  std::ranges::sort(known_, [&](OpIndex a, OpIndex b) {
    return std::tuple(slot(ops_[a]), ops_[a].start) < std::tuple(slot(ops_[b]), ops_[b].start);
  });
  earliest_ = first_ends(known_.size(), [&](std::size_t place) -> const auto& { return at(place); });
}

std::optional<Decision> Decider::find_inversion() const {
  const auto inverted = find_inverted(
      known_.size(), [&](std::size_t place) -> const auto& { return at(place); },
      [&](std::size_t place) { return slot(at(place)) == slot(at(place - 1)); });
  if (!inverted) {
    return std::nullopt;
  }
  return violation(Finding::InvertedPair,
                   fmt::format("an operation with {} had ended before the one with {} began",
                               name(at(inverted->later)), name(at(inverted->earlier))),
                   {known_[inverted->later], known_[inverted->earlier]});
}

/// One version has one writer and one value; what is missing becomes a demand.
std::optional<Decision> Decider::walk() {
  std::int64_t version = initial_version_;
  std::uint32_t value = rules_.initial;
  std::optional<OpIndex> holder;
  for (std::size_t i = 0; i < known_.size(); ++i) {
    const VersionedOp& op = at(i);
    const bool is_new = version_of(op) != version;
    if (op.kind == Kind::Read) {
      if (is_new) {
        demands_.push_back({.value = op.value, .before = i, .filler = 0});
      }
      if (!is_new && op.value != value) {
        std::vector<OpIndex> core{known_[i]};
        if (holder) {
          core.insert(core.begin(), *holder);
        }
        return violation(
            Finding::Duplicate,
            fmt::format("version {} has the values {} and {}", version, text(value), text(op.value)),
            std::move(core));
      }
    } else {
      if (!is_new) {
        std::vector<OpIndex> core{known_[i]};
        if (holder) {
          core.insert(core.begin(), *holder);
        }
        return violation(Finding::Duplicate, fmt::format("version {} was written twice", version),
                         std::move(core));
      }
      if (op.kind == Kind::CompareAndSet && op.expected != value) {
        demands_.push_back({.value = op.expected, .before = i, .filler = 0});
      }
    }
    version = version_of(op);
    value = op.value;
    holder = known_[i];
  }
  return std::nullopt;
}

/// Unknown writes of one value are interchangeable and every demand may use a prefix of them by start.
std::optional<Decision> Decider::fill() {
  std::vector<OpIndex> supply;
  for (OpIndex i = 0; i < ops_.size(); ++i) {
    if (!ops_[i].is_known() && ops_[i].kind == Kind::Write) {
      supply.push_back(i);
    }
  }
  std::ranges::sort(supply, [&](OpIndex a, OpIndex b) {
    return std::tuple(ops_[a].value, ops_[a].start) < std::tuple(ops_[b].value, ops_[b].start);
  });
  std::vector<std::size_t> by_value(demands_.size());
  for (std::size_t d = 0; d < by_value.size(); ++d) {
    by_value[d] = d;
  }
  std::ranges::sort(by_value, [&](std::size_t a, std::size_t b) {
    return std::tuple(demands_[a].value, a) < std::tuple(demands_[b].value, b);
  });
  std::size_t next = 0;
  std::optional<std::size_t> failed;
  for (std::size_t d : by_value) {
    Demand& demand = demands_[d];
    while (next < supply.size() && ops_[supply[next]].value < demand.value) {
      ++next;
    }
    const Position deadline = at(earliest_[demand.before]).end;
    if (next == supply.size() || ops_[supply[next]].value != demand.value ||
        ops_[supply[next]].start > deadline) {
      if (!failed || d < *failed) {
        failed = d;
      }
      continue;
    }
    demand.filler = supply[next++];
  }
  if (!failed) {
    return std::nullopt;
  }
  const auto is_unknown_set = [](const VersionedOp& op) {
    return !op.is_known() && op.kind == Kind::CompareAndSet;
  };
  if (std::ranges::any_of(ops_, is_unknown_set)) {
    return undecided(
        fmt::format("{} may come from a compare-and-set of unknown outcome", text(demands_[*failed].value)));
  }
  return explain_missing(demands_[*failed]);
}

Decision Decider::explain_missing(const Demand& demand) const {
  const std::size_t witness = earliest_[demand.before];
  std::vector<OpIndex> core{known_[demand.before]};
  if (witness != demand.before) {
    core.push_back(known_[witness]);
  }
  std::size_t candidates = 0;
  for (OpIndex i = 0; i < ops_.size(); ++i) {
    if (ops_[i].is_known() || ops_[i].value != demand.value || ops_[i].start > at(witness).end) {
      continue;
    }
    core.push_back(i);
    ++candidates;
  }
  return violation(
      Finding::Gap,
      fmt::format(
          "{} was in place at version {} without a known write, and the {} unknown writes of it that had "
          "begun by then are too few",
          text(demand.value), at(demand.before).version, candidates),
      std::move(core));
}

std::vector<OpIndex> Decider::build_order() const {
  std::vector<OpIndex> order;
  order.reserve(known_.size() + demands_.size());
  std::size_t demand = 0;
  for (std::size_t i = 0; i < known_.size(); ++i) {
    for (; demand < demands_.size() && demands_[demand].before == i; ++demand) {
      order.push_back(demands_[demand].filler);
    }
    order.push_back(known_[i]);
  }
  return order;
}

}  // namespace

Decision decide_versions(std::span<const VersionedOp> ops, const VersionRules& rules) {
  Decision decision = Decider(ops, rules).decide();
  if (decision.is_violation()) {
    shrink_later(decision, ops,
                 [initial = rules.initial](std::span<const VersionedOp> all, const std::vector<bool>& kept,
                                           Position until) {
                   const auto changes = [](const VersionedOp& op) { return op.kind != Kind::Read; };
                   const VersionRules nameless{.initial = initial, .text_of = {}};
                   return Decider(with_freed(all, kept, until, changes), nameless).decide().answer;
                 });
  }
  return decision;
}

}  // namespace pawl::checker
