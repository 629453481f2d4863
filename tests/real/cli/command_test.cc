#include "real/cli/command.h"

#include <gtest/gtest.h>

#include "real/cli/flags.h"
#include "real/cli/render.h"

namespace pawl::real::cli {
namespace {

using Words = std::vector<std::string>;

Command parsed(const std::string& line) {
  const auto words = split_words(line);
  const auto command = parse_command(*words);
  EXPECT_TRUE(command.has_value()) << line << ": " << command.error();
  return command.value_or(Command{});
}

std::string error_of(const std::string& line) {
  const auto words = split_words(line);
  if (!words) return words.error();
  const auto command = parse_command(*words);
  return command ? "no error" : command.error();
}

TEST(Words, SplitAtBlanksAndKeepQuotedOnesTogether) {
  EXPECT_EQ(*split_words("  next-sequence\torders \r"), (Words{"next-sequence", "orders"}));
  EXPECT_EQ(*split_words("a 'b c' \"d 'e\" f''g ''"), (Words{"a", "b c", "d 'e", "fg", ""}));
  EXPECT_EQ(*split_words(""), Words{});
  EXPECT_EQ(split_words("a 'b").error(), "a ' is opened and not closed");
}

TEST(Command, TakesTheArgumentsOfTheTutorial) {
  Command command = parsed("create-sequence orders 0 1");
  EXPECT_EQ(command.verb, Verb::Create);
  EXPECT_EQ(command.name, "orders");
  EXPECT_EQ(command.parameters, machine::SequenceParameters{});
  command = parsed("create-sequence a -5 -2 100 --min -7 --cycle --key k");
  EXPECT_EQ(command.parameters, (machine::SequenceParameters{
                                    .initial = -5, .increment = -2, .min = -7, .max = 100, .cycle = true}));
  EXPECT_EQ(command.key, "k");
  command = parsed("next-sequence orders create-order-1001");
  EXPECT_EQ(command.key, "create-order-1001");
  EXPECT_FALSE(parsed("next-sequence orders").key.has_value());
  command = parsed("reserve-sequence orders 5 worker-a-batch-1");
  EXPECT_EQ(command.count, 5);
  EXPECT_EQ(command.key, "worker-a-batch-1");
  EXPECT_EQ(parsed("list-sequences inv").name, "inv");
  EXPECT_EQ(parsed("exit").verb, Verb::Quit);
}

TEST(Command, SaysWhatToWriteInstead) {
  EXPECT_EQ(error_of("frobnicate"), "there is no command 'frobnicate'; help shows all");
  EXPECT_EQ(error_of("reserve-sequence orders"),
            "something is missing; write: reserve-sequence NAME COUNT [KEY]");
  EXPECT_EQ(error_of("get-sequence a b"), "'b' is too much; write: get-sequence NAME");
  EXPECT_EQ(error_of("reserve-sequence a b"),
            "the count is 'b': write a whole number from -9223372036854775808 to 9223372036854775807");
  EXPECT_EQ(error_of("reserve-sequence a 9223372036854775808"),
            "the count is '9223372036854775808': write a whole number from -9223372036854775808 to "
            "9223372036854775807");
  EXPECT_EQ(error_of("create-sequence a 0 1 5 --max 6"), "the maximum is given twice");
  EXPECT_EQ(error_of("next-sequence a k --key k"), "the idempotency key is given twice");
  EXPECT_EQ(error_of("create-sequence a --min"), "--min needs a value");
  EXPECT_EQ(error_of("next-sequence a --cycle"),
            "next-sequence knows no option --cycle; write: next-sequence NAME [KEY]");
}

TEST(Number, CoversInt64) {
  EXPECT_EQ(*parse_number("n", "-9223372036854775808"), INT64_MIN);
  EXPECT_EQ(*parse_number("n", "+9223372036854775807"), INT64_MAX);
  for (const char* bad : {"", "-", "+", "1x", " 1", "1.0", "0x10", "+-1"}) {
    EXPECT_FALSE(parse_number("n", bad).has_value()) << bad;
  }
}

std::expected<Flags, Failure> flags_of(std::vector<const char*> words) {
  words.insert(words.begin(), "pawl");
  return read_flags(static_cast<int>(words.size()), words.data());
}

TEST(Flags, TakeTheSpellingOfTheTutorial) {
  auto flags = flags_of({"--create-sequence", "invoices", "--initial-value", "1000", "--increment", "1"});
  ASSERT_TRUE(flags.has_value());
  EXPECT_EQ(flags->command->verb, Verb::Create);
  EXPECT_EQ(flags->command->parameters.initial, 1000);
  flags =
      flags_of({"--reserve-sequence", "invoices", "--count", "10", "--idempotency-key", "invoice-batch-1"});
  EXPECT_EQ(flags->command->count, 10);
  EXPECT_EQ(flags->command->key, "invoice-batch-1");
  flags = flags_of({"--endpoints", "a:1,b:2", "--format", "json", "next-sequence", "orders"});
  EXPECT_EQ(flags->endpoints, (Words{"a:1", "b:2"}));
  EXPECT_EQ(flags->format, Format::Json);
  EXPECT_EQ(flags->command->verb, Verb::Next);
  EXPECT_EQ(flags_of({"--list-sequences"})->command->verb, Verb::List);
  EXPECT_FALSE(flags_of({})->command.has_value());
}

TEST(Flags, WhatSaysWhereAndHowStandsAnywhere) {
  const std::vector<std::vector<const char*>> orders{
      {"--endpoints", "a:1", "--format", "json", "create-sequence", "orders", "-5", "-2", "--min", "-9"},
      {"create-sequence", "orders", "-5", "-2", "--min", "-9", "--endpoints", "a:1", "--format", "json"},
      {"create-sequence", "--format=json", "orders", "-5", "--endpoints=a:1", "-2", "--min", "-9"},
      {"--create-sequence", "orders", "--format", "json", "--initial-value", "-5", "--increment", "-2",
       "--min-value", "-9", "--endpoints", "a:1"},
  };
  for (const auto& words : orders) {
    const auto flags = flags_of(words);
    ASSERT_TRUE(flags.has_value()) << flags.error().what;
    EXPECT_EQ(flags->endpoints, Words{"a:1"});
    EXPECT_EQ(flags->format, Format::Json);
    ASSERT_TRUE(flags->command.has_value());
    EXPECT_EQ(flags->command->verb, Verb::Create);
    EXPECT_EQ(flags->command->name, "orders");
    EXPECT_EQ(flags->command->parameters,
              (machine::SequenceParameters{.initial = -5, .increment = -2, .min = -9}));
  }
  EXPECT_EQ(flags_of({"next-sequence", "orders", "--timeout", "3"})->timeout, seconds(3));
  EXPECT_EQ(flags_of({"next-sequence", "orders", "--help"}).error().exit_code, 0);
}

TEST(Flags, WrongUsageIsTold) {
  const std::vector<std::vector<const char*>> wrong{
      {"--bogus"},
      {"--endpoints", "nonsense"},
      {"--format", "xml"},
      {"--create-sequence", "a", "--get-sequence", "b"},
      {"--next-sequence", "a", "--count", "3"},
      {"--get-sequence", "a", "--idempotency-key", "k"},
      {"--count", "3"},
      {"--next-sequence", "a", "status"},
      {"--reserve-sequence", "a", "--count", "many"},
      {"--timeout", "0", "status"},
      {"next-sequence", "a", "--format"},
      {"next-sequence", "a", "--format", "xml"},
  };
  for (const auto& words : wrong) {
    const auto flags = flags_of(words);
    ASSERT_FALSE(flags.has_value()) << words.front();
    EXPECT_EQ(flags.error().exit_code, 64);
    EXPECT_FALSE(flags.error().what.empty());
  }
  EXPECT_EQ(flags_of({"--help"}).error().exit_code, 0);
}

machine::Sequence sequence(machine::SequenceParameters parameters) {
  return {.name = "orders", .parameters = parameters, .current = 6, .revision = 2, .incarnation = 3};
}

TEST(Render, PrintsWhatTheTutorialPrints) {
  const auto print = [](const std::string& line, const machine::Answer& answer) {
    return render_answer(Format::Text, parsed(line), answer);
  };
  EXPECT_EQ(print("get-sequence orders", machine::Found{sequence({})}),
            "r2 get orders current 6 increment 1 max -\n");
  EXPECT_EQ(print("create-sequence orders", machine::Created{.sequence = sequence({}), .is_new = true}),
            "r2 created orders current 6 increment 1 max -\n");
  EXPECT_EQ(print("create-sequence orders", machine::Created{.sequence = sequence({}), .is_new = false}),
            "r2 exists orders current 6 increment 1 max -\n");
  const machine::Reserved reserved{
      .first = 2, .last = 6, .count = 5, .increment = 1, .revision = 2, .incarnation = 3};
  EXPECT_EQ(print("next-sequence orders", reserved), "r2 next orders 6\n");
  EXPECT_EQ(print("reserve-sequence orders 5", reserved), "r2 reserved orders 2..6 count 5\n");
  EXPECT_EQ(print("delete-sequence orders", machine::Deleted{.incarnation = 3}), "deleted\n");
  EXPECT_EQ(print("list-sequences", machine::Listed{.sequences = {}, .more = false}), "");
  EXPECT_EQ(
      print("get-sequence orders",
            machine::Found{sequence({.initial = 0, .increment = -1, .min = -9, .max = 100, .cycle = true})}),
      "r2 get orders current 6 increment -1 max 100 min -9 cycle\n");
}

TEST(Render, JsonIsOneObjectALine) {
  const Command next = parsed("next-sequence orders");
  const machine::Reserved reserved{
      .first = 6, .last = 6, .count = 1, .increment = 1, .revision = 2, .incarnation = 3};
  EXPECT_EQ(render_answer(Format::Json, next, reserved),
            "{\"name\":\"orders\",\"value\":6,\"revision\":2,\"incarnation\":3}\n");
  EXPECT_EQ(
      render_error(Format::Json, next, {ErrorCode::TimedOut, "no answer"}, ""),
      "{\"error\":{\"code\":\"timed-out\",\"certainty\":\"may-have-happened\",\"detail\":\"no answer\"}}\n");
}

TEST(Render, ExitCodesTellWhatAScriptNeeds) {
  const auto code_of = [](ErrorCode code) {
    return exit_code_of(machine::Outcome{std::unexpect, Error{code, ""}});
  };
  EXPECT_EQ(exit_code_of(machine::Deleted{}), 0);
  EXPECT_EQ(code_of(ErrorCode::NotFound), 1);
  EXPECT_EQ(code_of(ErrorCode::KeyReused), 1);
  EXPECT_EQ(code_of(ErrorCode::TimedOut), 2);
  EXPECT_EQ(code_of(ErrorCode::LeadershipLost), 2);
  EXPECT_EQ(code_of(ErrorCode::NotLeader), 69);
}

}  // namespace
}  // namespace pawl::real::cli
