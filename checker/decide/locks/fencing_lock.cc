#include "checker/decide/locks/fencing_lock.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "checker/decide/freeing.h"
#include "checker/decide/known_order.h"
#include "checker/decide/sequencer/gap_fill.h"

namespace pawl::checker {
namespace {

using Kind = FencingOp::Kind;

/// Where an unknown operation is needed, and before which place in the order of known ones.
struct Need {
  std::size_t before = 0;
  std::vector<OpIndex> fillers;
};

class Decider {
 public:
  Decider(std::span<const FencingOp> ops, const FencingRules& rules) : ops_(ops), rules_(rules) {}

  Decision decide() {
    sort();
    if (auto found = find_inversion()) {
      return *std::move(found);
    }
    if (auto found = walk()) {
      return *std::move(found);
    }
    if (auto found = fill_acquires()) {
      return *std::move(found);
    }
    return linearizable(build_order());
  }

 private:
  const FencingOp& at(std::size_t place) const { return ops_[known_[place]]; }
  static auto slot(const FencingOp& op) { return std::tuple(op.token, op.kind); }
  Position deadline(std::size_t place) const { return at(earliest_[place]).end; }

  void sort();
  std::optional<Decision> find_inversion() const;
  std::optional<Decision> walk();
  std::optional<Decision> end_grant(std::size_t before);
  std::optional<Decision> skip_tokens(std::size_t before, std::int64_t from, std::int64_t to);
  OpIndex find_release(std::int64_t token, Position until) const;
  std::optional<Decision> fill_acquires();
  std::vector<OpIndex> build_order() const;

  static constexpr OpIndex kNobody = std::numeric_limits<OpIndex>::max();

