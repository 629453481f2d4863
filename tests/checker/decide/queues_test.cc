// Goal: queues, bags, stacks and sets of many operations are decided without the search, unknown outcomes
// included, and a lie in the middle of them is shown with the few operations that it takes. Method: an object
// really runs, clients take turns; stories of a few events for what each kind of contradiction is called.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "checker/check.h"
#include "tests/checker/decide/fuzz.h"

namespace pawl::checker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

struct Run {
  std::string model;
  std::size_t operation_count = 0;
  std::size_t client_count = 0;
  std::int64_t unknown_percent = 1;
  std::int64_t put_percent = 50;
};

/// What really runs: each operation begins, takes effect, ends; at random among those of the other clients.
/// Of those that are lost every second one took effect.
class Running {
 public:
  explicit Running(const Run& run) : run_(run), random_(7), clients_(run.client_count) {}

  History history() {
    std::size_t open_count = 0;
    while (history_.operations.size() < run_.operation_count || open_count > 0) {
      Client& client =
          clients_[static_cast<std::size_t>(random_.below(static_cast<std::int64_t>(clients_.size())))];
      if (client.stage == Stage::Idle) {
        if (history_.operations.size() == run_.operation_count) continue;
        client.operation = history_.operations.size();
        begin();
        client.stage = Stage::Begun;
        ++open_count;
        continue;
      }
      Operation& op = history_.operations[client.operation];
      const bool is_lost = client.stage == Stage::Begun && random_.chance(run_.unknown_percent);
      if (client.stage == Stage::Begun && (!is_lost || random_.chance(50))) take_effect(op);
      if (is_lost) {
        op.result = Value{};
      } else if (client.stage == Stage::Begun) {
        client.stage = Stage::Effective;
        continue;
      } else {
        op.outcome = Outcome::Ok;
        op.ret = next_event_++;
      }
      client.stage = Stage::Idle;
      --open_count;
    }
    history_.event_count = next_event_;
    return std::move(history_);
  }

 private:
  enum class Stage : std::uint8_t { Idle, Begun, Effective };
  struct Client {
    Stage stage = Stage::Idle;
    std::size_t operation = 0;
  };

  void begin() {
    Operation& op = history_.operations.emplace_back();
    op.process = static_cast<std::int64_t>(history_.operations.size());  // each its own: some are lost
    op.call = next_event_++;
    const bool puts = random_.chance(run_.put_percent);
    if (run_.model == "set") {
      op.f = puts ? f::Add : f::Read;
    } else if (run_.model == "stack") {
      op.f = puts ? f::Push : f::Pop;
    } else {
      op.f = puts ? f::Enqueue : f::Dequeue;
    }
    if (puts) op.argument = Value::of(op.process);
  }

  void take_effect(Operation& op) {
    if (!op.argument.is_nil()) {
      held_.push_back(op.argument);
    } else if (op.f == f::Read) {
      op.result = Value::list(held_);
    } else if (!held_.empty()) {
      const auto count = static_cast<std::int64_t>(held_.size());
      const std::int64_t at = run_.model == "stack"        ? count - 1
                              : run_.model == "fifo-queue" ? 0
                                                           : random_.below(count);
      op.result = held_[static_cast<std::size_t>(at)];
      held_.erase(held_.begin() + at);
    }
  }

  Run run_;
  fuzz::Random random_;
  std::vector<Client> clients_;
  std::vector<Value> held_;
  EventNumber next_event_ = 0;
  History history_;
};

PartResult judge(History history, const std::string& model) {
  CheckOptions options;
  options.model = model;
  const auto result = check(history, options);
  EXPECT_TRUE(result.has_value()) << (result ? "" : result.error().what);
  if (!result || result->parts.empty()) return {};
  return result->parts.front();
}

std::string summary(const PartResult& part) {
  return std::string(verdict_text(part.verdict)) + " by " + std::string(part.decided_by);
}

