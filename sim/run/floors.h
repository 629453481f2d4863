#pragma once
// Floors against emptiness. A run that stays below one is thin: it found nothing, and shows little. A healthy
// cluster has such runs, so a floor binds the campaign: its runs together must reach what they promise, and
// in a campaign of some size only a small share of them may be thin. A campaign below its floors is unknown.
// One run alone is a campaign of one.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pawl::sim {

struct Floor {
  /// What is counted, as people call it.
  std::string_view what;
  std::uint64_t is = 0;
  std::uint64_t promised = 0;

  bool is_reached() const { return is >= promised; }
};

/// Campaigns of at least so many runs may have so many thin ones.
inline constexpr std::uint64_t kRunsToJudge = 20;
inline constexpr std::uint64_t kThinPercentMax = 5;

/// The first floor that is not reached, as a sentence; empty: all are.
std::string below(const std::vector<Floor>& floors);

/// The floors of many runs.
class FloorSum {
 public:
  void add(const std::vector<Floor>& floors_of_a_run);
  std::uint64_t thin_runs() const { return thin_runs_; }
  /// Why the runs together prove too little; empty: they do not.
  std::string below() const;

 private:
  struct Line {
    std::uint64_t is = 0;
    std::uint64_t promised = 0;
  };
  /// By what is counted: a run promises only the floors of the faults that it has.
  std::map<std::string, Line, std::less<>> lines_;
  std::uint64_t runs_ = 0;
  std::uint64_t thin_runs_ = 0;
};

}  // namespace pawl::sim
