// Goal: the search says what the definition says. Method: random small histories of every model,
// judged by the search and by trying all orders; a yes must carry an order that the verifier accepts
// (judge() has it verified and answers unknown otherwise).
// PAWL_FUZZ_HISTORIES sets the number of histories of each model; PAWL_FUZZ_SEED the first seed.

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "checker/model/catalog.h"
#include "checker/search/judge.h"
#include "tests/checker/search/naive.h"
#include "tests/checker/search/random_history.h"

namespace pawl::checker {
namespace {

using testing::Choice;
using testing::Random;
using testing::Shape;

std::uint64_t environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

Value word(const char* name) { return Value{Value::Keyword{name}}; }
Value number(std::int64_t n) { return Value::of(n); }
Value text(const char* s) { return Value::of(std::string(s)); }
Value pair(Value a, Value b) { return Value::list({std::move(a), std::move(b)}); }
Value step(const char* f, const char* key, Value value) {
  return Value::list({word(f), word(key), std::move(value)});
}

// Every other history is mostly of operations whose outcome nobody knows.
constexpr double kManyUnknown = 0.7;

struct Subject {
  std::string name;
  std::string model;
  std::vector<Choice> choices;
  CheckOptions options = {};
  Shape shape = {};
};

std::vector<Value> numbers(std::int64_t from, std::int64_t to) {
  std::vector<Value> all;
  for (std::int64_t n = from; n <= to; ++n) all.push_back(number(n));
  return all;
}

std::vector<Subject> subjects() {
  const Value nil;
  const std::vector<Value> none = {nil};
  const std::vector<Value> some = {nil, number(1), number(2), number(3)};
  const std::vector<Value> swaps = {pair(number(1), number(2)), pair(number(2), number(1)),
                                    pair(nil, number(1)), pair(number(1), number(1))};
  std::vector<Value> ranges;
  for (std::int64_t first = 1; first <= 6; ++first) {
    for (std::int64_t k = 1; k <= 2; ++k)
      ranges.push_back(pair(number(k), pair(number(first), number(first + k - 1))));
  }
  const std::vector<Value> counts = {pair(number(1), nil), pair(number(2), nil)};
  const std::vector<Value> keys = {text("a"), text("b")};
  const std::vector<Value> texts = {text(""),   text("x"),  text("y"),  text("xy"),
                                    text("yx"), text("xx"), text("xyx")};
  const std::vector<Value> idems = {nil, text("k1"), text("k2")};
  std::vector<Value> reads_back;
  for (const Value& v : some) reads_back.push_back(Value::list({step("r", "x", v)}));
  CheckOptions differs;
  differs.cas_fail = CasFail::Differs;
  CheckOptions any;
  any.nil_read = NilRead::Any;
  CheckOptions empty_text;
  empty_text.init = text("");
  CheckOptions whole_differs = differs;
  return {
      {"register", "register", {{f::Read, none, some}, {f::Write, some, some}}},
      {"cas", "cas-register", {{f::Read, none, some}, {f::Write, some, some}, {f::Cas, swaps, swaps}}},
      {"cas_fail_differs",
       "cas-register",
       {{f::Read, none, some}, {f::Write, some, some}, {f::Cas, swaps, swaps}},
       differs,
       {.fail_share = 0.3}},
      {"nil_read_any",
       "cas-register",
       {{f::Read, none, some}, {f::Write, some, some}, {f::Cas, swaps, swaps}},
       any},
      {"kv",
       "kv",
       {{f::Get, none, texts, keys},
        {f::Put, texts, texts, keys},
        {f::Append, {text("x"), text("y")}, texts, keys}},
       empty_text},
      {"kv_append",
       "kv",
       {{f::Get, none, texts, keys}, {f::Append, {text("x"), text("y")}, texts, keys}},
       empty_text,
       {.operation_count_max = 9, .unknown_share = 0.25}},
      {"kv_all",
       "kv",
       {{f::Get, none, texts, keys},
        {f::Put, texts, texts, keys},
        {f::Append, {text("x"), text("y")}, texts, keys},
        {f::Delete, none, none, keys},
        {f::Cas, {pair(text("x"), text("y")), pair(text(""), text("xy"))}, texts, keys}},
       whole_differs,
       {.fail_share = 0.2}},
      {"set",
       "set",
       {{f::Add, numbers(1, 2), none},
        {f::Remove, numbers(1, 2), none},
        {f::Read, none, {Value::list({}), Value::list({number(1)}), Value::list({number(2), number(1)})}}}},
      {"fifo", "fifo-queue", {{f::Enqueue, numbers(1, 3), none}, {f::Dequeue, none, some}}},
      {"stack", "stack", {{f::Push, numbers(1, 3), none}, {f::Pop, none, some}}},
      {"unordered", "unordered-queue", {{f::Enqueue, numbers(1, 3), none}, {f::Dequeue, none, some}}},
      {"bag",
       "unordered-queue",
       {{f::Enqueue, numbers(1, 2), none}, {f::Dequeue, none, numbers(1, 2)}},
       {},
       {.operation_count_max = 9, .false_share = 0.15}},
      {"growing_set",
       "set",
       {{f::Add, numbers(1, 2), none},
        {f::Read, none, {Value::list({}), Value::list({number(1)}), Value::list({number(2), number(1)})}}}},
      {"mutex", "mutex", {{f::Acquire, none, none}, {f::Release, none, none}}},
      {"owner_mutex", "owner-mutex", {{f::Acquire, none, none}, {f::Release, none, none}}},
      {"fencing_lock",
       "fencing-lock",
       {{f::Acquire, none, numbers(1, 3)},
        {f::Renew, numbers(1, 3), none},
        {f::Release, numbers(1, 3), none}}},
      {"counter",
       "counter",
       {{f::Add, numbers(-1, 2), none},
        {f::Inc, none, none},
        {f::Dec, none, none},
        {f::Read, none, numbers(-1, 4)}}},
      {"sequencer", "sequencer", {{f::Next, none, numbers(1, 6)}, {f::Read, none, numbers(0, 6)}}},
      {"sequencer_reserve",
       "sequencer",
       {{f::Next, none, numbers(1, 6)}, {f::Reserve, counts, ranges}, {f::Read, none, numbers(0, 6)}}},
      {"sequencer_keys",
       "sequencer",
       {{f::Next, none, numbers(1, 6), {nil}, idems},
        {f::Reserve, counts, ranges},
        {f::Read, none, numbers(0, 6)}}},
      {"sequencer_lives",
       "sequencer",
       {{f::Next, none, numbers(1, 4)},
        {f::Create, none, none},
        {f::Delete, none, none},
        {f::Read, none, some}}},
      {"sequencer_created",
       "sequencer",
       {{f::Next, none, numbers(-3, 3)},
        {f::Create, {nil, Value{Value::Map{{word("increment"), number(-1)}}}}, none},
        {f::Read, none, numbers(-2, 2)}}},
      {"appends",
       "transactions",
       {{f::Txn,
         {Value::list({step("r", "x", nil)})},
         {Value::list({step("r", "x", nil)}), Value::list({step("r", "x", Value::list({number(1)}))}),
          Value::list({step("r", "x", Value::list({number(2)}))}),
          Value::list({step("r", "x", Value::list({number(1), number(2)}))}),
          Value::list({step("r", "x", Value::list({number(2), number(1)}))})}},
        {f::Txn, {Value::list({step("append", "x", number(1))})}, none},
        {f::Txn, {Value::list({step("append", "x", number(2))})}, none},
        {f::Txn, {Value::list({step("append", "y", number(1)), step("append", "x", number(3))})}, none}}},
      {"appends_and_writes",
       "transactions",
       {{f::Txn,
         {Value::list({step("r", "x", nil)})},
         {Value::list({step("r", "x", nil)}), Value::list({step("r", "x", number(1))}),
          Value::list({step("r", "x", Value::list({number(1)}))}),
          Value::list({step("r", "x", Value::list({number(2), number(1)}))})}},
        {f::Txn, {Value::list({step("append", "x", number(1))})}, none},
        {f::Txn, {Value::list({step("w", "x", number(1))}), Value::list({step("w", "x", number(2))})}, none},
        {f::Txn, {Value::list({step("w", "y", number(1)), step("append", "x", number(2))})}, none}}},
      {"transactions",
       "transactions",
       {{f::Txn, {Value::list({step("r", "x", nil)})}, reads_back},
        {f::Txn,
         {Value::list({step("w", "x", number(1))}),
          Value::list({step("w", "x", number(2)), step("w", "y", number(1))}),
          Value::list({step("w", "y", number(2))})},
         {Value{}}},
        {f::Txn,
         {Value::list({step("r", "x", nil), step("r", "y", nil)})},
         {Value::list({step("r", "x", number(1)), step("r", "y", number(1))}),
          Value::list({step("r", "x", number(2)), step("r", "y", number(1))}),
          Value::list({step("r", "x", nil), step("r", "y", nil)})}}}},
  };
}

class Fuzz : public ::testing::TestWithParam<Subject> {};

TEST_P(Fuzz, AgreesWithTheDefinition) {
  const Subject& subject = GetParam();
  const auto make = find_model(subject.model, subject.options);
  ASSERT_TRUE(make.has_value()) << make.error();
  const std::uint64_t count = environment("PAWL_FUZZ_HISTORIES", 20000);
  const std::uint64_t first = environment("PAWL_FUZZ_SEED", 1);
  std::uint64_t refuted = 0;
  CheckOptions options = subject.options;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    Random random(seed);
    Machine machine = (*make)();
    Shape shape = subject.shape;
    if (seed % 2 == 0) shape.unknown_share = kManyUnknown;
    const History history = testing::random_history(random, subject.choices, machine, shape);
    std::vector<std::uint32_t> members;
    for (std::uint32_t i = 0; i < history.operations.size(); ++i) members.push_back(i);
    Machine fresh = (*make)();
    members = fitting(history, members, fresh);
    std::vector<const Operation*> operations;
    for (const std::uint32_t member : members) operations.push_back(&history.operations[member]);
    fresh.prepare(operations);  // what repeats, or is answered, is part of the meaning of some models
    std::vector<bool> is_placed(members.size(), false);
    const bool expected = testing::naive(history, members, fresh, fresh.initial(), is_placed);
    options.explain = seed % 16 == 0;
    const PartResult part =
        judge(history, members, *make, options, Budget(std::nullopt, std::size_t{1} << 30));
    refuted += expected ? 0 : 1;
    ASSERT_EQ(verdict_text(part.verdict),
              verdict_text(expected ? Verdict::Linearizable : Verdict::NotLinearizable))
        << "seed " << seed << ": " << part.reason;
  }
  RecordProperty("refuted", std::to_string(refuted));
  EXPECT_GT(refuted, count / 50) << "the histories hardly ever violate the model: they test nothing";
  EXPECT_LT(refuted, count - count / 50) << "the histories hardly ever satisfy the model: they test nothing";
}

INSTANTIATE_TEST_SUITE_P(Models, Fuzz, ::testing::ValuesIn(subjects()),
                         [](const auto& subject) { return subject.param.name; });

}  // namespace
}  // namespace pawl::checker
