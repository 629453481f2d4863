#include "tests/checker/trust/definition.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <set>
#include <utility>

#include "tests/checker/trust/defined_collections.h"
#include "tests/checker/trust/defined_locks.h"
#include "tests/checker/trust/defined_registers.h"
#include "tests/checker/trust/defined_sequencer.h"

namespace pawl::checker::trust {
namespace {

/// Calls `ask` with the model of that name.
template <typename Ask>
bool with_model(const Question& question, const Ask& ask) {
  const std::string_view name = question.model;
  if (name == "sequencer") return ask(DefinedSequencer(question));
  if (name == "register" || name == "cas-register" || name == "kv") return ask(DefinedRegister(question));
  if (name == "transactions") return ask(DefinedTransactions(question));
  if (name == "counter") return ask(DefinedCounter(question));
  if (name == "mutex") return ask(DefinedMutex{});
  if (name == "owner-mutex") return ask(DefinedOwnerMutex{});
  if (name == "fencing-lock") return ask(DefinedFencingLock{});
  if (name == "set") return ask(DefinedSet{});
  if (name == "fifo-queue") return ask(DefinedQueue{.taken = DefinedQueue::Taken::First});
  if (name == "unordered-queue") return ask(DefinedQueue{.taken = DefinedQueue::Taken::Any});
  if (name == "stack") return ask(DefinedQueue{.taken = DefinedQueue::Taken::Last});
  if (name == "unique-ids") return ask(DefinedUniqueIds{});
  std::abort();
}

/// A step from where nothing happened yet begins in any first state.
template <typename Model>
auto stepper(const Model& model, std::span<const Happening> happenings) {
  using State = std::optional<typename Model::State>;
  return [&model, happenings](const State& from, std::size_t i, const auto& emit) {
    const auto emit_some = [&](const typename Model::State& next) { emit(State(next)); };
    if (from) {
      model.step(*from, happenings[i].operation, emit_some);
      return;
    }
    for (const auto& first : model.initials()) model.step(first, happenings[i].operation, emit_some);
  };
}

std::vector<Interval> intervals_of(std::span<const Happening> happenings) {
  std::vector<Interval> intervals;
  for (const Happening& happening : happenings) intervals.push_back(happening.interval);
  return intervals;
}

bool is_read(const Operation& op) { return op.f == f::Read || op.f == f::Get; }

}  // namespace

bool takes_part(const Question& question, const Operation& op) {
  const std::string_view model = question.model;
  if (op.outcome == Outcome::Fail) return op.f == f::Cas && question.options.cas_fail == CasFail::Differs;
  if (op.outcome == Outcome::Unknown) return !is_read(op) && op.f != f::Generate && op.f != f::Renew;
  const bool is_of_values = model == "register" || model == "cas-register" || model == "kv";
  const bool says_nothing = is_of_values && is_read(op) && op.result.is_nil();
  return !says_nothing || question.options.nil_read == NilRead::Value;
}

Operation freed(const Operation& operation) {
  Operation free = operation;
  if (operation.outcome != Outcome::Fail) free.outcome = Outcome::Unknown;
  free.result = Value{};
  Witness asked;
  asked.idem = operation.witness->idem;
  if (operation.f == f::Release) asked.token = operation.witness->token;
  free.witness = Rare<Witness>();
  free.witness.make() = asked;
  return free;
}

bool has_order(const Question& question, std::span<const Happening> happenings) {
  const std::vector<Interval> intervals = intervals_of(happenings);
  return with_model(question, [&](const auto& model) {
    using State = std::optional<typename std::decay_t<decltype(model)>::State>;
    return exists_order(std::span<const Interval>(intervals), State(), stepper(model, happenings));
  });
}

bool is_order(const Question& question, std::span<const Happening> happenings,
              std::span<const OpIndex> order) {
  const std::vector<Interval> intervals = intervals_of(happenings);
  return with_model(question, [&](const auto& model) {
    using State = std::optional<typename std::decay_t<decltype(model)>::State>;
    return is_linearization(std::span<const Interval>(intervals), order, State(), stepper(model, happenings));
  });
}

}  // namespace pawl::checker::trust
