#include "core/wire/api.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/wire/utf8.h"
#include "tests/wire/arbitrary.h"
#include "tests/wire/same.h"

namespace pawl::wire {
namespace {

using test::same;

/// Calls travel as UTF-8; these do unchanged.
node::Ask any_api_ask() {
  switch (*rc::gen::inRange(0, 3)) {
    case 0: return machine::Query{machine::SequenceGet{test::any_name()}};
    case 1:
      return machine::Query{machine::SequenceList{.prefix = test::any_name(),
                                                  .after = test::maybe(test::any_name),
                                                  .limit = *rc::gen::inRange<std::uint64_t>(1, 2000)}};
    default: return test::any_valid_request();
  }
}

RC_GTEST_PROP(ApiProperty, CallsComeBackEqual, ()) {
  const node::Ask ask = any_api_ask();
  const auto when = test::any_bool() ? node::WhenNotLeader::Forward : node::WhenNotLeader::Refuse;
  auto read = read_call(write_call(ask, when));
  RC_ASSERT(read.has_value());
  RC_ASSERT(same(read->content, ask));
  RC_ASSERT(read->when_not_leader == when);
}

machine::Sequence any_api_sequence() {
  machine::Sequence sequence = test::any_sequence();
  sequence.name = test::any_name();
  return sequence;
}

RC_GTEST_PROP(ApiProperty, AnswersComeBackEqual, ()) {
  const machine::Reserved one{.first = 5,
                              .last = 5,
                              .count = 1,
                              .increment = 1,
                              .revision = test::any_unsigned(),
                              .incarnation = test::any_unsigned()};
  const machine::Reserved many{.first = test::any_signed(),
                               .last = test::any_signed(),
                               .count = test::any_signed(),
                               .increment = test::any_signed(),
                               .revision = test::any_unsigned(),
                               .incarnation = test::any_unsigned()};
  const std::vector<std::pair<ApiCall, machine::Answer>> answers{
      {ApiCall::Create, machine::Created{.sequence = any_api_sequence(), .is_new = test::any_bool()}},
      {ApiCall::Next, one},
      {ApiCall::Reserve, many},
      {ApiCall::Get, machine::Found{any_api_sequence()}},
      {ApiCall::Delete, machine::Deleted{.incarnation = test::any_unsigned()}},
      {ApiCall::List, machine::Listed{.sequences = test::some(any_api_sequence), .more = test::any_bool()}},
  };
  for (const auto& [call, answer] : answers) {
    v1::Answer written;
    write_answer(call, answer, written);
    const auto read = read_answer(written);
    RC_ASSERT(read.has_value());
    RC_ASSERT((read->outcome == machine::Outcome(answer)));
  }
}

RC_GTEST_PROP(ApiProperty, ErrorsComeBackEqual, ()) {
  Error error = test::any_error();
  error.detail = test::any_name();
  const LeaderHint leader = test::any_bool() ? LeaderHint{.node = {3}, .address = "h:1"} : LeaderHint{};
  v1::Error written;
  write_error(error, leader, written);
  const auto read = decode_status_details(encode_status_details(14, written));
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->error == error);
  RC_ASSERT(read->leader == leader);
}

RC_GTEST_PROP(ApiProperty, RandomDetailsNeverCrash, (const std::string& bytes)) {
  static_cast<void>(decode_status_details(bytes));
}

TEST(Api, WhatIsLeftOutHasItsDefault) {
  v1::CreateRequest create;
  create.set_name("orders");
  const ApiAsk ask = read_call(std::move(create));
  const auto& request = std::get<machine::Request>(ask.content);
  EXPECT_EQ(std::get<machine::SequenceCreate>(request.operation).parameters, machine::SequenceParameters{});
  EXPECT_FALSE(request.key.has_value());
  EXPECT_EQ(ask.when_not_leader, node::WhenNotLeader::Refuse);
  const ApiAsk list = read_call(v1::ListRequest{});
  EXPECT_EQ(std::get<machine::SequenceList>(std::get<machine::Query>(list.content)).limit, 100U);
}

TEST(Api, AReserveLeavesItsCountToTheNode) {
  const ApiAsk ask = read_call(v1::ReserveRequest{});
  const auto& request = std::get<machine::Request>(ask.content);
  EXPECT_EQ(std::get<machine::SequenceReserve>(request.operation).count, 0);
  EXPECT_FALSE(machine::validate(request).has_value());
}

TEST(Api, MissingAndUnknownPartsAreErrors) {
  EXPECT_EQ(read_call(v1::Call{}).error().detail, "Call.request is missing or of a later version");
  EXPECT_EQ(kind_of(v1::Call{}).error().detail, "Call.request is missing or of a later version");
  EXPECT_EQ(read_answer(v1::Answer{}).error().detail, "Answer.result is missing or of a later version");
  v1::Answer answer;
  answer.mutable_create();
  EXPECT_EQ(read_answer(answer).error().detail, "CreateReply.sequence is missing");
  answer.mutable_get();
  EXPECT_EQ(read_answer(answer).error().detail, "GetReply.sequence is missing");
  answer.mutable_error()->set_code(static_cast<v1::ErrorCode>(99));
  EXPECT_EQ(read_answer(answer).error().detail, "Error.code is missing or of a later version");
  answer.mutable_error()->set_code(v1::NOT_FOUND);
  answer.mutable_error()->set_certainty(v1::MAY_HAVE_HAPPENED);
  EXPECT_EQ(read_answer(answer).error().detail, "Error.certainty is not that of its code");
  EXPECT_EQ(decode_status_details("").error().detail, "status details: no pawl.v1.Error inside");
}

TEST(Utf8, KeepsWhatIsWellFormed) {
  for (const std::string text :
       {"", "orders", "\xC3\xBC", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "a\xC3\xBC z"}) {
    EXPECT_EQ(to_utf8(text), text);
  }
}

TEST(Utf8, ReplacesWhatIsNot) {
  const std::string bad = "\xEF\xBF\xBD";
  EXPECT_EQ(to_utf8("a\xFFz"), "a" + bad + "z");
  EXPECT_EQ(to_utf8("\xC3"), bad);
  EXPECT_EQ(to_utf8("\xC0\x80"), bad + bad);            // a long form
  EXPECT_EQ(to_utf8("\xED\xA0\x80"), bad + bad + bad);  // a surrogate
  EXPECT_EQ(to_utf8("\xF4\x90\x80\x80"), bad + bad + bad + bad);
  EXPECT_EQ(to_utf8("\xE2\x82"
                    "z"),
            bad + bad + "z");
}

}  // namespace
}  // namespace pawl::wire
