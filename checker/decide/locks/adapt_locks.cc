// Mutexes and fencing locks of a history.

#include "checker/decide/adapters.h"
#include "checker/decide/locks/fencing_lock.h"
#include "checker/decide/locks/mutex.h"

namespace pawl::checker {
namespace {

/// `:token`, or an integer as answer or argument.
std::optional<std::int64_t> token_of(const Operation& op) {
  if (op.witness->token) {
    return op.witness->token;
  }
  if (op.outcome == Outcome::Ok && op.result.integer()) {
    return *op.result.integer();
  }
  if (op.argument.integer()) {
    return *op.argument.integer();
  }
  return std::nullopt;
}

}  // namespace

std::optional<DecidedPart> adapt_mutex(const AdapterInput& input) {
  std::vector<MutexOp> ops;
  std::vector<std::uint32_t> sources;
  for (std::size_t i = 0; i < input.members.size(); ++i) {
    const Operation& op = input.at(i);
    if (op.outcome == Outcome::Fail) {
      continue;
    }
    if (op.f != f::Acquire && op.f != f::Release) {
      return std::nullopt;
    }
    ops.push_back({.kind = op.f == f::Acquire ? MutexOp::Kind::Acquire : MutexOp::Kind::Release,
                   .start = op.call,
                   .end = end_of(op)});
    sources.push_back(input.members[i]);
  }
  return translate("mutex", decide_mutex(ops, MutexBegin::Free), sources);
}

std::optional<DecidedPart> adapt_fencing_lock(const AdapterInput& input) {
  FencingRules rules;
  rules.expiry = FencingRules::Expiry::Never;  // an expiry is recorded as a release
  std::vector<FencingOp> ops;
  std::vector<std::uint32_t> sources;
  for (std::size_t i = 0; i < input.members.size(); ++i) {
    const Operation& op = input.at(i);
    if (op.outcome == Outcome::Fail || (op.f == f::Renew && op.outcome == Outcome::Unknown)) {
      continue;
    }
    FencingOp item{.start = op.call, .end = end_of(op)};
    item.kind = op.f == f::Acquire ? FencingOp::Kind::Acquire
                : op.f == f::Renew ? FencingOp::Kind::Renew
                                   : FencingOp::Kind::Release;
    const bool needs_token = item.is_known() || item.kind != FencingOp::Kind::Acquire;
    const std::optional<std::int64_t> token = token_of(op);
    if (needs_token && !token) {
      return std::nullopt;
    }
    item.token = token.value_or(0);
    ops.push_back(item);
    sources.push_back(input.members[i]);
  }
  return translate("fencing-lock", decide_fencing_lock(ops, rules), sources);
}

}  // namespace pawl::checker
