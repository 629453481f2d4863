#pragma once
// Which marks (core/base/marks.h) the runs of a campaign hit: the proof that they came to what they are to
// judge. A value; in a build without marks it is empty.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/marks.h"
#include "sim/run/strikes.h"

namespace pawl::sim {

class MarkSum {
 public:
  struct Line {
    std::string_view name;
    /// Runs that hit the mark at all, and hits in all runs.
    std::uint64_t runs = 0;
    std::uint64_t hits = 0;
    /// Of a fault (PAWL_STRIKES): runs in which it struck in each phase.
    std::array<std::uint64_t, kPhasesMax> runs_in_phase{};
  };

  MarkSum();

  void add(const marks::Counts& counts_of_a_run, const Strikes::Counts& strikes_of_a_run);
  /// The runs of another campaign as well.
  void add(const MarkSum& others);
  /// Every mark of the program, by name, those that were never hit among them.
  std::vector<Line> lines() const;

 private:
  /// By the marks' numbers.
  std::vector<Line> sums_;
};

/// A table for people: name, runs, hits; then how many marks were never hit, and which.
std::string marks_text(const MarkSum& sum, std::uint64_t runs);

/// The same for programs: a line `name TAB runs TAB hits` for each mark, and behind it, for each fault and
/// phase, `fault TAB phase TAB runs`, with three words of which the last alone is a number.
std::string marks_table(const MarkSum& sum, std::span<const std::string_view> phases);

}  // namespace pawl::sim
