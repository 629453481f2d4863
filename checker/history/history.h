#pragma once
// A history: operations, each with its two positions in the order of events. Built once from
// events by HistoryBuilder, which enforces the rules of processes; read-only afterwards.

#include <cstdint>
#include <expected>
#include <limits>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checker/history/account.h"
#include "checker/history/event.h"
#include "checker/history/large_pages.h"
#include "checker/history/rare.h"
#include "checker/history/raw_event.h"

namespace pawl::checker {

/// What is known about an operation at the end of the history.
enum class Outcome : std::uint8_t {
  Ok,       ///< it took effect between call and ret
  Fail,     ///< it never took effect
  Unknown,  ///< it took effect at any time after call, or never
};

/// A place in the order of events: 0, 1, 2, ... over invocations and completions together.
using EventNumber = std::uint32_t;
/// The return of an operation that never returned.
inline constexpr EventNumber kNever = std::numeric_limits<EventNumber>::max();

/// One operation: an invocation paired with its completion, if it has one.
struct Operation {
  std::int64_t process = 0;  ///< below kNamedProcessesEnd: Names has its name
  EventNumber call = 0;
  EventNumber ret = kNever;  ///< kNever exactly if outcome is Unknown
  Symbol f = 0;
  Outcome outcome = Outcome::Unknown;
  Value key;              ///< of independent objects; nil where the history has one object
  Value argument;         ///< the invocation's value
  Value result;           ///< the :ok completion's value; nil unless outcome is Ok
  Rare<Witness> witness;  ///< completion's where it has one, else the invocation's
  std::int64_t call_ns = 0;
  std::int64_t ret_ns = 0;      ///< 0 where it never returned
  std::uint64_t call_line = 0;  ///< 0: made in memory
  std::uint64_t ret_line = 0;   ///< 0: made in memory, or never returned
};

/// True if `a` returned before `b` was called, so that every order must put it first.
inline bool precedes(const Operation& a, const Operation& b) { return a.ret < b.call; }

/// The operations of a file or of a run, ordered by `call`.
struct History {
  std::vector<Operation> operations;
  Names names;
  EventNumber event_count = 0;
  /// `:error` of completions, by index of the operation, in order of completion. Shown, never judged.
  std::vector<std::pair<std::uint32_t, Value>> errors;
  /// Events of no client (nemesis), with the position before which they stand. Shown, never judged.
  std::vector<std::pair<EventNumber, Event>> marks;

  /// Keys were lifted from [key value] tuples because the values look so, and nobody said that they are.
  bool has_guessed_tuples = false;
  /// What its file has beside; empty of a history made in memory.
  Account account;

  std::string_view f_name(const Operation& operation) const { return names.text(operation.f); }
  /// The name of the process, or its number in digits.
  std::string process_text(const Operation& operation) const { return names.process_text(operation.process); }
};

/// Operations of one object: indexes into history.operations, ordered by call.
using Members = std::span<const std::uint32_t>;

/// The key of an object; nil where it has no operation.
inline Value key_of(const History& history, Members members) {
  return members.empty() ? Value{} : history.operations[members.front()].key;
}

/// All objects of a history. There may be millions, of an operation each: they share one list of members.
class Partitions {
 public:
  /// One partition of all the operations.
  static Partitions whole(const History& history);
  /// One partition for each key, keys in order of first appearance. One if all keys are nil.
  static Partitions by_key(const History& history);

  std::size_t size() const { return ends_.size(); }
  Members operator[](std::size_t i) const {
    const std::uint32_t begin = i == 0 ? 0 : ends_[i - 1];
    return Members(members_).subspan(begin, ends_[i] - begin);
  }

 private:
  Partitions() = default;

  std::vector<std::uint32_t> members_;
  std::vector<std::uint32_t> ends_;  ///< where each partition's members end
};

/// Whether the values of a history are `[key value]` tuples of independent objects.
enum class Tuples : std::uint8_t { Guess, Yes, No };

/// Moves the key of `[key value]` tuples into Operation::key. With Guess, does so if the values of
/// operations that have no other reading say so (a read invoked with `[k nil]`, a cas with
/// `[k [old new]]`). An error names the first operation that is no tuple among tuples.
std::expected<void, Damage> lift_keys(History& history, Tuples tuples);

/// Puts the events of a history that was read in the order of their :time, whatever the order of their lines.
/// Those of one time count as concurrent. An error names an event without a time, or a process whose times
/// disagree with the order of its lines.
std::expected<void, Damage> order_by_time(History& history);

/// Whether a history is one of transactions.
enum class Transactions : std::uint8_t { Guess, Yes };

/// Calls :txn what is invoked with a list of [:r k v], [:w k v], [:append k v] under another name. With
/// Guess, does so if every operation is.
void name_transactions(History& history, Transactions transactions);

/// Makes a history out of events. Enforced: a process has at most one operation open; a completion
/// repeats the :f of its invocation; after :info a process never appears again; at most 2^32 - 2
/// events. Operations still open at the end have outcome Unknown.
class HistoryBuilder {
 public:
  /// The table that events' `f` come from. Intern names here before adding events.
  Names& names() { return history_.names; }
  /// Makes room for so many operations at once.
  void expect(std::size_t operation_count) { reserve_long(history_.operations, operation_count); }
  /// Adds the next event, whose `f` is of names(). An error names the place and the rule.
  std::expected<void, Damage> add(const RawEvent& event);
  /// The history so far; the builder is empty afterwards.
  History take();
  /// The history so far; the builder goes on.
  History copy() const { return history_; }

 private:
  std::expected<void, Damage> invoke(const RawEvent& event);
  std::expected<void, Damage> complete(const RawEvent& event);

  struct Open {
    std::uint32_t operation = 0;
    bool is_open = false;
    bool is_retired = false;  ///< ended with :info
  };
  History history_;
  std::unordered_map<std::int64_t, Open> processes_;
};

}  // namespace pawl::checker
