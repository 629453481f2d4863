#pragma once
// Small random histories for any model: a run of the model itself, its operations spread around the
// moments at which they took effect, some answers lost, some answers falsified.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <utility>
#include <vector>

#include "checker/history/history.h"
#include "checker/model/model.h"

namespace pawl::checker::testing {

/// What a random operation may be: its name, its arguments, and answers to try.
struct Choice {
  Symbol f = 0;
  std::vector<Value> arguments;
  std::vector<Value> results;
  std::vector<Value> keys = {Value{}};
  std::vector<Value> idems = {Value{}};
};

struct Shape {
  std::uint32_t operation_count_max = 8;
  std::uint32_t process_count_max = 4;
  double unknown_share = 0.15;
  double fail_share = 0.05;
  double false_share = 0.08;
};

using Random = std::mt19937_64;

inline std::uint64_t below(Random& random, std::uint64_t bound) { return random() % bound; }
inline bool happens(Random& random, double share) {
  return static_cast<double>(random() % 10000) < share * 10000;
}
template <class T>
const T& any_of(Random& random, const std::vector<T>& items) {
  return items[below(random, items.size())];
}

/// Appends the atoms of a value, whose text is borrowed. Reals do not occur.
inline AtomRun append(const Value& value, std::vector<Atom>& atoms) {
  const auto begin = static_cast<std::uint32_t>(atoms.size());
  const auto add = [&](AtomKind kind, std::int64_t number = 0, std::string_view text = {}) {
    atoms.push_back({.kind = kind, .has_escape = false, .number = number, .text = text});
  };
  switch (value.kind()) {
    case Value::Kind::Nil: add(AtomKind::Nil); break;
    case Value::Kind::Boolean: add(*value.boolean() ? AtomKind::True : AtomKind::False); break;
    case Value::Kind::Integer: add(AtomKind::Integer, *value.integer()); break;
    case Value::Kind::Text: add(AtomKind::Text, 0, *value.text()); break;
    case Value::Kind::Keyword: add(AtomKind::Keyword, 0, value.keyword()->name); break;
    case Value::Kind::List:
    case Value::Kind::Set:
      add(value.set() ? AtomKind::OpenSet : AtomKind::OpenList);
      for (const Value& item : *value.items()) append(item, atoms);
      add(AtomKind::CloseList);
      break;
    case Value::Kind::Map:
      add(AtomKind::OpenMap);
      for (const auto& [key, item] : *value.map()) {
        append(key, atoms);
        append(item, atoms);
      }
      add(AtomKind::CloseMap);
      break;
    default: std::abort();
  }
  return {.begin = begin, .count = static_cast<std::uint32_t>(atoms.size()) - begin};
}

/// A history of one to operation_count_max operations.
inline History random_history(Random& random, const std::vector<Choice>& choices, Machine& machine,
                              const Shape& shape) {
  struct Worker {
    enum class At { Idle, Called, Done } at = At::Idle;
    std::int64_t process = 0;
    Operation operation;
  };
  HistoryBuilder builder;
  std::vector<Worker> workers(1 + below(random, shape.process_count_max));
  for (std::size_t i = 0; i < workers.size(); ++i) workers[i].process = static_cast<std::int64_t>(i);
  StateId state = machine.initial();
  std::uint64_t to_call = 1 + below(random, shape.operation_count_max);
  // A run may stop while operations are open: they stay unknown.
  const std::uint64_t turns = to_call * 3 + below(random, 4);
  for (std::uint64_t turn = 0; turn < turns; ++turn) {
    Worker& worker = workers[below(random, workers.size())];
    Operation& op = worker.operation;
    const auto event = [&](EventType type, const Value& value) {
      RawEvent line;
      line.type = type;
      line.is_client = true;
      line.process = worker.process;
      line.f = op.f;
      line.key_run = append(op.key, line.atoms);
      line.value_run = append(value, line.atoms);
      line.idem_run = append(op.witness->idem, line.atoms);
      if (!builder.add(line)) std::abort();
    };
    const auto end_unknown = [&] {
      event(EventType::Info, op.argument);
      worker.process += static_cast<std::int64_t>(workers.size());
      worker.at = Worker::At::Idle;
    };
    if (worker.at == Worker::At::Idle) {
      if (to_call == 0) continue;
      --to_call;
      const Choice& choice = any_of(random, choices);
      op = Operation{};
      op.process = worker.process;
      op.f = choice.f;
      op.argument = any_of(random, choice.arguments);
      op.key = any_of(random, choice.keys);
      op.witness.make().idem = any_of(random, choice.idems);
      event(EventType::Invoke, op.argument);
      // The answers in an order of their own, the first possible one is taken.
      std::vector<Value> results = choice.results;
      std::shuffle(results.begin(), results.end(), random);
      op.result = Value::list(results);
      worker.at = Worker::At::Called;
    } else if (worker.at == Worker::At::Called) {
      if (happens(random, shape.unknown_share / 2)) {
        end_unknown();
        continue;
      }
      const Value::List& given = *op.result.list();
      const std::vector<Value> results(given.begin(), given.end());
      if (happens(random, shape.fail_share)) {
        event(EventType::Fail, op.argument);
        worker.at = Worker::At::Idle;
        continue;
      }
      op.outcome = Outcome::Ok;
      op.result = results.front();
      for (const Value& result : results) {
        Operation tried = op;
        tried.result = result;
        std::vector<StateId> following;
        if (machine.fit(tried).kind == Fit::Kind::Use) machine.step(state, tried, following);
        if (following.empty()) continue;
        op.result = result;
        state = following[below(random, following.size())];
        break;
      }
      if (happens(random, shape.false_share)) op.result = any_of(random, results);
      worker.at = Worker::At::Done;
    } else {
      if (happens(random, shape.unknown_share / 2)) {
        end_unknown();
        continue;
      }
      event(EventType::Ok, op.result);
      worker.at = Worker::At::Idle;
    }
  }
  return builder.take();
}

}  // namespace pawl::checker::testing