TEST(LongQueues, NeedNoSearch) {
  EXPECT_EQ(summary(judge(Running({"fifo-queue", 1000, 3}).history(), "fifo-queue")),
            "linearizable by queue");
  EXPECT_EQ(summary(judge(Running({"fifo-queue", 20000, 50}).history(), "fifo-queue")),
            "linearizable by queue");
  EXPECT_EQ(summary(judge(Running({"unordered-queue", 20000, 50}).history(), "unordered-queue")),
            "linearizable by bag");
  EXPECT_EQ(summary(judge(Running({"stack", 20000, 50}).history(), "stack")), "linearizable by stack");
  EXPECT_EQ(summary(judge(Running({"set", 100, 20, 1, 100}).history(), "set")), "linearizable by set");
  EXPECT_EQ(summary(judge(Running({"set", 1000, 50, 3, 90}).history(), "set")), "linearizable by set");
}

TEST(LongQueues, NeedNoSearchWhenMostIsLostOrEmpty) {
  for (const std::int64_t put_percent : {20, 50, 80}) {
    for (const std::int64_t unknown_percent : {1, 20, 60}) {
      const auto run = [&](const std::string& model) {
        return summary(judge(Running({model, 2000, 10, unknown_percent, put_percent}).history(), model));
      };
      EXPECT_EQ(run("fifo-queue"), "linearizable by queue") << put_percent << " " << unknown_percent;
      EXPECT_EQ(run("unordered-queue"), "linearizable by bag") << put_percent << " " << unknown_percent;
    }
  }
}

/// Exchanges the answers of two takes, the second of which begins when the first has ended: both elements had
/// been put by then, the one after the other, and lie there together. True if there are such.
bool exchange_takes(History& history) {
  std::vector<Operation*> put_of(history.operations.size() + 1, nullptr);
  std::vector<Operation*> takes;
  for (Operation& op : history.operations) {
    if (op.outcome != Outcome::Ok) continue;
    if (!op.argument.is_nil()) put_of[static_cast<std::size_t>(*op.argument.integer())] = &op;
    if (op.argument.is_nil() && op.result.integer()) takes.push_back(&op);
  }
  const auto put = [&](const Operation* take) {
    return put_of[static_cast<std::size_t>(*take->result.integer())];
  };
  for (std::size_t i = takes.size() / 2; i < takes.size(); ++i) {
    for (std::size_t j = i + 1; j < std::min(i + 200, takes.size()); ++j) {
      const Operation* first = put(takes[i]);
      const Operation* second = put(takes[j]);
      if (first == nullptr || second == nullptr || !precedes(*takes[i], *takes[j])) continue;
      const bool are_ordered = precedes(*first, *second) || precedes(*second, *first);
      if (!are_ordered || std::max(first->ret, second->ret) > takes[i]->call) continue;
      std::swap(takes[i]->result, takes[j]->result);
      return true;
    }
  }
  return false;
}

TEST(LongQueues, TwoExchangedTakesAreShownByFewOperations) {
  for (const std::string model : {"fifo-queue", "stack"}) {
    History history = Running({model, 20000, 50}).history();
    ASSERT_TRUE(exchange_takes(history));
    const PartResult part = judge(std::move(history), model);
    EXPECT_EQ(summary(part), "not linearizable by " + std::string(model == "stack" ? "stack" : "queue"));
    EXPECT_TRUE(part.is_core_minimal) << part.reason;
    EXPECT_LE(part.core.size(), 6U) << part.reason;
  }
}

/// Events as {process, invoked or not, value}; nil is 0.
struct Event {
  int process = 0;
  bool is_call = false;
  Symbol f = 0;
  std::int64_t value = 0;
};

History history_of(const std::vector<Event>& events) {
  History history;
  std::vector<std::size_t> open(10, 0);
  EventNumber at = 0;
  for (const Event& event : events) {
    const Value value = event.value == 0 ? Value{} : Value::of(event.value);
    if (event.is_call) {
      open[static_cast<std::size_t>(event.process)] = history.operations.size();
      Operation& op = history.operations.emplace_back();
      op.process = event.process;
      op.call = at++;
      op.f = event.f;
      op.argument = value;
    } else {
      Operation& op = history.operations[open[static_cast<std::size_t>(event.process)]];
      op.ret = at++;
      op.outcome = Outcome::Ok;
      op.result = value;
    }
  }
  history.event_count = at;
  return history;
}

