#include "core/wire/entry.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/base/limits.h"
#include "core/node/command.h"
#include "core/wire/entry.pb.h"
#include "core/wire/entry_cache.h"
#include "tests/wire/arbitrary.h"
#include "tests/wire/same.h"

namespace pawl::wire {
namespace {

using test::same;

machine::Request reserve(std::string name, std::int64_t count = 1) {
  return {.key = std::nullopt,
          .operation = machine::SequenceReserve{
              .name = std::move(name), .count = count, .on_missing = machine::OnMissing::Refuse}};
}

raft::Entry entry_of(std::vector<machine::Request> requests) {
  return {.term = {3},
          .index = {17},
          .bytes = 99,
          .command = std::make_shared<const Command>(
              Command{.now = {5}, .wall = {7}, .requests = std::move(requests)})};
}

/// A well-formed entry that a test may spoil.
proto::Entry spoilable() {
  proto::Entry entry;
  entry.ParseFromString(encode_entry(
      entry_of({reserve("orders", 5), {.key = "key", .operation = machine::SequenceDelete{"orders"}}})));
  return entry;
}

std::string error_of(const proto::Entry& entry) {
  const auto decoded = decode_entry(entry.SerializeAsString());
  return decoded ? "no error" : decoded.error().detail;
}

RC_GTEST_PROP(EntryProperty, ComesBackEqual, ()) {
  const raft::Entry entry = test::any_entry({*rc::gen::inRange<std::uint64_t>(1, UINT64_MAX)},
                                            {*rc::gen::inRange<std::uint64_t>(1, UINT64_MAX)});
  const std::string bytes = encode_entry(entry);
  const auto decoded = decode_entry(bytes);
  RC_ASSERT(decoded.has_value());
  RC_ASSERT(same(*decoded, entry));
  RC_ASSERT(encode_entry(*decoded) == bytes);
}

RC_GTEST_PROP(EntryProperty, DamagedBytesNeverCrash, ()) {
  std::string bytes = encode_entry(test::any_entry({1}, {1}));
  const int flips = *rc::gen::inRange(1, 8);
  for (int i = 0; i < flips && !bytes.empty(); ++i) {
    bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = static_cast<char>(*rc::gen::inRange(0, 256));
  }
  bytes.resize(*rc::gen::inRange<std::size_t>(0, bytes.size() + 1));
  const auto decoded = decode_entry(bytes);
  if (!decoded) RC_ASSERT(!decoded.error().detail.empty());
}

TEST(Entry, ANameIsWrittenOnce) {
  std::vector<machine::Request> requests(800, reserve("a-name-of-twenty-by"));
  const std::string bytes = encode_entry(entry_of(requests));
  EXPECT_LT(bytes.size(), 1700U);  // two bytes a request
  EXPECT_TRUE(same(*decode_entry(bytes), entry_of(requests)));
}

TEST(Entry, ManyDifferentNamesComeBack) {
  std::vector<machine::Request> requests;
  for (int i = 0; i < 5000; ++i) requests.push_back(reserve("sequence-" + std::to_string(i % 1700), 1 + i));
  EXPECT_TRUE(same(*decode_entry(encode_entry(entry_of(requests))), entry_of(requests)));
}

TEST(Entry, NeedsTermAndIndex) {
  proto::Entry entry = spoilable();
  entry.set_term(0);
  EXPECT_EQ(error_of(entry), "Entry: no term or no index");
  EXPECT_FALSE(decode_entry("").has_value());
}

TEST(Entry, ColumnsMustFitTogether) {
  EXPECT_EQ(error_of(spoilable()), "no error");
  proto::Entry entry = spoilable();
  entry.mutable_command()->add_names(0);
  EXPECT_EQ(error_of(entry), "Command.names: not one for each request");
  entry = spoilable();
  entry.mutable_command()->add_keys(0);
  EXPECT_EQ(error_of(entry), "Command.keys: not one for each request");
  entry = spoilable();
  entry.mutable_command()->add_counts(1);
  EXPECT_EQ(error_of(entry), "Command.counts: not one for each reserve");
  entry = spoilable();
  entry.mutable_command()->add_on_missing(proto::ON_MISSING_REFUSE);
  entry.mutable_command()->add_on_missing(proto::ON_MISSING_REFUSE);
  EXPECT_EQ(error_of(entry), "Command.on_missing: not one for each reserve");
  entry = spoilable();
  entry.mutable_command()->add_parameters();
  EXPECT_EQ(error_of(entry), "Command.parameters: not one for each create");
  entry = spoilable();
  entry.mutable_command()->set_kinds(0, proto::OPERATION_KIND_CREATE);
  EXPECT_EQ(error_of(entry), "Command.parameters: not one for each create");
}

TEST(Entry, TextsAreNeverReadBeyondTheirEnd) {
  proto::Entry entry = spoilable();
  entry.mutable_command()->set_names(0, 2);
  EXPECT_EQ(error_of(entry), "Command.names: no such text");
  entry.mutable_command()->set_names(0, UINT32_MAX);
  EXPECT_EQ(error_of(entry), "Command.names: no such text");
  entry = spoilable();
  entry.mutable_command()->set_keys(1, UINT32_MAX);
  EXPECT_EQ(error_of(entry), "Command.keys: no such text");
  entry = spoilable();
  entry.mutable_command()->set_text_bytes(0, UINT32_MAX);
  EXPECT_EQ(error_of(entry), "Command.text_bytes: more than the texts hold");
  entry.mutable_command()->set_text_bytes(0, 1);
  EXPECT_EQ(error_of(entry), "Command.text_bytes: less than the texts hold");
}

TEST(Entry, WhatThisVersionDoesNotKnowIsAnError) {
  proto::Entry entry = spoilable();
  entry.mutable_command()->set_kinds(0, static_cast<proto::OperationKind>(99));
  EXPECT_EQ(error_of(entry), "Command.kinds: missing or of a later version");
  entry = spoilable();
  entry.mutable_command()->add_on_missing(static_cast<proto::OnMissing>(99));
  EXPECT_EQ(error_of(entry), "on_missing is missing or of a later version");
}

TEST(Entry, InvalidRequestsAreRefused) {
  proto::Entry entry = spoilable();
  entry.mutable_command()->set_counts(0, 0);
  EXPECT_TRUE(error_of(entry).starts_with("Command: an invalid request: ")) << error_of(entry);
}

TEST(Entry, AtMostSoManyRequests) {
  proto::Entry entry;
  entry.set_term(1);
  entry.set_index(1);
  proto::Command& command = *entry.mutable_command();
  command.set_texts("a");
  command.add_text_bytes(1);
  for (std::uint64_t i = 0; i < kEntryRequestsMax; ++i) {
    command.add_kinds(proto::OPERATION_KIND_DELETE);
    command.add_names(0);
  }
  EXPECT_EQ(error_of(entry), "no error");
  command.add_kinds(proto::OPERATION_KIND_DELETE);
  command.add_names(0);
  EXPECT_EQ(error_of(entry), "Command: too many requests");
}

TEST(Entry, AtMostSoManyBytes) {
  EXPECT_EQ(decode_entry(std::string(kEntryBytesMax, '\0')).error().detail, "Entry: damaged");
  EXPECT_EQ(decode_entry(std::string(kEntryBytesMax + 1, '\0')).error().detail,
            "Entry: larger than an entry may be");
}

TEST(EntryCache, EncodesOnceAndForgetsTheLowest) {
  const raft::Entry entry = entry_of({reserve("orders")});
  EntryCache cache(1000);
  const EncodedEntry first = cache.get(entry);
  EXPECT_EQ(*first, encode_entry(entry));
  EXPECT_EQ(cache.get(entry), first);
  EXPECT_EQ(cache.bytes(), first->size());
  raft::Entry of_later_term = entry;
  of_later_term.term = {4};
  EXPECT_NE(cache.get(of_later_term), first);
  EXPECT_EQ(cache.bytes(), cache.get(of_later_term)->size());
  cache.put({.term = {4}, .index = {18}}, std::make_shared<const std::string>(990, 'x'));
  EXPECT_EQ(cache.bytes(), 990U);
}

}  // namespace
}  // namespace pawl::wire
