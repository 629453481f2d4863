// Goal: what one request carries and what is under way to one follower stays within the options, at the limit
// and one above it; and a Raft is a value. Method: a leader of two, driven by hand.

#include <gtest/gtest.h>

#include "core/base/limits.h"
#include "core/raft/raft.h"

namespace pawl::raft {

namespace {

class NoJitter : public Choices {
 public:
  std::uint64_t choose(const char*, std::uint64_t) override { return 0; }
};

constexpr std::uint64_t kNoLimit = UINT64_MAX;

Options limited(std::uint64_t inflight_bytes_max, std::uint64_t append_bytes_max) {
  Options options;
  options.inflight_bytes_max = inflight_bytes_max;
  options.append_bytes_max = append_bytes_max;
  return options;
}

struct Leading {
  explicit Leading(Options options) : raft(with_members(options), Boot{}, now, choices) {
    raft.wake(raft.status().election_at, choices);
    answer(VoteReply{.term = Term{1}, .round = Round::PreVote, .granted = true});
    take();
    raft.persisted(now, PersistSeq{seq}, choices);
    take();
    answer(VoteReply{.term = Term{1}, .round = Round::Vote, .granted = true});
    take();
    raft.persisted(now, PersistSeq{seq}, choices);
    answer(AppendReply{.term = Term{1}, .match = LogIndex{0}, .read = {}});
    take();
    answer(AppendReply{.term = Term{1}, .match = LogIndex{1}, .read = {}});
    take();
  }

  static Options with_members(Options options) {
    options.self = NodeId{1};
    options.members.voters = {NodeId{1}, NodeId{2}};
    return options;
  }

  void answer(const Message& message) { raft.receive(now, NodeId{2}, message, choices); }
  void propose(std::uint32_t bytes) { ASSERT_TRUE(raft.propose(now, nullptr, bytes).has_value()); }

  Output take() { return raft.take_output(PersistSeq{++seq}); }

  /// How many entries each request carries that leaves now.
  std::vector<std::size_t> batches() {
    std::vector<std::size_t> counts;
    for (const Addressed& it : take().send)
      if (const auto* request = std::get_if<AppendRequest>(&it.message))
        counts.push_back(request->entries.size());
    return counts;
  }

