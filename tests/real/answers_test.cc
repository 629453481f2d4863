// Goal: answers leave in the order of their commands, whatever the order in which they become known. Method:
// every order of three answers, beside answers that are known at once and answers in parts.

#include "real/resp/answers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

namespace pawl::real::resp {
namespace {

auto writing(std::string text) {
  return [text = std::move(text)](std::string& out) { out += text; };
}

TEST(Answers, LeaveInOrderWhateverTheOrderOfArrival) {
  std::array<std::size_t, 3> order{0, 1, 2};
  do {
    std::string out;
    Answers answers(out);
    std::array<AnswerNumber, 3> numbers{};
    numbers[0] = answers.expect();
    answers.add(writing("now"));
    numbers[1] = answers.expect();
    numbers[2] = answers.expect();
    for (const std::size_t i : order) answers.settle(numbers[i], writing(std::to_string(i)));
    EXPECT_EQ(out, "0now12");
    EXPECT_EQ(answers.waiting_count(), 0U);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Answers, WhatIsKnownAtOnceLeavesAtOnceIfNothingIsBeforeIt) {
  std::string out;
  Answers answers(out);
  answers.add(writing("a"));
  EXPECT_EQ(out, "a");
  const AnswerNumber number = answers.expect();
  answers.add(writing("c"));
  EXPECT_EQ(out, "a");
  answers.settle(number, writing("b"));
  EXPECT_EQ(out, "abc");
}

TEST(Answers, PartsLeaveInTheirOrder) {
  std::string out;
  Answers answers(out);
  const AnswerNumber number = answers.expect();
  const AnswerNumber next = answers.expect();
  answers.split(number, 3);
  answers.settle(next, writing("d"));
  answers.settle_part(number, 2, "c");
  answers.settle_part(number, 0, "a");
  EXPECT_EQ(out, "");
  answers.settle_part(number, 1, "b");
  EXPECT_EQ(out, "abcd");
}

}  // namespace
}  // namespace pawl::real::resp
