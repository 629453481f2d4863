// Random histories with retries, restarts and forgetting. Three machines apply the same entries: one lives
// through, one is rebuilt from its rows on the disk again and again, one is a copy taken in the middle. They
// must agree in every answer and digest; numbers must have no gap and no repeat; a key must have one effect.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "core/machine/key_time.h"
#include "tests/machine/story.h"

namespace pawl::machine {
namespace {

constexpr Retention kShort{.time = nanoseconds(60), .count = 6, .key_ahead_max = milliseconds(8)};

struct Step {
  int operation = 0;
  int name = 0;
  int key = 0;
  std::int64_t count = 1;
  std::int64_t pause_ns = 0;
  bool ends_entry = false;
  bool restarts = false;
};

rc::Gen<Step> any_step() {
  using rc::gen::inRange;
  using rc::gen::set;
  return rc::gen::build<Step>(
      set(&Step::operation, rc::gen::weightedElement<int>({{2, 0}, {12, 1}, {1, 2}, {3, 3}})),
      set(&Step::name, inRange(0, 3)), set(&Step::key, inRange(0, 24)),
      set(&Step::count, inRange<std::int64_t>(1, 4)), set(&Step::pause_ns, inRange<std::int64_t>(0, 20)),
      set(&Step::ends_entry), set(&Step::restarts, rc::gen::weightedElement<bool>({{9, false}, {1, true}})));
}

/// A third without a key, a third free-form, a third with a time up to two milliseconds too far ahead.
Key key_of(const Step& step) {
  if (step.key < 8) return std::nullopt;
  if (step.key < 12) return "free-" + std::to_string(step.key);
  return key_of_time(step.key - 12);
}

Request request_of(const Step& step) {
  const std::string name(1, static_cast<char>('a' + step.name));
  switch (step.operation) {
    case 0: {
      SequenceParameters parameters{.initial = step.name * 10};
      if (step.name == 1) parameters = {.initial = 100, .increment = -7, .min = -40};
      return {key_of(step), SequenceCreate{name, parameters}};
    }
    case 2: return {key_of(step), SequenceDelete{name}};
    case 3: return {key_of(step), SequenceReserve{name, step.count, OnMissing::Create}};
    default: return {key_of(step), SequenceReserve{name, step.count, OnMissing::Refuse}};
  }
}

/// A machine beside its disk.
struct Replica {
  StateMachine machine{kShort};
  std::map<RowKey, Row> disk;

  void write() {
    RowChanges changes = machine.take_row_changes();
    RC_ASSERT(std::ranges::is_sorted(changes, {}, &RowChange::key));
    for (RowChange& change : changes) {
      if (change.row) {
        disk.insert_or_assign(change.key, *change.row);
      } else {
        disk.erase(change.key);
      }
    }
  }
  void restart() {
    StoredState stored;
    for (const auto& [key, row] : disk) stored.add(row);
    machine = StateMachine(kShort, std::move(stored));
  }
};

/// What must hold of every history of answers, said from the outside.
class Judge {
 public:
  void saw(const Request& request, const Outcome& outcome, ClusterTime now) {
    if (request.key) saw_key(request, outcome, now);
    if (is_new_effect_) saw_effect(request, outcome);
    is_new_effect_ = true;
  }

 private:
  struct Remembered {
    std::uint64_t fingerprint;
    Outcome outcome;
    ClusterTime at;
  };

  void saw_key(const Request& request, const Outcome& outcome, ClusterTime now) {
    const std::uint64_t print = fingerprint(request.operation);
    const auto id = std::pair(sequence_name(request.operation), *request.key);
    const bool is_timed = key_time(*request.key).has_value();
    if (!outcome && is_about_key(outcome.error().code)) {
      RC_ASSERT(outcome.error().code != ErrorCode::KeyExpired || is_timed);
      is_new_effect_ = false;
      return;
    }
    const auto before = first_.find(id);
    if (before == first_.end() || (!is_timed && now - before->second.at > kShort.time)) {
      first_.insert_or_assign(id, Remembered{print, outcome, now});
      return;
    }
    RC_ASSERT(before->second.fingerprint == print);
    RC_ASSERT((before->second.outcome == outcome));
    is_new_effect_ = false;
  }

  static bool is_about_key(ErrorCode code) {
    return code == ErrorCode::KeyReused || code == ErrorCode::KeyExpired ||
           code == ErrorCode::KeyFromFuture || code == ErrorCode::KeysFull;
  }

