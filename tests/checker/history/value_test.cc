// Goal: equal values are equal however they were written and made, and nothing becomes a value of another
// kind by itself. Method: tables of pairs; what must not compile is asked by a concept.

#include "checker/history/value.h"

#include <gtest/gtest.h>

#include <string>

#include "checker/history/event_reader.h"

namespace pawl::checker {
namespace {

template <typename T>
concept MakesValue = requires(T held) { Value::of(held); };
template <typename T>
concept BecomesValue = std::is_constructible_v<Value, T>;

static_assert(!MakesValue<double>, "1.5 would be cut to 1");
static_assert(!MakesValue<char>);
static_assert(!MakesValue<void*>);
static_assert(!MakesValue<std::uint64_t>);
static_assert(!BecomesValue<void*>, "a pointer would be a truth");

Value read(const char* text) {
  const auto value = read_value(text);
  EXPECT_TRUE(value.has_value()) << text;
  return value.value_or(Value{});
}

TEST(Value, IsOfTheKindThatItWasMadeFrom) {
  EXPECT_EQ(Value::of(true), read("true"));
  EXPECT_NE(Value::of(true), Value::of(1));
  EXPECT_EQ(Value::of(false).kind(), Value::Kind::Boolean);
  EXPECT_EQ(Value::of("true").kind(), Value::Kind::Text);
  EXPECT_EQ(Value("text").kind(), Value::Kind::Text);
  EXPECT_EQ(Value::of(std::uint32_t{7}), read("7"));
}

TEST(Value, EqualsAnotherInWhateverOrder) {
  const std::pair<const char*, const char*> same[] = {
      {"{:a 1, :b 2}", "{:b 2, :a 1}"},
      {"#{1 2 3}", "#{3 1 2}"},
      {"#{1 2}", "#{2 1 1 2}"},
      {"{:a 1, :a 2}", "{:a 2}"},
      {"[{:a 1, :b 2}]", "[{:b 2, :a 1}]"},
      {"{{:a 1, :b 2} 3}", "{{:b 2, :a 1} 3}"},
      {"[##NaN]", "[##NaN]"},
      {"0.0", "-0.0"},
      {"[1 2]", "(1 2)"},
  };
  for (const auto& [one, other] : same) {
    EXPECT_EQ(read(one), read(other)) << one;
    EXPECT_EQ(hash_of(read(one)), hash_of(read(other))) << one;
  }
  const std::pair<const char*, const char*> different[] = {
      {"{:a 1, :b 2}", "{:a 2, :b 1}"},
      {"#{1 2}", "#{1 3}"},
      {"#{1 2}", "[1 2]"},
      {"#{}", "[]"},
      {"{}", "[]"},
      {"{:a 1}", "{\"a\" 1}"},
      {"1", "1.0"},
      {"[1 2]", "[2 1]"},
  };
  for (const auto& [one, other] : different) EXPECT_NE(read(one), read(other)) << one;
}

TEST(Value, IsPrintedAsItIsRead) {
  for (const char* text : {"#{1 2}", "{:a #{}, :b [1 nil]}", "#{[1] {:x \"y\"}}"})
    EXPECT_EQ(read(to_edn(read(text)).c_str()), read(text)) << text;
  std::string json;
  append_json(json, read("#{2 1}"));
  EXPECT_EQ(json, "[1,2]");
}

}  // namespace
}  // namespace pawl::checker
