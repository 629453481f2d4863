// Goal: whatever the network, the disks and crashes do, a term has one leader, logs match, committed entries
// stay, reads are fresh, and after the faults the cluster serves again. Method: random actions on a cluster
// of values (chaos.h), by rapidcheck, which shrinks what it finds, and by many seeds.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <stdexcept>

#include "core/base/check.h"
#include "tests/raft/chaos.h"

namespace pawl::raft::story {

namespace {

class SeedChoices : public Choices {
 public:
  explicit SeedChoices(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15U + 1) {}
  std::uint64_t choose(const char*, std::uint64_t count) override {
    state_ ^= state_ << 13U;
    state_ ^= state_ >> 7U;
    state_ ^= state_ << 17U;
    return (state_ >> 11U) % count;
  }

 private:
  std::uint64_t state_;
};

/// Takes its choices from a list, and 0 after its end.
class ListChoices : public Choices {
 public:
  explicit ListChoices(const std::vector<std::uint16_t>& list) : list_(&list) {}
  std::uint64_t choose(const char*, std::uint64_t count) override {
    return place_ < list_->size() ? (*list_)[place_++] % count : 0;
  }
  bool is_at_end() const { return place_ >= list_->size(); }

 private:
  const std::vector<std::uint16_t>* list_;
  std::size_t place_ = 0;
};

[[noreturn]] void throw_check(const CheckFailure& failure) {
  throw std::runtime_error(std::string("failed check: ") + failure.fact);
}

class Safety : public testing::Test {
 protected:
  void SetUp() override { set_check_handler(throw_check); }
};

RC_GTEST_FIXTURE_PROP(Safety, holds_whatever_happens, ()) {
  const std::size_t nodes = *rc::gen::element<std::size_t>(1, 2, 3, 5);
  const auto list = *rc::gen::resize(
      3000, rc::gen::container<std::vector<std::uint16_t>>(rc::gen::arbitrary<std::uint16_t>()));
  ListChoices choices(list);
  Chaos chaos(nodes, choices);
  while (!choices.is_at_end() && chaos.wrong().empty()) chaos.act();
  RC_ASSERT(chaos.wrong() == "");
}

/// More with PAWL_RAFT_SEEDS=100000.
std::uint64_t seed_count() {
  const char* text = std::getenv("PAWL_RAFT_SEEDS");
  return text == nullptr ? 1500 : std::strtoull(text, nullptr, 10);
}

TEST_F(Safety, holds_over_many_seeds_and_the_cluster_heals) {
  std::uint64_t committed = 0;
  std::uint64_t leaders = 0;
  std::uint64_t reads = 0;
  std::uint64_t compactions = 0;
  const std::uint64_t seeds = seed_count();
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    SeedChoices choices(seed);
    Chaos chaos(seed % 4 == 0 ? 5 : 3, choices);
    for (int action = 0; action < 3000 && chaos.wrong().empty(); ++action) chaos.act();
    ASSERT_EQ(chaos.wrong(), "") << "seed " << seed;
    const bool is_serving = chaos.heals();
    ASSERT_EQ(chaos.wrong(), "") << "seed " << seed << ", while it heals";
    ASSERT_TRUE(is_serving) << "seed " << seed << ": nothing is committed within ten election timeouts";
    committed += chaos.committed_count();
    leaders += chaos.leader_count();
    reads += chaos.read_count();
    compactions += chaos.compaction_count();
  }
  // A campaign in which nothing happened proves nothing.
  EXPECT_GT(committed, seeds * 10);
  EXPECT_GT(leaders, seeds * 2);
  EXPECT_GT(reads, seeds);
  EXPECT_GT(compactions, seeds);
  RecordProperty("committed", std::to_string(committed));
  std::cout << committed << " committed, " << leaders << " leaders, " << reads << " reads, " << compactions
            << " compactions\n";
}

}  // namespace

}  // namespace pawl::raft::story