constexpr bool kCall = true;
constexpr bool kEnd = false;

TEST(ShortQueues, LoseNothingOnTheWay) {
  const std::vector<Event> lost = {{1, kCall, f::Enqueue, 7}, {1, kEnd, f::Enqueue, 7},
                                   {1, kCall, f::Enqueue, 8}, {1, kEnd, f::Enqueue, 8},
                                   {2, kCall, f::Dequeue},    {2, kEnd, f::Dequeue, 8}};
  const PartResult part = judge(history_of(lost), "fifo-queue");
  EXPECT_EQ(summary(part), "not linearizable by queue");
  EXPECT_THAT(part.core, ElementsAre(0, 1, 2));
  EXPECT_THAT(part.reason, HasSubstr("7 was put in before 8 and is still there"));
  std::vector<Event> taken = lost;
  taken.insert(taken.begin(), {3, kCall, f::Dequeue});
  EXPECT_EQ(summary(judge(history_of(taken), "fifo-queue")), "linearizable by queue");
}

TEST(ShortQueues, FindNothingOnlyWhereNothingIs) {
  const std::vector<Event> covered = {{1, kCall, f::Enqueue, 7}, {1, kEnd, f::Enqueue, 7},
                                      {2, kCall, f::Dequeue},    {1, kCall, f::Enqueue, 8},
                                      {1, kEnd, f::Enqueue, 8},  {3, kCall, f::Dequeue},
                                      {3, kEnd, f::Dequeue, 7},  {2, kEnd, f::Dequeue},
                                      {3, kCall, f::Dequeue},    {3, kEnd, f::Dequeue, 8}};
  for (const std::string model : {"fifo-queue", "unordered-queue"}) {
    const PartResult part = judge(history_of(covered), model);
    EXPECT_EQ(part.verdict, Verdict::NotLinearizable);
    EXPECT_THAT(part.core, ElementsAre(1, 0, 3, 2, 4));
    EXPECT_TRUE(part.is_core_minimal);
    EXPECT_THAT(part.reason, HasSubstr("all the time 7, then 8 must have been there"));
  }
}

TEST(ShortStacks, ThreeMayCrossThoughNoTwoDo) {
  // 1 goes before 3, so 3 comes behind that; 2 lies on 1, so it goes before, and that is too late for 3.
  const std::vector<Event> events = {{1, kCall, f::Push, 1}, {1, kEnd, f::Push, 1}, {3, kCall, f::Push, 3},
                                     {2, kCall, f::Push, 2}, {2, kEnd, f::Push, 2}, {4, kCall, f::Pop},
                                     {3, kEnd, f::Push, 3},  {5, kCall, f::Pop},    {4, kEnd, f::Pop, 1},
                                     {6, kCall, f::Pop},     {5, kEnd, f::Pop, 2},  {6, kEnd, f::Pop, 3}};
  const PartResult part = judge(history_of(events), "stack");
  EXPECT_EQ(summary(part), "not linearizable by stack");
  EXPECT_TRUE(part.is_core_minimal);
  EXPECT_THAT(part.core, UnorderedElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(part.reason, HasSubstr("1, 2, 3 lay one over the other"));
}

TEST(ShortSets, WhatIsReadOnceIsReadForEver) {
  const std::vector<Event> events = {{1, kCall, f::Add, 1}, {2, kCall, f::Add, 2}, {1, kEnd, f::Add, 1},
                                     {2, kEnd, f::Add, 2},  {3, kCall, f::Read},   {4, kCall, f::Read},
                                     {3, kEnd, f::Read},    {4, kEnd, f::Read}};
  History history = history_of(events);
  history.operations[2].result = Value::list({Value::of(1)});
  history.operations[3].result = Value::list({Value::of(1), Value::of(2)});
  const PartResult part = judge(history, "set");
  EXPECT_EQ(summary(part), "not linearizable by set");
  EXPECT_THAT(part.core, ElementsAre(1, 2));
  EXPECT_THAT(part.reason, HasSubstr("2 had been added before a read began that has it not"));
}

}  // namespace
}  // namespace pawl::checker
