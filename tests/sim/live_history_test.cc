// Goal: a number that no order can explain is found at the answer that gives it, and nothing else is.

#include "sim/pawl/oracle/live_history.h"
#include "sim/pawl/oracle/rules.h"

#include <gtest/gtest.h>

namespace pawl::sim {
namespace {

struct Rig {
  std::size_t ask() {
    const std::size_t call = chronicle.begin(
        next_process++, machine::Request{std::nullopt, machine::SequenceReserve{"s0-0", 1}}, SimTime{});
    live.began(call, chronicle.calls()[call]);
    return call;
  }
  void answer(std::size_t call, machine::Outcome outcome) {
    chronicle.end(call, std::move(outcome), 1, SimTime{});
    live.ended(call, chronicle.calls()[call]);
  }
  void give(std::size_t call, std::int64_t value) {
    answer(call, machine::Reserved{value, value, 1, 1, 1, 1});
  }
  std::string verdict() const { return findings.is_clean() ? "" : findings.violation()->oracle; }

  Plan plan = with_one_client();
  Chronicle chronicle;
  Findings findings;
  LiveHistory live{plan, findings};
  std::int64_t next_process = 0;

 private:
  static Plan with_one_client() {
    Plan made;
    made.clients.push_back(ClientPlan{});
    return made;
  }
};

TEST(LiveHistory, NumbersInOrderPass) {
  Rig rig;
  for (std::int64_t value = 1; value <= 5; ++value) rig.give(rig.ask(), value);
  EXPECT_EQ(rig.verdict(), "");
}

TEST(LiveHistory, ARepeatedNumberIsFoundAtOnce) {
  Rig rig;
  rig.give(rig.ask(), 1);
  rig.give(rig.ask(), 1);
  EXPECT_EQ(rig.verdict(), oracle::kHistory);
}

TEST(LiveHistory, ANumberBehindOneOfUnknownOutcomePasses) {
  Rig rig;
  rig.answer(rig.ask(), std::unexpected(Error{ErrorCode::LeadershipLost, ""}));
  rig.give(rig.ask(), 2);
  EXPECT_EQ(rig.verdict(), "");
}

}  // namespace
}  // namespace pawl::sim
