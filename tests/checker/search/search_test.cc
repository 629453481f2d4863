// Goal: what the search promises beside the right verdict: budgets kept, equal unknown operations
// cheap, orders that a verifier accepts and false ones that it refuses, a user's model in a few lines.

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "checker/check.h"
#include "checker/history/event_reader.h"
#include "checker/model/register.h"
#include "checker/search/judge.h"
#include "checker/search/verify.h"

namespace pawl::checker {
namespace {

using Clock = std::chrono::steady_clock;

History read(const std::string& text) { return std::move(read_history(ByteSource::memory(text)).value()); }

std::string write_and_read(int process, int value) {
  const std::string p = std::to_string(process);
  const std::string v = std::to_string(value);
  return "[" + p + " :invoke :write " + v + "] [" + p + " :ok :write " + v + "] [" + p +
         " :invoke :read nil] [" + p + " :ok :read " + v + "]\n";
}

TEST(Search, NamesTheDeadline) {
  // Many concurrent writes of a few values, and one read of a value that nobody wrote.
  std::string text;
  for (int i = 0; i < 60; ++i)
    text += "[" + std::to_string(i) + " :invoke :cas [" + std::to_string(i) + " " +
            std::to_string(i * 7 % 61) + "]]\n";
  for (int i = 0; i < 60; ++i)
    text += "[" + std::to_string(i + 100) + " :invoke :write " + std::to_string(i) + "]\n";
  text += "[999 :invoke :read nil]\n[999 :ok :read 12345]\n";
  for (int i = 0; i < 60; ++i)
    text += "[" + std::to_string(i + 100) + " :ok :write " + std::to_string(i) + "]\n";
  History history = read(text);
  CheckOptions options;
  options.model = "cas-register";
  options.use_decisions = false;
  options.deadline = std::chrono::milliseconds(200);
  const auto begin = Clock::now();
  const auto result = check(history, options);
  const auto cost = Clock::now() - begin;
  ASSERT_TRUE(result.has_value());
  if (result->verdict == Verdict::Unknown) {
    EXPECT_EQ(result->budget, "deadline");
  } else {
    EXPECT_EQ(result->verdict, Verdict::NotLinearizable);
  }
  EXPECT_LT(cost, std::chrono::seconds(3)) << "the deadline binds explaining too";
}

TEST(Search, SaysThatItIsRefutedBeforeItExplains) {
  const std::string twice =
      "[0 :invoke :acquire nil] [0 :ok :acquire nil] [1 :invoke :acquire nil] [1 :ok :acquire nil]";
  for (const bool decides : {true, false}) {
    History history = read(twice);
    CheckOptions options;
    options.use_decisions = decides;
    options.model = "mutex";
    std::vector<PartResult> told;
    options.on_refuted = [&](const PartResult& part, std::string_view) { told.push_back(part); };
    const auto result = check(history, options);
    ASSERT_TRUE(result.has_value());
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].verdict, Verdict::NotLinearizable);
    EXPECT_EQ(told[0].reason, result->reason);
    EXPECT_FALSE(told[0].is_core_minimal) << "no time for that yet";
    EXPECT_TRUE(result->parts[0].is_core_minimal);
    EXPECT_EQ(result->parts[0].core.size(), 2u);
  }
}

TEST(Search, NothingIsDecidedAfterTheDeadline) {
  History history = read("[0 :invoke :next nil] [0 :ok :next 1]");
  CheckOptions options;
  options.deadline = std::chrono::nanoseconds(0);
  const auto result = check(history, options);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->verdict, Verdict::Unknown);
  EXPECT_EQ(result->budget, "deadline");
}

TEST(Search, EqualUnknownOperationsCostLittle) {
  std::string plain;
  for (int i = 0; i < 300; ++i) plain += write_and_read(i % 5, i % 4 + 1);
  std::string unknown;
  for (int i = 0; i < 30; ++i) unknown += "[" + std::to_string(1000 + i) + " :invoke :write 3]\n";
  CheckOptions options;
  options.model = "register";
  options.use_decisions = false;
  History without = read(plain);
  History with = read(unknown + plain);
  const auto a = check(without, options);
  const auto b = check(with, options);
  ASSERT_TRUE(a.has_value() && b.has_value());
  EXPECT_EQ(a->verdict, Verdict::Linearizable);
  EXPECT_EQ(b->verdict, Verdict::Linearizable);
  EXPECT_LE(b->parts[0].configurations, 2 * a->parts[0].configurations);
}

TEST(Search, ManyClientsAtOnce) {
  std::string text;
  for (int i = 0; i < 200; ++i)
    text += "[" + std::to_string(i) + " :invoke :write " + std::to_string(i) + "]\n";
  for (int i = 0; i < 200; ++i) text += "[" + std::to_string(i) + " :ok :write " + std::to_string(i) + "]\n";
  text += write_and_read(500, 7);
  History history = read(text);
  CheckOptions options;
  options.model = "register";
  options.use_decisions = false;
  const auto result = check(history, options);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->verdict, Verdict::Linearizable);
}

