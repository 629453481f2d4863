// Counters and sources of unique identifiers of a history.

#include <fmt/format.h>

#include <limits>
#include <unordered_map>

#include "checker/decide/adapters.h"
#include "checker/decide/counter/counter.h"
#include "checker/decide/counter/unique_ids.h"
#include "checker/decide/value_numbers.h"

namespace pawl::checker {
namespace {

/// What an operation adds to a counter; nothing if it is no add.
std::optional<std::int64_t> amount_of(const Operation& op) {
  const std::int64_t amount = op.argument.integer() ? *op.argument.integer() : 1;
  if (op.f == f::Add || op.f == f::Inc) {
    return amount;
  }
  if (op.f == f::Dec && amount != std::numeric_limits<std::int64_t>::min()) {
    return -amount;
  }
  return std::nullopt;
}

/// The one amount that all adds have; nothing if they differ or change nothing.
std::optional<std::int64_t> common_amount(const AdapterInput& input) {
  std::optional<std::int64_t> common;
  for (std::size_t i = 0; i < input.members.size(); ++i) {
    const Operation& op = input.at(i);
    if (op.outcome == Outcome::Fail || op.f == f::Read || op.f == f::Get) {
      continue;
    }
    const std::optional<std::int64_t> amount = amount_of(op);
    // An add that answers another number than its own answers the sum, which the procedure does not know.
    const bool answers = op.outcome == Outcome::Ok && op.result.integer() && op.result != op.argument;
    if (answers || !amount || *amount == 0 || (common && *common != *amount)) {
      return std::nullopt;
    }
    common = amount;
  }
  return common.value_or(1);
}

}  // namespace

std::optional<DecidedPart> adapt_counter(const AdapterInput& input) {
  const std::optional<std::int64_t> amount = common_amount(input);
  const Value* init = input.options.init ? &*input.options.init : nullptr;
  const std::int64_t initial = init != nullptr && init->integer() ? *init->integer() : 0;
  if (!amount) {
    return std::nullopt;
  }
  std::vector<CounterOp> ops;
  std::vector<std::uint32_t> sources;
  for (std::size_t i = 0; i < input.members.size(); ++i) {
    const Operation& op = input.at(i);
    const bool is_read = op.f == f::Read || op.f == f::Get;
    if (op.outcome == Outcome::Fail || (is_read && op.outcome == Outcome::Unknown)) {
      continue;
    }
    CounterOp item{.start = op.call, .end = end_of(op)};
    if (is_read) {
      std::int64_t offset = 0;
      const std::int64_t* seen = op.result.integer();
      const bool is_beyond = seen == nullptr || __builtin_sub_overflow(*seen, initial, &offset);
      if (is_beyond || offset == std::numeric_limits<std::int64_t>::min()) {
        return std::nullopt;
      }
      if (offset % *amount != 0) {
        return translate("counter",
                         impossible(Finding::OffGrid,
                                    fmt::format("{} was read of a counter that begins at {} and goes by {}",
                                                *seen, initial, *amount),
                                    0, op.ret),
                         input.members.subspan(i, 1));
      }
      item.kind = CounterOp::Kind::Read;
      item.seen = offset / *amount;
    }
    ops.push_back(item);
    sources.push_back(input.members[i]);
  }
  return translate("counter", decide_counter(ops, 0), sources);
}

std::optional<DecidedPart> adapt_unique_ids(const AdapterInput& input) {
  std::vector<UniqueIdOp> ops;
  std::vector<std::uint32_t> sources;
  std::unordered_map<Value, std::uint32_t, HashOfValue> ids;
  for (std::size_t i = 0; i < input.members.size(); ++i) {
    const Operation& op = input.at(i);
    if (op.f != f::Generate) {
      return std::nullopt;
    }
    if (op.outcome != Outcome::Ok) {
      continue;
    }
    const std::uint32_t id = ids.try_emplace(op.result, static_cast<std::uint32_t>(ids.size())).first->second;
    ops.push_back({.start = op.call, .end = end_of(op), .id = id});
    sources.push_back(input.members[i]);
  }
  return translate("unique-ids", decide_unique_ids(ops), sources);
}

}  // namespace pawl::checker
