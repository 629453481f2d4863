#pragma once
// The frame of the fuzz: random cases for every decision procedure, each judged twice.

#include <cstdint>
#include <string>
#include <vector>

#include "checker/decide/decision.h"
#include "tests/checker/decide/brute_force.h"

namespace pawl::checker::fuzz {

/// Seeded numbers (xorshift); equal seeds give equal cases everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL + 0x1234567ULL) {}
  /// A number in [0, n).
  std::int64_t below(std::int64_t n) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<std::int64_t>((state_ >> 16) % static_cast<std::uint64_t>(n));
  }
  bool chance(std::int64_t percent) { return below(100) < percent; }

 private:
  std::uint64_t state_;
};

/// What a path's cases came to.
struct Tally {
  std::int64_t cases = 0;
  std::int64_t linearizable = 0;
  std::int64_t not_linearizable = 0;
  std::int64_t undecided = 0;
  std::int64_t mismatches = 0;
  std::string first_mismatch;
};

/// Intervals around the points 0, 1, 2, ...: overlapping, with distinct positions, some without an end.
std::vector<Interval> random_intervals(Random& random, std::size_t count, std::int64_t unknown_percent);

/// Moves, stretches or cuts one interval, so that the order of points may no longer fit.
void disturb(Random& random, std::vector<Interval>& intervals);

/// Renumbers starts and ends so that all are distinct and dense.
void make_dense(Random& random, std::vector<Interval>& intervals);

/// Counts one case into `tally`; describes it in `first_mismatch` if the verdicts differ.
template <typename Describe>
void count(Tally& tally, bool expected, const Decision& decision, bool proof_holds,
           const Describe& describe) {
  ++tally.cases;
  const bool says_yes = decision.answer == Answer::Linearizable;
  if (decision.answer == Answer::Undecided) {
    ++tally.undecided;
  }
  ++(expected ? tally.linearizable : tally.not_linearizable);
  const bool is_wrong = decision.answer != Answer::Undecided && (says_yes != expected || !proof_holds);
  const bool has_no_reason = decision.is_violation() && (decision.core.empty() || decision.reason.empty());
  if (is_wrong || has_no_reason) {
    if (tally.mismatches++ == 0) {
      tally.first_mismatch = describe();
    }
  }
}

void sequencer_case(Random& random, Tally& tally);
void sequencer_stream_case(Random& random, Tally& tally);
void register_case(Random& random, Tally& tally);
void versions_case(Random& random, Tally& tally);
void mutex_case(Random& random, Tally& tally);
void fencing_case(Random& random, Tally& tally);
void counter_case(Random& random, Tally& tally);
void unique_ids_case(Random& random, Tally& tally);
void bag_case(Random& random, Tally& tally);
void fifo_case(Random& random, Tally& tally);
void stack_case(Random& random, Tally& tally);
void growing_set_case(Random& random, Tally& tally);

}  // namespace pawl::checker::fuzz
