#include "checker/model/transactions.h"

#include <fmt/format.h>

#include <algorithm>

namespace pawl::checker {
namespace {

enum class Kind : std::uint8_t { Read, Write, Append, Other };

Kind kind_of(const Value& step) {
  const Value::List* parts = step.list();
  if (!parts || parts->size() != 3) return Kind::Other;
  const Value& word = parts->front();
  const std::string_view name = word.keyword() ? std::string_view(word.keyword()->name)
                                : word.text()  ? std::string_view(*word.text())
                                               : std::string_view();
  if (name == "r" || name == "read") return Kind::Read;
  if (name == "w" || name == "write") return Kind::Write;
  if (name == "append") return Kind::Append;
  return Kind::Other;
}

// A completed transaction repeats its steps with the answers; one of unknown outcome has none.
const Value::List& steps_of(const Operation& op) {
  return op.outcome == Outcome::Ok && op.result.list() ? *op.result.list() : *op.argument.list();
}

std::uint32_t read(const TransactionsModel::State& state, std::uint32_t key) {
  const auto place =
      std::ranges::lower_bound(state, key, {}, &std::pair<std::uint32_t, std::uint32_t>::first);
  return place != state.end() && place->first == key ? place->second : 0;
}

void write(TransactionsModel::State& state, std::uint32_t key, std::uint32_t value) {
  const auto place =
      std::ranges::lower_bound(state, key, {}, &std::pair<std::uint32_t, std::uint32_t>::first);
  if (place != state.end() && place->first == key) {
    place->second = value;
  } else {
    state.insert(place, {key, value});
  }
}

}  // namespace

TransactionsModel::State TransactionsModel::initial() const {
  State state;
  if (init.map()) {
    for (const auto& [key, value] : *init.map()) {
      const std::uint32_t number = pool->number(key);
      write(state, number, held(number, value));
    }
  }
  return state;
}

Fit TransactionsModel::fit(const Operation& op) const {
  if (op.f != f::Txn) return Fit::refuse("transactions are of :f :txn");
  for (const Value* value : {&op.argument, &op.result}) {
    if (value == &op.result && (op.outcome != Outcome::Ok || op.result.is_nil())) continue;
    const Value::List* steps = value->list();
    if (!steps) return Fit::refuse("a transaction's value is a list of [:r k v], [:w k v], [:append k v]");
    if (steps->size() > kTransactionStepsMax) {
      return Fit::refuse(fmt::format("a transaction has at most {} steps", kTransactionStepsMax));
    }
    for (const Value& step : *steps) {
      if (kind_of(step) == Kind::Other)
        return Fit::refuse(to_edn(step) + " is no [:r k v], [:w k v] or [:append k v]");
    }
  }
  if (op.outcome == Outcome::Fail) return Fit::drop();
  const bool only_reads =
      std::ranges::all_of(*op.argument.list(), [](const Value& s) { return kind_of(s) == Kind::Read; });
  return op.outcome == Outcome::Unknown && only_reads ? Fit::drop() : Fit::use();
}

void TransactionsModel::prepare(std::span<const Operation* const> operations) {
  written_.clear();
  for (const Operation* op : operations) {
    for (const Value& step : steps_of(*op)) {
      if (kind_of(step) == Kind::Write) written_.insert(pool->number((*step.list())[1]));
    }
  }
}

// The number of a value of a key.
std::uint32_t TransactionsModel::held(std::uint32_t key, const Value& value) const {
  const bool is_empty_list = value.list() && value.list()->size() == 0;
  return pool->number(is_empty_list && !written_.contains(key) ? Value{} : value);
}

std::optional<TransactionsModel::State> TransactionsModel::step(const State& state,
                                                                const Operation& op) const {
  State next = state;
  const bool is_known = op.outcome == Outcome::Ok;
  for (const Value& step : steps_of(op)) {
    const Value::List& parts = *step.list();
    const std::uint32_t key = pool->number(parts[1]);
    switch (kind_of(step)) {
      case Kind::Read: {
        const bool says_nothing = !is_known || (nil_read == NilRead::Any && parts[2].is_nil());
        if (!says_nothing && read(next, key) != held(key, parts[2])) return std::nullopt;
        break;
      }
      case Kind::Append: {
        std::vector<Value> items;
        if (const Value::List* before = pool->value(read(next, key)).list())
          items.assign(before->begin(), before->end());
        items.push_back(parts[2]);
        write(next, key, pool->number(Value::list(std::move(items))));
        break;
      }
      default: write(next, key, pool->number(parts[2]));
    }
  }
  return next;
}

bool TransactionsModel::observes(const Operation& op) const {
  return std::ranges::all_of(steps_of(op), [](const Value& step) { return kind_of(step) == Kind::Read; });
}

bool TransactionsModel::is_silent(const Operation& op) const {
  const auto reads = [](const Value& step) { return kind_of(step) == Kind::Read; };
  return steps_of(op) == *op.argument.list() && std::ranges::none_of(steps_of(op), reads);
}

void TransactionsModel::find_observers(std::span<const Operation* const> operations) {
  watched_.clear();
  for (const Operation* op : operations) {
    for (const Value& step : steps_of(*op)) {
      const Value& value = (*step.list())[2];
      Watched& watched = watched_[pool->number((*step.list())[1])];
      switch (kind_of(step)) {
        case Kind::Read:
          watched.values.insert(pool->number(value));
          if (const Value::List* items = value.list()) {
            for (const Value& item : *items) watched.items.insert(pool->number(item));
          }
          break;
        case Kind::Append: watched.is_appended_to = true; break;
        default: watched.is_written = true;
      }
    }
  }
}

// Nobody looks at a key between a value that no read answers and the next write, nor ever again behind an
// item that no read shows where lists only grow.
bool TransactionsModel::is_seen(const Value& step) const {
  const Value& value = (*step.list())[2];
  const Watched& watched = watched_.at(pool->number((*step.list())[1]));
  switch (kind_of(step)) {
    case Kind::Read: return false;
    case Kind::Append: return watched.is_written || watched.items.contains(pool->number(value));
    default: return watched.is_appended_to || watched.values.contains(pool->number(value));
  }
}

bool TransactionsModel::matters(const Operation& loose) const {
  return std::ranges::any_of(steps_of(loose), [&](const Value& step) { return is_seen(step); });
}

// Where lists only grow, a read that answers a list can no longer answer one that the present list is longer
// than, or whose last item it has otherwise. (The present one is looked at where it ends alone: that is
// cheap.)
bool TransactionsModel::is_lost(const State& state, const Operation& op) const {
  if (op.outcome != Outcome::Ok) return false;
  return std::ranges::any_of(steps_of(op), [&](const Value& step) {
    if (kind_of(step) != Kind::Read) return false;
    const std::uint32_t key = pool->number((*step.list())[1]);
    const Value::List* answer = (*step.list())[2].list();
    const Value::List* now = pool->value(read(state, key)).list();
    if (!answer || !now || now->size() == 0 || watched_.at(key).is_written) return false;
    return now->size() > answer->size() || (*answer)[now->size() - 1] != now->back();
  });
}

std::string TransactionsModel::show(const State& state) const {
  Value::Map entries;
  for (const auto& [key, value] : state) entries.emplace_back(pool->value(key), pool->value(value));
  return to_edn(Value{std::move(entries)});
}

}  // namespace pawl::checker
