#include "checker/model/catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "checker/model/collections.h"
#include "checker/model/counter.h"
#include "checker/model/key_value.h"
#include "checker/model/lock.h"
#include "checker/model/register.h"
#include "checker/model/sequencer.h"
#include "checker/model/transactions.h"

namespace pawl::checker {
namespace {

using Made = std::expected<MachineFactory, std::string>;

Made make_register(const CheckOptions& options) {
  RegisterModel model;
  if (options.init) model.init = *options.init;
  model.nil_read = options.nil_read;
  model.cas_fail = options.cas_fail;
  return [model] { return make_machine(model); };
}

Made make_sequencer(const CheckOptions& options) {
  SequencerModel model;
  if (options.init) {
    if (!options.init->integer())
      return std::unexpected("the sequencer's --init is the last number handed out");
    model.start = *options.init->integer();
  }
  return [model] { return make_machine(model); };
}

Made make_key_value(const CheckOptions& options) {
  const Value missing = options.init ? *options.init : Value{};
  return [missing, nil_read = options.nil_read, cas_fail = options.cas_fail] {
    KeyValueModel model;  // one for each machine: states of two machines share no pool
    model.missing = missing;
    model.nil_read = nil_read;
    model.cas_fail = cas_fail;
    return make_machine(std::move(model));
  };
}

Made make_transactions(const CheckOptions& options) {
  if (options.init && !options.init->map() && !options.init->is_nil()) {
    return std::unexpected("the first state of several registers is a map, such as {:x 0, :y 0}");
  }
  const Value init = options.init ? *options.init : Value{};
  return [init, nil_read = options.nil_read] {
    TransactionsModel model;
    model.init = init;
    model.nil_read = nil_read;
    return make_machine(std::move(model));
  };
}

Made make_counter(const CheckOptions& options) {
  CounterModel model;
  if (options.init) {
    if (!options.init->integer()) return std::unexpected("the first state of a counter is an integer");
    model.init = *options.init->integer();
  }
  return [model] { return make_machine(model); };
}

template <class M>
Made make_plain(const CheckOptions& options) {
  if (options.init && !options.init->is_nil())
    return std::unexpected("this model has no other first state than its own");
  return [] { return make_machine(M{}); };
}

struct Entry {
  std::string_view name;
  Made (*make)(const CheckOptions&);
};

constexpr Entry kModels[] = {
    {"sequencer", make_sequencer},
    {"register", make_register},
    {"cas-register", make_register},
    {"multi-register", make_transactions},
    {"transactions", make_transactions},
    {"list-append", make_transactions},
    {"rw-register", make_transactions},
    {"kv", make_key_value},
    {"set", make_plain<SetModel>},
    {"fifo-queue", make_plain<FifoQueueModel>},
    {"unordered-queue", make_plain<UnorderedQueueModel>},
    {"stack", make_plain<StackModel>},
    {"mutex", make_plain<MutexModel>},
    {"owner-mutex", make_plain<OwnerMutexModel>},
    {"fencing-lock", make_plain<FencingLockModel>},
    {"counter", make_counter},
    {"unique-ids", make_plain<UniqueIdsModel>},
};

// A model fits if the history has none but these functions, and one of `telling` at least.
struct Guess {
  std::string_view name;
  std::vector<Symbol> telling;
  std::vector<Symbol> others;
};

const std::vector<Guess>& guesses() {
  static const std::vector<Guess> all = {
      {"sequencer", {f::Next, f::Reserve}, {f::Read, f::Get, f::Create, f::Delete}},
      {"cas-register", {f::Write, f::Cas}, {f::Read}},
      {"kv", {f::Put, f::Append}, {f::Get, f::Cas, f::Delete}},
      {"multi-register", {f::Txn}, {}},
      {"unique-ids", {f::Generate}, {}},
      {"fencing-lock", {f::Renew}, {f::Acquire, f::Release}},
      {"set", {f::Remove}, {f::Add, f::Read}},
      {"stack", {f::Push, f::Pop}, {}},
      {"counter", {f::Inc, f::Dec}, {f::Add, f::Read}},
  };
  return all;
}

}  // namespace

std::vector<std::string_view> model_names() {
  std::vector<std::string_view> names;
  for (const Entry& entry : kModels) names.push_back(entry.name);
  return names;
}

bool is_of_transactions(std::string_view model) {
  const auto entry = std::ranges::find(kModels, model, &Entry::name);
  return entry != std::end(kModels) && entry->make == make_transactions;
}

std::expected<MachineFactory, std::string> find_model(std::string_view name, const CheckOptions& options) {
  for (const Entry& entry : kModels) {
    if (entry.name == name) return entry.make(options);
  }
  std::string known;
  for (const Entry& entry : kModels) known += (known.empty() ? "" : ", ") + std::string(entry.name);
  return std::unexpected(fmt::format("there is no model '{}'; there are: {}", name, known));
}

// Functions that several models have are told apart by what they carry.
std::optional<std::string_view> guess_by_values(const History& history, const std::set<Symbol>& seen) {
  const auto has_only = [&](std::initializer_list<Symbol> all) {
    return std::ranges::all_of(seen, [&](Symbol f) { return std::ranges::find(all, f) != all.end(); });
  };
  if (!seen.empty() && has_only({f::Acquire, f::Release})) {
    const bool has_tokens = std::ranges::any_of(
        history.operations, [](const Operation& op) { return FencingLockModel::token_of(op).has_value(); });
    return has_tokens ? "fencing-lock" : "mutex";
  }
  if (seen.contains(f::Add) && has_only({f::Add, f::Read})) {
    const auto is_read_of = [](const Operation& op, bool is_list) {
      return op.f == f::Read && op.outcome == Outcome::Ok &&
             (is_list ? op.result.items() != nullptr : op.result.integer() != nullptr);
    };
    const bool has_lists =
        std::ranges::any_of(history.operations, [&](const Operation& op) { return is_read_of(op, true); });
    const bool has_sums =
        std::ranges::any_of(history.operations, [&](const Operation& op) { return is_read_of(op, false); });
    if (has_lists != has_sums) return has_lists ? "set" : "counter";
  }
  return std::nullopt;
}

std::optional<std::string_view> guess_model(const History& history) {
  std::set<Symbol> seen;
  for (const Operation& operation : history.operations) seen.insert(operation.f);
  if (const auto guessed = guess_by_values(history, seen)) return guessed;
  for (const Guess& guess : guesses()) {
    const auto tells = [&](Symbol f) { return std::ranges::find(guess.telling, f) != guess.telling.end(); };
    const auto fits = [&](Symbol f) {
      return tells(f) || std::ranges::find(guess.others, f) != guess.others.end();
    };
    if (std::ranges::any_of(seen, tells) && std::ranges::all_of(seen, fits)) return guess.name;
  }
  return std::nullopt;
}

}  // namespace pawl::checker
