// Goal: asked with whole histories, the decisions say what the search says of the same model. Method: random
// small histories of every model that has a procedure, judged by both.

#include <gtest/gtest.h>

#include <string>

#include "checker/decide/decide.h"
#include "checker/model/catalog.h"
#include "checker/search/judge.h"
#include "tests/checker/search/random_history.h"

namespace pawl::checker {
namespace {

using testing::Choice;
using testing::Random;
using testing::Shape;

struct Subject {
  std::string name;
  std::string model;
  std::vector<Choice> choices;
  CheckOptions options = {};
};

Value pair(Value a, Value b) { return Value::list({std::move(a), std::move(b)}); }

std::vector<Value> numbers(std::int64_t from, std::int64_t to) {
  std::vector<Value> all;
  for (std::int64_t n = from; n <= to; ++n) {
    all.push_back(Value::of(n));
  }
  return all;
}

std::vector<Subject> subjects() {
  const std::vector<Value> none = {Value{}};
  const std::vector<Value> idems = {Value{}, Value::of(std::string("a")), Value::of(std::string("b"))};
  std::vector<Value> ranges;
  std::vector<Value> swaps;
  for (std::int64_t first = 1; first <= 6; ++first) {
    for (std::int64_t k = 1; k <= 2; ++k) {
      ranges.push_back(pair(Value::of(k), pair(Value::of(first), Value::of(first + k - 1))));
    }
    swaps.push_back(pair(Value::of(first - 1), Value::of(first)));
  }
  const std::vector<Value> counts = {pair(Value::of(1), Value{}), pair(Value::of(2), Value{})};
  const std::vector<Value> several = numbers(0, 9);
  CheckOptions zero;
  zero.init = Value::of(std::int64_t{0});
  CheckOptions any = zero;
  any.nil_read = NilRead::Any;
  const auto field = [](const char* name, std::int64_t number) {
    return std::pair(Value{Value::Keyword{name}}, Value::of(number));
  };
  const Value down{Value::Map{field("initial", 10), field("increment", -5), field("min", -9)}};
  const std::vector<Value> falling = {Value::of(10), Value::of(5),   Value::of(0),
                                      Value::of(-5), Value::of(-10), Value::of(3)};
  return {
      {"sequencer_falling",
       "sequencer",
       {{f::Create, {down}, none},
        {f::Next, none, falling},
        {f::Next, none, falling},
        {f::Read, none, falling}}},
      {"sequencer", "sequencer", {{f::Next, none, numbers(1, 7)}, {f::Read, none, numbers(0, 7)}}},
      {"sequencer_created",
       "sequencer",
       {{f::Create, none, none}, {f::Next, none, numbers(1, 5)}, {f::Read, none, numbers(0, 5)}}},
      {"sequencer_ranges",
       "sequencer",
       {{f::Next, none, numbers(1, 6), {Value{}}, idems},
        {f::Reserve, counts, ranges},
        {f::Read, none, numbers(0, 6)}}},
      {"register", "register", {{f::Read, none, several}, {f::Write, several, several}}, zero},
      {"cas_register",
       "cas-register",
       {{f::Read, none, several}, {f::Write, several, several}, {f::Cas, swaps, swaps}},
       any},
      {"kv", "kv", {{f::Get, none, several}, {f::Put, several, several}, {f::Cas, swaps, swaps}}, zero},
      {"mutex", "mutex", {{f::Acquire, none, none}, {f::Release, none, none}}},
      {"fencing_lock",
       "fencing-lock",
       {{f::Acquire, none, numbers(1, 3)},
        {f::Renew, numbers(1, 3), none},
        {f::Release, numbers(1, 3), none}}},
      {"counter",
       "counter",
       {{f::Add, {Value::of(2)}, none}, {f::Read, none, {Value::of(0), Value::of(2), Value::of(4)}}}},
      {"counter_down", "counter", {{f::Dec, none, none}, {f::Read, none, numbers(-4, 0)}}},
  };
}

class Agreement : public ::testing::TestWithParam<Subject> {};

TEST_P(Agreement, DecisionsSayWhatTheSearchSays) {
  const Subject& subject = GetParam();
  const auto make = find_model(subject.model, subject.options);
  ASSERT_TRUE(make.has_value()) << make.error();
  constexpr std::uint64_t kHistories = 10000;
  std::uint64_t decided = 0;
  std::uint64_t refuted = 0;
  CheckOptions options = subject.options;
  options.explain = false;
  for (std::uint64_t seed = 1; seed <= kHistories; ++seed) {
    Random random(seed);
    Machine machine = (*make)();
    const History history = testing::random_history(random, subject.choices, machine, Shape{});
    std::vector<std::uint32_t> members;
    for (std::uint32_t i = 0; i < history.operations.size(); ++i) {
      members.push_back(i);
    }
    const auto part = decide(history, fitting(history, members, (*make)()), subject.model, options);
    if (!part || part->decision.answer == Answer::Undecided) {
      continue;
    }
    ++decided;
    refuted += part->decision.is_violation() ? 1 : 0;
    const PartResult searched =
        judge(history, members, *make, options, Budget(std::nullopt, std::size_t{1} << 30));
    ASSERT_EQ(part->decision.is_violation(), searched.verdict == Verdict::NotLinearizable)
        << "seed " << seed << ": " << part->decision.reason;
  }
  EXPECT_GT(decided, kHistories / 10);
  EXPECT_GT(refuted, kHistories / 100);
}

INSTANTIATE_TEST_SUITE_P(Models, Agreement, ::testing::ValuesIn(subjects()),
                         [](const auto& subject) { return subject.param.name; });

}  // namespace
}  // namespace pawl::checker
