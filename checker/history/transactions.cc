// Transactions under other names: histories that call them :read and :write, after what they do.

#include <algorithm>

#include "checker/history/history.h"

namespace pawl::checker {
namespace {

bool is_step(const Value& value) {
  const Value::List* parts = value.list();
  if (!parts || parts->size() != 3) return false;
  const Value& word = parts->front();
  return (word.keyword() && is_step_name(word.keyword()->name)) ||
         (word.text() && is_step_name(*word.text()));
}

bool has_steps(const Operation& operation) {
  const Value::List* steps = operation.argument.list();
  return steps && std::ranges::all_of(*steps, is_step);
}

}  // namespace

void name_transactions(History& history, Transactions transactions) {
  const auto& operations = history.operations;
  const bool has_one = std::ranges::any_of(
      operations, [](const Operation& it) { return has_steps(it) && it.argument.list()->size() > 0; });
  if (!has_one) return;
  if (transactions == Transactions::Guess && !std::ranges::all_of(operations, has_steps)) return;
  for (Operation& operation : history.operations) {
    if (has_steps(operation)) operation.f = f::Txn;
  }
}

}  // namespace pawl::checker
