#include "checker/decide/register/register_zones.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "checker/decide/freeing.h"
#include "checker/decide/register/register_chains.h"
#include "checker/history/large_pages.h"

namespace pawl::checker {
namespace {

class Decider {
 public:
  Decider(std::span<const RegisterOp> ops, const RegisterRules& rules, RegisterChains built)
      : ops_(ops), rules_(rules), in_chains_(std::move(built.in_chains)), chains_(std::move(built.chains)) {}

  Decision decide() {
    if (auto found = find_zone_pair()) {
      return *std::move(found);
    }
    return linearizable(build_order());
  }

 private:
  std::optional<Decision> find_zone_pair() const;
  Decision explain_zones(const RegisterChain& a, const RegisterChain& b) const;
  std::vector<OpIndex> build_order() const;

  std::span<const RegisterOp> ops_;
  const RegisterRules& rules_;
  std::vector<OpIndex> in_chains_;
  std::vector<RegisterChain> chains_;
};

/// Two chains whose zones make each come before the other.
std::optional<Decision> Decider::find_zone_pair() const {
  std::vector<const RegisterChain*> forward;
  for (const RegisterChain& chain : chains_) {
    if (chain.is_forward()) {
      forward.push_back(&chain);
    }
  }
  std::ranges::sort(forward, {}, [](const RegisterChain* chain) { return chain->first_end; });
  for (std::size_t i = 1; i < forward.size(); ++i) {
    if (forward[i]->first_end < forward[i - 1]->last_start) {
      return explain_zones(*forward[i - 1], *forward[i]);
    }
  }
  for (const RegisterChain& chain : chains_) {
    if (chain.is_forward()) {
      continue;
    }
    const auto after = std::ranges::partition_point(
        forward, [&](const RegisterChain* other) { return other->first_end < chain.last_start; });
    if (after == forward.begin()) {
      continue;
    }
    const RegisterChain& around = **(after - 1);
    if (chain.first_end < around.last_start) {
      return explain_zones(around, chain);
    }
  }
  return std::nullopt;
}

Decision Decider::explain_zones(const RegisterChain& a, const RegisterChain& b) const {
  const auto value_at = [&](OpIndex op) { return rules_.text(ops_[op].value); };
  std::vector<OpIndex> core;
  for (OpIndex op : {a.first_ender, b.last_starter, b.first_ender, a.last_starter}) {
    if (op != kBeginning && std::ranges::find(core, op) == core.end()) {
      core.push_back(op);
    }
  }
  if (a.first_ender == kBeginning || b.first_ender == kBeginning) {
    const RegisterChain& first = a.first_ender == kBeginning ? a : b;
    const RegisterChain& other = a.first_ender == kBeginning ? b : a;
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
  std::vector<const RegisterChain*> sorted;
  sorted.reserve(chains_.size());
  for (const RegisterChain& chain : chains_) {
    sorted.push_back(&chain);
  }
  std::ranges::sort(sorted, {}, [](const RegisterChain* chain) { return chain->key(); });
  std::vector<OpIndex> order;
  reserve_long(order, in_chains_.size());
  for (const RegisterChain* chain : sorted) {
    for (std::size_t i = chain->begin; i < chain->end; ++i) {
      order.push_back(in_chains_[i]);
    }
  }
  return order;
}

}  // namespace

std::string RegisterRules::text(std::uint32_t value) const {
  return text_of ? text_of(value) : fmt::format("{}", value);
}

namespace {

Decision decide_as_it_is(std::span<const RegisterOp> ops, const RegisterRules& rules) {
  std::expected<RegisterChains, Decision> built = build_chains(ops, rules);
  if (!built) {
    return std::move(built.error());
  }
  return Decider(ops, rules, *std::move(built)).decide();
}

}  // namespace

Decision decide_register(std::span<const RegisterOp> ops, const RegisterRules& rules) {
  Decision decision = decide_as_it_is(ops, rules);
  if (decision.is_violation()) {
    shrink_later(decision, ops,
                 [count = rules.value_count, initial = rules.initial](
                     std::span<const RegisterOp> all, const std::vector<bool>& kept, Position until) {
                   const auto changes = [](const RegisterOp& op) {
                     return op.kind != RegisterOp::Kind::Read;
                   };
                   const RegisterRules nameless{.value_count = count, .initial = initial, .text_of = {}};
                   return decide_as_it_is(with_freed(all, kept, until, changes), nameless).answer;
                 });
  }
  return decision;
}

}  // namespace pawl::checker
