#pragma once
// The verbs in which the stories of the state machine are told, and the short text form of what it answers.

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "core/base/overloaded.h"
#include "core/machine/state_machine.h"

namespace pawl::machine {

inline std::string text(const Sequence& sequence) {
  return "r" + std::to_string(sequence.revision) + " current " + std::to_string(sequence.current);
}

/// "r2 5..6", "created r0 current 0", "exhausted", ...
inline std::string text(const Outcome& outcome) {
  if (!outcome) return std::string(name(outcome.error().code));
  return std::visit(Overloaded{
                        [](const Created& created) {
                          return (created.is_new ? "created " : "exists ") + text(created.sequence);
                        },
                        [](const Reserved& reserved) {
                          return "r" + std::to_string(reserved.revision) + " " +
                                 std::to_string(reserved.first) + ".." + std::to_string(reserved.last);
                        },
                        [](const Deleted&) { return std::string("deleted"); },
                        [](const Found& found) { return text(found.sequence); },
                        [](const Listed& listed) {
                          std::string names;
                          for (const Sequence& sequence : listed.sequences) names += sequence.name + " ";
                          return names + (listed.more ? "..." : ".");
                        },
                    },
                    *outcome);
}

/// A key that carries a time, the `number`-th of its millisecond.
inline std::string key_of_time(std::int64_t ms, int number = 0) {
  char key[64];
  std::snprintf(key, sizeof key, "%08llx-%04llx-7000-8000-%012x", static_cast<unsigned long long>(ms >> 16),
                static_cast<unsigned long long>(ms & 0xffff), static_cast<unsigned>(number));
  return key;
}

using Key = std::optional<std::string>;

/// One state machine to which requests come one by one, a cluster's clock and a calendar beside it.
class Story {
 public:
  explicit Story(const Retention& retention = {}) : machine(retention) {}
  explicit Story(StoredState stored) : machine(Retention{}, std::move(stored)) {}

  Outcome ask(Operation operation, Key key = {}) {
    std::vector<Outcome> outcomes;
    index = index.next();
    const Request request{std::move(key), std::move(operation)};
    machine.apply({index, now, wall}, {&request, 1}, outcomes);
    return outcomes.at(0);
  }

  std::string create(const std::string& name, const SequenceParameters& parameters = {}, Key key = {}) {
    return text(ask(SequenceCreate{name, parameters}, std::move(key)));
  }
  std::string next(const std::string& name, Key key = {}) { return reserve(name, 1, std::move(key)); }
  std::string reserve(const std::string& name, std::int64_t count, Key key = {}) {
    return text(ask(SequenceReserve{name, count}, std::move(key)));
  }
  std::string remove(const std::string& name, Key key = {}) {
    return text(ask(SequenceDelete{name}, std::move(key)));
  }
  std::string get(const std::string& name) const { return text(machine.query(SequenceGet{name})); }
  std::string list(const SequenceList& list) const { return text(machine.query(list)); }

  void pass(Duration time) {
    now = now + time;
    wall = wall + time;
  }

  StateMachine machine;
  LogIndex index;
  ClusterTime now{seconds(1).ns};
  WallTime wall{seconds(1'000'000).ns};
};

}  // namespace pawl::machine