  std::span<const FencingOp> ops_;
  const FencingRules& rules_;
  std::vector<OpIndex> known_;         ///< by token; acquire, renewals, release
  std::vector<std::size_t> earliest_;  ///< of each suffix of known_, the place of the first end
  std::vector<OpIndex> releases_;      ///< unknown ones, by token and start
  std::vector<Need> ends_;             ///< unknown releases that end grants, by place
  std::vector<GapDemand> grants_;      ///< acquires nobody was told of
  std::vector<Need> grant_fillers_;    ///< beside grants_
};

void Decider::sort() {
  for (OpIndex i = 0; i < ops_.size(); ++i) {
    if (ops_[i].is_known()) {
      known_.push_back(i);
    } else if (ops_[i].kind == Kind::Release) {
      releases_.push_back(i);
    }
  }
  std::ranges::sort(known_, [&](OpIndex a, OpIndex b) {
    return std::tuple(slot(ops_[a]), ops_[a].start) < std::tuple(slot(ops_[b]), ops_[b].start);
  });
  std::ranges::sort(releases_, [&](OpIndex a, OpIndex b) {
    return std::tuple(ops_[a].token, ops_[a].start) < std::tuple(ops_[b].token, ops_[b].start);
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
  return violation(
      Finding::InvertedPair,
      fmt::format("an operation under token {} had ended before the one under token {} began that "
                  "comes first",
                  at(inverted->later).token, at(inverted->earlier).token),
      {known_[inverted->later], known_[inverted->earlier]});
}

/// Each token is granted once and released once at most; grants end before the next begins.
std::optional<Decision> Decider::walk() {
  std::int64_t next_token = rules_.first_token;
  for (std::size_t i = 0; i < known_.size(); ++i) {
    const FencingOp& op = at(i);
    if (op.token < rules_.first_token) {
      return violation(Finding::OffGrid, fmt::format("token {} lies before the first", op.token),
                       {known_[i]});
    }
    if (i > 0 && at(i - 1).token == op.token) {
      if (op.kind != Kind::Renew && op.kind == at(i - 1).kind) {
        return violation(
            Finding::Duplicate,
            fmt::format("token {} was {} twice", op.token, op.kind == Kind::Acquire ? "granted" : "released"),
            {known_[i - 1], known_[i]});
      }
      continue;
    }
    if (i > 0) {
      if (auto found = end_grant(i)) {
        return found;
      }
    }
    if (rules_.tokens == FencingRules::Tokens::Dense) {
      if (auto found = skip_tokens(i, next_token, op.token)) {
        return found;
      }
    }
    if (op.kind != Kind::Acquire) {
      grants_.push_back({.length = 1, .deadline = deadline(i)});
      grant_fillers_.push_back({.before = i, .fillers = {}});
    }
    next_token = op.token == std::numeric_limits<std::int64_t>::max() ? op.token : op.token + 1;
  }
  return std::nullopt;
}

/// The first unknown release of `token`, if it began by then.
OpIndex Decider::find_release(std::int64_t token, Position until) const {
  const auto found =
      std::ranges::partition_point(releases_, [&](OpIndex r) { return ops_[r].token < token; });
  const bool fits = found != releases_.end() && ops_[*found].token == token && ops_[*found].start <= until;
  return fits ? *found : kNobody;
}

/// The grant whose last known operation stands before place `before` must have ended.
std::optional<Decision> Decider::end_grant(std::size_t before) {
  const FencingOp& last = at(before - 1);
  if (last.kind == Kind::Release) {
    return std::nullopt;
  }
  const OpIndex release = find_release(last.token, deadline(before));
  if (release != kNobody) {
    ends_.push_back({.before = before, .fillers = {release}});
    return std::nullopt;
  }
  OpIndex promise = known_[before - 1];
  for (std::size_t i = before; i-- > 0 && at(i).token == last.token;) {
    if (at(i).lease_until > ops_[promise].lease_until) {
      promise = known_[i];
    }
  }
  const bool can_expire = rules_.expiry == FencingRules::Expiry::AfterLease;
  if (can_expire && ops_[promise].lease_until <= deadline(before)) {
    return std::nullopt;
  }
  return violation(
      Finding::Exclusion,
      fmt::format("an operation under token {} had ended while token {} was still held: nobody can "
                  "have released it by then{}",
                  at(earliest_[before]).token, last.token,
                  can_expire ? ", and its lease had not run out" : ""),
      {promise, known_[earliest_[before]]});
}

/// Dense tokens: those in [from, to) were granted to acquires of unknown outcome, and have ended.
std::optional<Decision> Decider::skip_tokens(std::size_t before, std::int64_t from, std::int64_t to) {
  if (from >= to) {
    return std::nullopt;
  }
  grants_.push_back({.length = to - from, .deadline = deadline(before)});
  Need& need = grant_fillers_.emplace_back(Need{.before = before, .fillers = {}});
  auto release = std::ranges::partition_point(releases_, [&](OpIndex r) { return ops_[r].token < from; });
  std::int64_t token = from;
  for (; release != releases_.end() && ops_[*release].token < to; ++release) {
    const bool is_first = need.fillers.empty() || ops_[need.fillers.back()].token != ops_[*release].token;
    if (!is_first || ops_[*release].start > deadline(before)) {
      continue;
    }
    need.fillers.push_back(*release);
    if (ops_[*release].token == token) {
      ++token;
    }
  }
  if (rules_.expiry == FencingRules::Expiry::AfterLease || token == to) {
    return std::nullopt;
  }
  return violation(
      Finding::Exclusion,
      fmt::format("token {} was granted, token {} before it to nobody known, and nobody can have "
                  "released that",
                  to, token),
      {known_[before]});
}

std::optional<Decision> Decider::fill_acquires() {
  std::vector<GapSupply> supplies;
  for (OpIndex i = 0; i < ops_.size(); ++i) {
    if (!ops_[i].is_known() && ops_[i].kind == Kind::Acquire) {
      supplies.push_back({.size = 1, .start = ops_[i].start, .op = i});
    }
  }
  const GapFill fill = fill_gaps(grants_, supplies, 0);
  if (fill.outcome == GapFill::Outcome::Filled) {
    for (std::size_t g = 0; g < grants_.size(); ++g) {
      std::vector<OpIndex> releases = std::move(grant_fillers_[g].fillers);
      std::vector<OpIndex>& both = grant_fillers_[g].fillers;
      both.clear();
      std::size_t next = 0;
      std::int64_t token = ops_[known_[grant_fillers_[g].before]].token - grants_[g].length;
      for (std::size_t f = fill.begin[g]; f < fill.begin[g + 1]; ++f, ++token) {
        both.push_back(fill.fillers[f]);
        if (next < releases.size() && ops_[releases[next]].token == token) {
          both.push_back(releases[next++]);
        }
      }
    }
    return std::nullopt;
  }
  const std::size_t before = grant_fillers_[fill.failed_gap].before;
  std::vector<OpIndex> core{known_[earliest_[before]]};
  for (const GapSupply& supply : supplies) {
    if (supply.start <= grants_[fill.failed_gap].deadline) {
      core.push_back(supply.op);
    }
  }
  const std::size_t candidates = core.size() - 1;
  return violation(
      Finding::Gap,
      fmt::format("by the end of an operation under token {}, tokens had been granted that no known "
                  "acquire received, and the {} acquires of unknown outcome that had begun are too few",
                  at(earliest_[before]).token, candidates),
      std::move(core));
}

std::vector<OpIndex> Decider::build_order() const {
  std::vector<OpIndex> order;
  std::size_t end = 0;
  std::size_t grant = 0;
  for (std::size_t i = 0; i < known_.size(); ++i) {
    for (; end < ends_.size() && ends_[end].before == i; ++end) {
      order.push_back(ends_[end].fillers[0]);
    }
    for (; grant < grant_fillers_.size() && grant_fillers_[grant].before == i; ++grant) {
      const std::vector<OpIndex>& fillers = grant_fillers_[grant].fillers;
      order.insert(order.end(), fillers.begin(), fillers.end());
    }
    order.push_back(known_[i]);
  }
  return order;
}

}  // namespace

Decision decide_fencing_lock(std::span<const FencingOp> ops, const FencingRules& rules) {
  Decision decision = Decider(ops, rules).decide();
  if (decision.is_violation()) {
    shrink_later(decision, ops,
                 [rules](std::span<const FencingOp> all, const std::vector<bool>& kept, Position until) {
                   const auto free = [](FencingOp& op) {
                     op.lease_until = kBeforeAll;
                     return op.kind != Kind::Renew;
                   };
                   return Decider(with_freed(all, kept, until, free), rules).decide().answer;
                 });
  }
  return decision;
}

}  // namespace pawl::checker