  NoJitter choices;
  Instant now{1};
  std::uint64_t seq = 0;
  Raft raft;
};

TEST(Limits, a_request_carries_entries_up_to_the_limit_and_not_one_byte_more) {
  Leading at_limit(limited(kNoLimit, 10));
  ASSERT_TRUE(at_limit.raft.is_leader());
  at_limit.propose(6);
  at_limit.propose(4);
  EXPECT_EQ(at_limit.batches(), (std::vector<std::size_t>{2}));

  Leading above(limited(kNoLimit, 10));
  above.propose(6);
  above.propose(5);
  EXPECT_EQ(above.batches(), (std::vector<std::size_t>{1, 1}));
}

TEST(Limits, an_entry_above_the_limit_goes_alone) {
  Leading leading(limited(kNoLimit, 10));
  leading.propose(1);
  leading.propose(11);
  leading.propose(1);
  EXPECT_EQ(leading.batches(), (std::vector<std::size_t>{1, 1, 1}));
}

TEST(Limits, nothing_more_leaves_once_the_bytes_under_way_reach_the_limit) {
  Leading leading(limited(20, 10));
  for (int count = 0; count < 5; ++count) leading.propose(10);
  EXPECT_EQ(leading.batches().size(), 2U);
  EXPECT_EQ(leading.raft.followers().front().inflight_bytes(), 20U);
  leading.propose(1);
  EXPECT_EQ(leading.batches().size(), 0U);
  leading.answer(AppendReply{.term = Term{1}, .match = LogIndex{2}, .read = {}});
  EXPECT_EQ(leading.batches().size(), 1U);

  // One byte below the limit still lets a whole request out.
  Leading below(limited(20, 10));
  below.propose(10);
  below.propose(9);
  below.propose(10);
  EXPECT_EQ(below.batches().size(), 3U);
}

TEST(Limits, compaction_leaves_as_many_entries_as_asked_for) {
  Options options;
  options.compaction_keep = 8;
  Leading leading(options);
  for (std::uint64_t count = 0; count < 20; ++count) {
    leading.propose(1);
    Output output = leading.take();
    leading.raft.persisted(leading.now, PersistSeq{leading.seq}, leading.choices);
    const LogIndex last = leading.raft.status().last;
    leading.answer(AppendReply{.term = Term{1}, .match = last, .read = {}});
    output = leading.take();
    leading.raft.applied_durably(leading.raft.status().commit);
    output = leading.take();
    const Status status = leading.raft.status();
    const std::uint64_t kept = status.last.value - status.base.index.value;
    // Steps of a quarter: between 8 and 8 + 2 entries behind what everybody has.
    if (status.base.index != LogIndex{}) {
      EXPECT_GE(kept, 8U);
    }
    EXPECT_LE(kept, 10U);
    EXPECT_EQ(output.write.must_sync(), false);
  }
  EXPECT_GT(leading.raft.status().base.index, LogIndex{});
}

TEST(Value, a_copy_goes_its_own_way) {
  Leading leading(Options{});
  Raft copy = leading.raft;
  leading.propose(5);
  EXPECT_EQ(copy.status().last.value + 1, leading.raft.status().last.value);
  EXPECT_TRUE(copy.is_leader());
  copy.wake(leading.now + seconds(10), leading.choices);
  EXPECT_FALSE(copy.is_leader());
  EXPECT_TRUE(leading.raft.is_leader());
}

TEST(Value, a_message_of_a_stranger_or_of_oneself_is_ignored) {
  Leading leading(Options{});
  const AppendRequest request{
      .term = Term{9}, .previous = {}, .entries = {}, .commit = {}, .read = {}, .everywhere = {}};
  leading.raft.receive(leading.now, NodeId{3}, request, leading.choices);
  leading.raft.receive(leading.now, NodeId{1}, request, leading.choices);
  EXPECT_EQ(leading.raft.status().term, Term{1});
}

}  // namespace

Raft alone(const Boot& boot, Choices& choices) {
  Options options;
  options.self = NodeId{1};
  options.members.voters = {NodeId{1}};
  return Raft(options, boot, Instant{1}, choices);
}

TEST(Limits, the_last_term_is_led_and_then_nobody_campaigns) {
  NoJitter choices;
  Raft raft =
      alone({.hard = {.term = Term{kNumberMax - 1}, .voted_for = {}}, .base = {}, .log = {}, .applied = {}},
            choices);
  raft.wake(raft.status().election_at, choices);
  (void)raft.take_output(PersistSeq{1});
  EXPECT_EQ(raft.status().term, Term{kNumberMax});
  raft.persisted(raft.view().now, PersistSeq{1}, choices);
  EXPECT_TRUE(raft.is_leader());

  Raft over = alone(
      {.hard = {.term = Term{kNumberMax}, .voted_for = {}}, .base = {}, .log = {}, .applied = {}}, choices);
  for (int i = 0; i < 3; ++i) {
    over.wake(over.status().election_at, choices);
    (void)over.take_output(PersistSeq{1});
  }
  EXPECT_EQ(over.status().term, Term{kNumberMax}) << "it does not wrap";
  EXPECT_EQ(over.status().role, Role::Follower);
}

TEST(Limits, who_has_the_last_index_does_not_campaign) {
  NoJitter choices;
  const LogPosition last{Term{1}, LogIndex{kNumberMax}};
  Raft raft = alone(
      {.hard = {.term = Term{1}, .voted_for = {}}, .base = last, .log = {}, .applied = last.index}, choices);
  raft.wake(raft.status().election_at, choices);
  (void)raft.take_output(PersistSeq{1});
  EXPECT_EQ(raft.status().role, Role::Follower);
  EXPECT_EQ(raft.status().last, last.index);
}

}  // namespace pawl::raft
