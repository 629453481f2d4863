// Goal: lines that are not in the order of their :time are noticed, and can be put into it. Method: small
// histories, and the listing of calls and returns.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "checker/history/event_reader.h"

namespace pawl::checker {
namespace {

using ::testing::HasSubstr;

std::expected<History, Damage> read(const std::string& text) {
  return read_history(ByteSource::memory(text));
}

std::string event(int process, const std::string& type, const std::string& time) {
  return "{:process " + std::to_string(process) + " :type " + type + " :f :r" + time + "}\n";
}

/// One word an operation: its process, call and return.
std::string listing(const History& history) {
  std::string out;
  for (const Operation& op : history.operations) {
    const std::string end = op.ret == kNever ? "-" : std::to_string(op.ret);
    out += std::to_string(op.process) + ":" + std::to_string(op.call) + ".." + end + " ";
  }
  return out;
}

std::string by_time(const std::string& text) {
  auto history = read(text);
  if (!history) return history.error().what;
  auto ordered = order_by_time(*history);
  if (!ordered) return std::to_string(ordered.error().place.line) + ": " + ordered.error().what;
  return listing(*history);
}

TEST(Times, AreAccountedFor) {
  const auto backward =
      read(event(1, ":invoke", " :time 50") + event(2, ":invoke", " :time 60") +
           event(1, ":ok", " :time 20") + event(2, ":ok", " :time 55") +
           "{:process :nemesis :type :info :f :x :time 1}" + event(1, ":invoke", " :time 60"));
  ASSERT_TRUE(backward.has_value()) << backward.error().what;
  EXPECT_EQ(backward->account.backward, (Account::Lines{.count = 2, .first_line = 3}));
  EXPECT_EQ(backward->account.backward_ns_max, 40u);
  EXPECT_EQ(backward->account.untimed.count, 0u);
  const auto untimed =
      read(event(1, ":invoke", "") + event(1, ":ok", " :time 3.5") + event(1, ":invoke", " :time -7"));
  ASSERT_TRUE(untimed.has_value()) << untimed.error().what;
  EXPECT_EQ(untimed->account.untimed, (Account::Lines{.count = 2, .first_line = 1}));
  EXPECT_EQ(untimed->account.backward.count, 0u);
}

TEST(Times, GiveTheOrderOfEvents) {
  EXPECT_EQ(by_time(event(2, ":invoke", " :time 50") + event(2, ":ok", " :time 60") +
                    event(1, ":invoke", " :time 10") + event(3, ":invoke", " :time 30") +
                    event(1, ":ok", " :time 20") + event(3, ":info", " :time 55")),
            "1:0..1 3:2..- 2:3..4 ");
  EXPECT_EQ(by_time(event(1, ":invoke", " :time 1") + event(1, ":ok", " :time 5") +
                    event(2, ":invoke", " :time 5") + event(2, ":ok", " :time 6")),
            "1:0..2 2:1..3 ")
      << "at one time they overlap";
}

TEST(Times, KeepWhatStandsBesideOperations) {
  auto history = read(event(2, ":invoke", " :time 50") + "{:process :nemesis :type :info :f :x :time 15}\n" +
                      event(1, ":invoke", " :time 10") + event(2, ":info", " :time 60 :error :late"));
  ASSERT_TRUE(history.has_value()) << history.error().what;
  ASSERT_TRUE(order_by_time(*history).has_value());
  EXPECT_EQ(history->operations[history->errors[0].first].process, 2);
  EXPECT_EQ(history->marks[0].first, 1u) << "behind the call at 10";
}

TEST(Times, AreRefusedWhereTheySayNothing) {
  EXPECT_THAT(by_time(event(1, ":invoke", " :time 1") + event(1, ":ok", " :time 1.5")),
              HasSubstr("2: this event has no"));
  EXPECT_THAT(by_time(event(1, ":invoke", " :time 5") + event(1, ":ok", " :time 4")),
              HasSubstr("2: by :time process 1 completes before it invoked in line 1"));
  EXPECT_THAT(by_time(event(1, ":invoke", " :time 1") + event(1, ":ok", " :time 4") +
                      event(1, ":invoke", " :time 3")),
              HasSubstr("3: by :time process 1 invokes before it completed in line 2"));
}

}  // namespace
}  // namespace pawl::checker