  /// Every new range follows the one before it in its incarnation: no gap, no repeat, one revision each.
  void saw_effect(const Request& request, const Outcome& outcome) {
    if (!outcome) return;
    const std::string& name = sequence_name(request.operation);
    if (const auto* created = std::get_if<Created>(&*outcome)) {
      if (created->is_new) last_[name] = created->sequence;
      RC_ASSERT((last_[name] == created->sequence));
    } else if (const auto* reserved = std::get_if<Reserved>(&*outcome)) {
      if (!last_.contains(name)) last_[name] = Sequence{.name = name, .incarnation = reserved->incarnation};
      Sequence& last = last_[name];
      RC_ASSERT(reserved->incarnation == last.incarnation);
      RC_ASSERT(reserved->first == last.current + reserved->increment);
      RC_ASSERT(reserved->last == last.current + reserved->increment * reserved->count);
      RC_ASSERT(reserved->revision == last.revision + 1);
      last.current = reserved->last;
      last.revision = reserved->revision;
    } else {
      RC_ASSERT(last_.erase(name) == 1);
    }
  }

  std::map<std::pair<std::string, std::string>, Remembered> first_;
  std::map<std::string, Sequence> last_;
  bool is_new_effect_ = true;
};

RC_GTEST_PROP(HistoryProperty, ReplicasAgreeAndEveryKeyHasOneEffect, (bool doubles)) {
  const auto steps = *rc::gen::container<std::vector<Step>>(any_step());
  Replica alive;
  Replica restarted;
  std::optional<StateMachine> copied;
  Judge judge;
  LogIndex index;
  ClusterTime now;
  std::vector<Request> entry;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
    entry.push_back(request_of(step));
    if (doubles) entry.push_back(entry.back());
    if (!step.ends_entry && i + 1 < steps.size()) continue;

    index = index.next();
    now = now + nanoseconds(step.pause_ns);
    const ApplyContext context{index, now, WallTime{milliseconds(2).ns}};
    if (i >= steps.size() / 2 && !copied) copied = alive.machine;
    std::vector<Outcome> outcomes;
    std::vector<Outcome> others;
    alive.machine.apply(context, entry, outcomes);
    restarted.machine.apply(context, entry, others);
    RC_ASSERT((others == outcomes));
    RC_ASSERT(restarted.machine.digest() == alive.machine.digest());
    if (copied) {
      others.clear();
      copied->apply(context, entry, others);
      RC_ASSERT((others == outcomes));
      RC_ASSERT(copied->digest() == alive.machine.digest());
    }
    RC_ASSERT(outcomes.size() == entry.size());
    for (std::size_t at = 0; at < entry.size(); ++at) judge.saw(entry[at], outcomes[at], now);
    RC_ASSERT(alive.machine.remembered_count() <= kShort.count);

    // Rows of several entries may leave together; a restart comes only after they have.
    if (step.restarts) {
      restarted.write();
      restarted.restart();
      RC_ASSERT(restarted.machine.digest() == alive.machine.digest());
      RC_ASSERT((restarted.machine.rows() == alive.machine.rows()));
    }
    entry.clear();
  }
}

RC_GTEST_PROP(HistoryProperty, HowRequestsAreCutIntoEntriesChangesNoAnswer, ()) {
  auto steps = *rc::gen::container<std::vector<Step>>(any_step());
  std::vector<Request> all;
  for (const Step& step : steps) all.push_back(request_of(step));
  const ApplyContext context{LogIndex{1}, ClusterTime{1}, WallTime{milliseconds(2).ns}};

  StateMachine at_once(kShort);
  std::vector<Outcome> outcomes;
  at_once.apply(context, all, outcomes);
  StateMachine one_by_one(kShort);
  std::vector<Outcome> others;
  for (const Request& request : all) one_by_one.apply(context, {&request, 1}, others);
  RC_ASSERT((others == outcomes));
  RC_ASSERT(at_once.digest() == one_by_one.digest());
  RC_ASSERT((at_once.rows() == one_by_one.rows()));
}

RC_GTEST_PROP(HistoryProperty, ARefusalChangesNothing, ()) {
  const auto steps = *rc::gen::container<std::vector<Step>>(any_step());
  Story story(kShort);
  story.wall = WallTime{milliseconds(2).ns};
  for (const Step& step : steps) {
    const Digest before = story.machine.digest();
    Request request = request_of(step);
    request.key.reset();
    const Outcome outcome = story.ask(request.operation);
    if (!outcome) RC_ASSERT(story.machine.digest() == before);
  }
}

}  // namespace
}  // namespace pawl::machine
