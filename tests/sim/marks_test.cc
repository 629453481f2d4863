// What the runs of a campaign hit is summed by mark, and what faults struck by phase as well. Method: marks
// of this file alone, in runs that are made up here.
#include "sim/run/marks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace pawl::sim {
namespace {

constexpr std::array<std::string_view, 2> kPhases{"resting", "working"};

/// One run: hits `fault.test-strikes` once in each of the given phases.
void add_run(MarkSum& sum, std::initializer_list<std::uint32_t> phases) {
  marks::Counts counts(marks::names().size());
  Strikes::Counts strikes;
  {
    const marks::Counting counting(counts);
    const Strikes striking(strikes);
    for (const std::uint32_t phase : phases) {
      Strikes::set_phases(1U << phase);
      PAWL_STRIKES("fault.test-strikes");
      PAWL_STRIKES("fault.test-never-strikes", phase > 1);
    }
  }
  sum.add(counts, strikes);
}

MarkSum::Line line_of(const MarkSum& sum, std::string_view name) {
  const auto lines = sum.lines();
  const auto found = std::ranges::find(lines, name, &MarkSum::Line::name);
  EXPECT_NE(found, lines.end()) << name;
  return *found;
}

TEST(MarksOfRuns, AreSummedByRunAndByHit) {
  MarkSum sum;
  add_run(sum, {0, 0, 0});
  add_run(sum, {});
  add_run(sum, {1});
  EXPECT_EQ(line_of(sum, "fault.test-strikes").runs, 2);
  EXPECT_EQ(line_of(sum, "fault.test-strikes").hits, 4);
  EXPECT_EQ(line_of(sum, "fault.test-never-strikes").runs, 0);
}

TEST(MarksOfRuns, KnowInHowManyRunsAFaultStruckInAPhase) {
  MarkSum sum;
  add_run(sum, {0, 0});
  add_run(sum, {0, 1});
  EXPECT_EQ(line_of(sum, "fault.test-strikes").runs_in_phase[0], 2);
  EXPECT_EQ(line_of(sum, "fault.test-strikes").runs_in_phase[1], 1);
  EXPECT_NE(marks_table(sum, kPhases).find("\nfault.test-strikes\tworking\t1\n"), std::string::npos);
}

TEST(MarksOfRuns, NameWhatWasNeverHit) {
  MarkSum sum;
  add_run(sum, {0});
  EXPECT_NE(marks_text(sum, 1).find("\n  fault.test-never-strikes\n"), std::string::npos);
}

TEST(MarksOfRuns, AreListedByName) {
  const MarkSum sum;
  EXPECT_TRUE(std::ranges::is_sorted(sum.lines(), {}, &MarkSum::Line::name));
}

}  // namespace
}  // namespace pawl::sim
