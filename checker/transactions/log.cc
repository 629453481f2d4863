#include "checker/transactions/log.h"

#include <algorithm>

namespace pawl::checker {
namespace {

constexpr std::uint32_t kEmpty = 0xffffffff;

std::string_view word_of(const Value& value) {
  if (value.keyword()) return value.keyword()->name;
  return value.text() ? std::string_view(*value.text()) : std::string_view();
}

std::size_t mixed(std::uint32_t value) {
  const std::uint64_t product = value * 0x9E3779B97F4A7C15ULL;
  return static_cast<std::size_t>(product >> 20);
}

}  // namespace

std::uint32_t LogValues::number(const Value& value) {
  if (value.is_nil()) return 0;
  if (const std::int64_t* whole = value.integer(); whole && *whole >= 0 && *whole < kOthers - 1)
    return static_cast<std::uint32_t>(*whole) + 1;
  const auto [found, is_new] =
      numbers_.try_emplace(value, kOthers | static_cast<std::uint32_t>(values_.size()));
  if (is_new) values_.push_back(value);
  return found->second;
}

Value LogValues::value(std::uint32_t number) const {
  if (number == 0) return Value{};
  if (number < kOthers) return Value(std::int64_t{number} - 1);
  return values_[number & ~kOthers];
}

std::uint32_t LogKeys::number(std::uint32_t value) {
  if (2 * values_.size() >= slots_.size()) grow();
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = mixed(value) & mask;
  while (slots_[at] != kEmpty && values_[slots_[at]] != value) at = (at + 1) & mask;
  if (slots_[at] == kEmpty) {
    slots_[at] = static_cast<std::uint32_t>(values_.size());
    values_.push_back(value);
  }
  return slots_[at];
}

void LogKeys::grow() {
  slots_.assign(std::max<std::size_t>(16, 2 * slots_.size()), kEmpty);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t key = 0; key < values_.size(); ++key) {
    std::size_t at = mixed(values_[key]) & mask;
    while (slots_[at] != kEmpty) at = (at + 1) & mask;
    slots_[at] = key;
  }
}

std::optional<StepKind> step_kind(std::string_view name) {
  if (name == "r" || name == "read") return StepKind::Read;
  if (name == "w" || name == "write") return StepKind::Write;
  if (name == "append") return StepKind::Append;
  return std::nullopt;
}

void TransactionLog::add(StepKind kind, const Value& key, const Value& value, bool is_known) {
  Step step{.key = keys.number(values.number(key)), .kind = kind};
  if (kind == StepKind::Read && !is_known) {
    step.kind = StepKind::ReadAny;
  } else if (kind == StepKind::Read && value.list()) {
    step.kind = StepKind::ReadList;
    step.value = static_cast<std::uint32_t>(elements.size());
    step.count = static_cast<std::uint32_t>(value.list()->size());
    for (const Value& element : *value.list()) elements.push_back(values.number(element));
  } else {
    step.value = values.number(value);
  }
  steps.push_back(step);
}

void set_initial(TransactionLog& log, const Value& init) {
  if (!init.map()) return;
  for (const auto& [key, value] : *init.map()) {
    const std::uint32_t number = log.keys.number(log.values.number(key));
    if (log.initial.size() <= number) log.initial.resize(number + 1, 0);
    log.initial[number] = log.values.number(value);
  }
}

TransactionLog log_of(const History& history, const Value& init, bool nil_says_nothing) {
  TransactionLog log;
  log.names = history.names;
  log.all.reserve(history.operations.size());
  set_initial(log, init);
  for (const Operation& operation : history.operations) {
    Transaction txn{.process = operation.process,
                    .call = operation.call,
                    .ret = operation.ret,
                    .outcome = operation.outcome,
                    .step_begin = static_cast<std::uint32_t>(log.steps.size()),
                    .step_count = 0,
                    .call_line = operation.call_line,
                    .ret_line = operation.ret_line};
    // A completed transaction repeats its steps with the answers; another has none.
    const bool is_ok = operation.outcome == Outcome::Ok;
    const Value& value = is_ok && operation.result.list() ? operation.result : operation.argument;
    for (const Value& each : *value.list()) {
      const Value::List& parts = *each.list();
      const bool says = is_ok && !(nil_says_nothing && parts[2].is_nil());
      log.add(*step_kind(word_of(parts[0])), parts[1], parts[2], says);
    }
    txn.step_count = static_cast<std::uint32_t>(log.steps.size()) - txn.step_begin;
    log.all.push_back(txn);
  }
  return log;
}

}  // namespace pawl::checker