TEST(Search, ExplainsWithTheOperationsThatMatter) {
  std::string text;
  for (int i = 0; i < 50; ++i) text += write_and_read(i % 3, i);
  text += "[7 :invoke :read nil] [7 :ok :read 48]\n";
  History history = read(text);
  CheckOptions options;
  options.model = "register";
  options.use_decisions = false;
  const auto result = check(history, options);
  ASSERT_TRUE(result.has_value());
  ASSERT_EQ(result->verdict, Verdict::NotLinearizable);
  EXPECT_TRUE(result->parts[0].is_core_minimal);
  EXPECT_LE(result->parts[0].core.size(), 4u);
  EXPECT_NE(result->reason.find("read -> 48"), std::string::npos) << result->reason;
}

TEST(Verify, RefusesWhatIsNoProof) {
  const History history = read(
      "[0 :invoke :write 1] [0 :ok :write 1] [1 :invoke :write 2] [2 :invoke :read nil] [1 :ok :write 2] [2 "
      ":ok :read 2]");
  const std::vector<std::uint32_t> all = {0, 1, 2};
  const auto verdict = [&](std::vector<std::uint32_t> order) {
    Machine machine = make_machine(RegisterModel{});
    return verify_order(history, all, order, machine).has_value();
  };
  EXPECT_TRUE(verdict({0, 1, 2}));
  EXPECT_FALSE(verdict({0, 1})) << "an operation is missing";
  EXPECT_FALSE(verdict({0, 1, 2, 2})) << "an operation stands twice";
  EXPECT_FALSE(verdict({0, 2, 1})) << "the read is not possible there";
  EXPECT_FALSE(verdict({1, 0, 2})) << "against real time, and the read is not possible";
  EXPECT_FALSE(verdict({0, 1, 2, 7})) << "no such operation";
}

// Set to a value, read it: the example of model/model.h.
struct Gauge {
  using State = std::int64_t;
  State initial() const { return 0; }
  std::optional<State> step(State state, const Operation& op) const {
    if (op.f == f::Write) return *op.argument.integer();
    if (op.outcome == Outcome::Unknown || op.result == Value::of(state)) return state;
    return std::nullopt;
  }
};

TEST(Model, AUsersModelIsAFewLines) {
  const MachineFactory make = [] { return make_machine(Gauge{}); };
  const auto good = check_model(read(write_and_read(0, 4)), make, {});
  ASSERT_TRUE(good.has_value());
  EXPECT_EQ(good->verdict, Verdict::Linearizable);
  const auto bad =
      check_model(read(write_and_read(0, 4) + "[0 :invoke :read nil] [0 :ok :read 5]"), make, {});
  ASSERT_TRUE(bad.has_value());
  EXPECT_EQ(bad->verdict, Verdict::NotLinearizable);
}

struct Wrong {
  std::string model;
  std::string text;
  std::string what;
};

TEST(Check, RefusesWhatIsNoQuestion) {
  const Wrong wrongs[] = {
      {"register", "[0 :invoke :enqueue 1]", "read, write and cas only"},
      {"register", "[0 :invoke :cas 1]", "[old new]"},
      {"sequencer", "[0 :invoke :reserve [0 nil]]", "count"},
      {"sequencer", "[0 :invoke :next nil] [0 :ok :next \"a\"]", "integer"},
      {"fencing-lock", "[0 :invoke :release nil]", "token"},
      {"transactions", "[0 :invoke :txn [[:swap 1 2]]]", "no [:r k v]"},
      {"nonsense", "[0 :invoke :read nil]", "there is no model"},
      {"", "[0 :invoke :read nil] [1 :invoke :enqueue 1]", "name the model"},
  };
  for (const Wrong& wrong : wrongs) {
    History history = read(wrong.text);
    CheckOptions options;
    options.model = wrong.model;
    const auto result = check(history, options);
    ASSERT_FALSE(result.has_value()) << wrong.text;
    EXPECT_NE(result.error().what.find(wrong.what), std::string::npos) << result.error().what;
  }
}

TEST(Check, GuessesTheModel) {
  const std::pair<const char*, const char*> guesses[] = {
      {"[0 :invoke :next nil]", "sequencer"},
      {"[0 :invoke :write 1] [1 :invoke :read nil]", "cas-register"},
      {"[0 :invoke :put 1] [1 :invoke :get nil]", "kv"},
      {"[0 :invoke :acquire nil] [1 :invoke :release nil]", "mutex"},
      {"[0 :invoke :acquire nil] [0 :ok :acquire 7]", "fencing-lock"},
      {"[0 :invoke :add 1] [1 :invoke :read nil] [1 :ok :read 1]", "counter"},
      {"[0 :invoke :add 1] [1 :invoke :read nil] [1 :ok :read [1]]", "set"},
      {"[0 :invoke :txn [[:r 1 nil]]]", "multi-register"},
      {"[0 :invoke :generate nil]", "unique-ids"},
  };
  for (const auto& [text, model] : guesses) {
    const auto guessed = guess_model(read(text));
    ASSERT_TRUE(guessed.has_value()) << text;
    EXPECT_EQ(*guessed, model);
  }
}

}  // namespace
}  // namespace pawl::checker
