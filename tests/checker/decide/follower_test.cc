// The stream of a sequencer's lines: stories of a few lines, and agreement with the batch decision on
// random histories of some thousand operations.

#include "checker/decide/sequencer/sequencer_follower.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "checker/decide/decide.h"
#include "checker/history/event_reader.h"
#include "tests/checker/decide/fuzz.h"

namespace pawl::checker {
namespace {

using Status = SequencerFollower::Status;

struct Followed {
  Status status = Status::Following;
  std::string words;  ///< the reason, why the whole is needed, or the broken rule
  std::uint64_t events = 0;
};

Followed follow(std::string_view text) {
  EventReader reader(ByteSource::memory(text));
  Names names;
  RawEvent event;
  SequencerFollower follower(0);
  while (reader.next(event, names) == Next::Event) {
    if (auto added = follower.add(event); !added) {
      return {.words = added.error().what};
    }
  }
  const Status status = follower.finish();
  return {.status = status,
          .words = status == Status::Violated ? follower.decision().reason : follower.why_whole(),
          .events = follower.event_count()};
}

void expect_words(const Followed& followed, Status status, const std::string& words) {
  EXPECT_EQ(followed.status, status);
  EXPECT_NE(followed.words.find(words), std::string::npos) << followed.words;
}

TEST(SequencerFollower, JudgesWhileReading) {
  const Followed good =
      follow(R"([0 :invoke :next nil] [1 :invoke :read nil] [0 :ok :next 1] [1 :ok :read 0])");
  EXPECT_EQ(good.status, Status::Following);
  EXPECT_EQ(good.events, 4U);
  // The violation is certain at the fourth event; the rest is not looked at.
  const Followed bad = follow(R"([0 :invoke :next nil] [0 :ok :next 1] [0 :invoke :read nil] [0 :ok :read 0]
      [0 :invoke :read nil])");
  expect_words(bad, Status::Violated, "showed 1 had ended before the one that read 0 began");
  EXPECT_EQ(bad.events, 4U);
}

TEST(SequencerFollower, AGapIsJudgedWhenNobodyInFlightCanFillIt) {
  const std::string gap = "[0 :invoke :next nil] [1 :invoke :next nil] [1 :ok :next 2] ";
  EXPECT_EQ(follow(gap + "[0 :ok :next 1]").status, Status::Following);
  EXPECT_EQ(follow(gap + "[0 :info :next nil]").status, Status::Following);
  expect_words(follow(gap + "[0 :fail :next nil]"), Status::Violated, "1 to 1 were given to no known");
  expect_words(follow(gap + "[0 :ok :next 3]"), Status::Violated, "1 to 1 were given to no known");
}

TEST(SequencerFollower, EachKeyIsASequence) {
  const std::string text = R"({:process 0, :type :invoke, :f :next, :key "a", :value nil}
      {:process 0, :type :ok, :f :next, :key "a", :value 1}
      {:process 0, :type :invoke, :f :next, :key "b", :value nil} )";
  EXPECT_EQ(follow(text + R"({:process 0, :type :ok, :f :next, :key "b", :value 1})").status,
            Status::Following);
  expect_words(follow(text + R"({:process 0, :type :ok, :f :next, :key "b", :value 2})"), Status::Violated,
               "1 to 1");
}

TEST(SequencerFollower, SaysWhenTheWholeIsNeeded) {
  expect_words(follow("[0 :invoke :create nil]"), Status::NeedsWhole, "other than next");
  expect_words(follow(R"({:process 0, :type :invoke, :f :next, :idem 5})"), Status::NeedsWhole, "keys");
  expect_words(follow("[0 :invoke :next nil] [1 :invoke :reserve [2 nil]]"), Status::NeedsWhole,
               "of 1 and of 2");
  expect_words(follow("[0 :invoke :next nil] [0 :ok :next :soon]"), Status::NeedsWhole, "no integer");
}

TEST(SequencerFollower, EnforcesTheRulesOfProcesses) {
  expect_words(follow("[0 :invoke :next nil] [0 :invoke :next nil]"), Status::Following, "still open");
  expect_words(follow("[0 :ok :next 1]"), Status::Following, "never invoked");
  expect_words(follow("[0 :invoke :next nil] [0 :ok :read 1]"), Status::Following, "another :f");
  expect_words(follow("[0 :invoke :next nil] [0 :info :next nil] [0 :invoke :next nil]"), Status::Following,
               "after an :info");
}

TEST(SequencerFollower, OddProcessNumbersAreAsGood) {
  EXPECT_EQ(follow(R"([-3 :invoke :next nil] [90000000000 :invoke :next nil] [-3 :ok :next 2]
      [90000000000 :ok :next 1] [-3 :invoke :read nil] [-3 :ok :read 2])")
                .status,
            Status::Following);
  expect_words(follow("[-3 :invoke :next nil] [-3 :info :next nil] [-3 :invoke :next nil]"),
               Status::Following, "after an :info");
}

/// A true run of `clients` clients with lost outcomes, and with probability one half one wrong number in it.
std::string random_run(fuzz::Random& random, std::int64_t ops, std::int64_t clients) {
  struct Client {
    std::int64_t process = 0;
    int stage = 0;
    std::int64_t number = 0;
    bool is_read = false;
  };
  std::vector<Client> all(static_cast<std::size_t>(clients));
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].process = static_cast<std::int64_t>(i);
  }
  std::int64_t next_process = clients;
  std::int64_t reached = 0;
  std::int64_t wrong_at = random.chance(50) ? random.below(ops * 3) : -1;
  std::string text;
  for (std::int64_t step = 0; step < ops * 3; ++step) {
    Client& client = all[static_cast<std::size_t>(random.below(clients))];
    const char* f = client.is_read ? "read" : "next";
    if (step >= wrong_at && wrong_at >= 0 && client.stage == 1 && !client.is_read) {
      reached += random.chance(50) ? 1 : -1;
      wrong_at = -1;
    }
    if (client.stage == 0) {
      client.is_read = random.chance(20);
      text += fmt::format("[{} :invoke :{} nil]\n", client.process, client.is_read ? "read" : "next");
      client.stage = 1;
    } else if (client.stage == 1) {
      const bool is_lost = random.chance(3);
      if (!client.is_read && !(is_lost && random.chance(50))) {
        ++reached;
      }
      client.number = reached;
      client.stage = 2;
      if (is_lost) {
        text += fmt::format("[{} :info :{} nil]\n", client.process, f);
        client = {.process = next_process++};
      }
    } else {
      text += fmt::format("[{} :ok :{} {}]\n", client.process, f, client.number);
      client.stage = 0;
    }
  }
  return text;
}

TEST(SequencerFollower, AgreesWithTheBatchDecision) {
  fuzz::Random random(7);
  int violated = 0;
  for (int round = 0; round < 300; ++round) {
    const std::string text = random_run(random, 1 + random.below(700), 1 + random.below(40));
    auto history = read_history(ByteSource::memory(text));
    ASSERT_TRUE(history.has_value()) << history.error().what;
    const Partitions partitions = Partitions::by_key(*history);
    bool is_violation = false;
    for (std::size_t p = 0; p < partitions.size(); ++p) {
      const auto part = decide(*history, partitions[p], "sequencer", {});
      ASSERT_TRUE(part.has_value());
      is_violation = part->decision.is_violation();
    }
    const Followed followed = follow(text);
    EXPECT_EQ(followed.status == Status::Violated, is_violation) << followed.words;
    violated += is_violation ? 1 : 0;
  }
  EXPECT_GT(violated, 60);
  EXPECT_LT(violated, 240);
}

}  // namespace
}  // namespace pawl::checker
