#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "checker/transactions/verify.h"

namespace pawl::checker {
namespace {

// What a key holds: a value, or the elements that were appended to it.
struct Held {
  bool is_list = false;
  std::uint32_t value = 0;
  std::vector<std::uint32_t> elements = {};
};

void become_list(const TransactionLog& log, Held& held) {
  if (held.is_list) return;
  held.is_list = true;
  held.elements.clear();
  const Value value = log.values.value(held.value);
  LogValues numbers = value.list() ? log.values : LogValues{};
  for (std::size_t i = 0; value.list() && i < value.list()->size(); ++i)
    held.elements.push_back(numbers.number((*value.list())[i]));
}

bool is_what_is_held(const TransactionLog& log, const Step& step, const Held& held) {
  if (step.kind == StepKind::ReadList) {
    if (held.is_list) return std::ranges::equal(log.list(step), held.elements);
    const Value value = log.values.value(held.value);
    return step.count == 0 && (value.is_nil() || (value.list() && value.list()->size() == 0));
  }
  if (!held.is_list) return step.value == held.value;
  const Value value = log.values.value(step.value);
  if (!value.list() || value.list()->size() != held.elements.size()) return false;
  for (std::size_t i = 0; i < held.elements.size(); ++i) {
    if ((*value.list())[i] != log.values.value(held.elements[i])) return false;
  }
  return true;
}

bool run(const TransactionLog& log, TxnId txn, std::vector<Held>& state) {
  for (const Step& step : log.steps_of(txn)) {
    Held& held = state[step.key];
    switch (step.kind) {
      case StepKind::ReadAny: break;
      case StepKind::Read:
      case StepKind::ReadList:
        if (!is_what_is_held(log, step, held)) return false;
        break;
      case StepKind::Write:
        held.is_list = false;
        held.value = step.value;
        break;
      case StepKind::Append:
        become_list(log, held);
        held.elements.push_back(step.value);
        break;
    }
  }
  return true;
}

}  // namespace

std::expected<void, std::string> verify_order(const TransactionLog& log, std::span<const TxnId> order,
                                              Level level) {
  const bool keeps_time = implies(level, Level::StrictSerializable);
  const bool keeps_processes = implies(level, Level::SessionSerializable);
  std::vector<bool> is_placed(log.all.size(), false);
  std::vector<Held> state(log.keys.count());
  for (std::uint32_t key = 0; key < state.size(); ++key) state[key].value = log.initial_of(key);
  std::unordered_map<std::int64_t, EventNumber> latest_of_process;
  EventNumber latest_call = 0;
  for (const TxnId txn : order) {
    if (txn >= log.all.size() || is_placed[txn] || log.all[txn].outcome == Outcome::Fail)
      return std::unexpected(fmt::format("transaction {} does not belong there", txn));
    is_placed[txn] = true;
    const Transaction& each = log.all[txn];
    EventNumber& latest = latest_of_process[each.process];
    if (keeps_time && each.ret < latest_call)
      return std::unexpected(fmt::format("transaction {} ended before one ahead of it was called", txn));
    if (keeps_processes && each.ret < latest)
      return std::unexpected(fmt::format("transaction {} stands behind a later one of its process", txn));
    latest_call = std::max(latest_call, each.call);
    latest = std::max(latest, each.call);
    if (!run(log, txn, state))
      return std::unexpected(fmt::format("transaction {} reads something else where it stands", txn));
  }
  for (TxnId txn = 0; txn < log.all.size(); ++txn) {
    if (!is_placed[txn] && log.all[txn].outcome == Outcome::Ok)
      return std::unexpected(fmt::format("transaction {} was answered but is not in the order", txn));
  }
  return {};
}

}  // namespace pawl::checker
