// Goal: two runs whose nodes hold different states have different hashes, though the same happened to them at
// the same times.
#include "sim/run/trace.h"

#include <gtest/gtest.h>

namespace pawl::sim {
namespace {

Digest hash_of(const Digest& state, std::size_t effects) {
  Trace trace;
  trace.happens(Event{});
  trace.mix(state, effects);
  return trace.hash();
}

TEST(Trace, SeesTheStateOfNodes) {
  const Digest usual = hash_of({.high = 2, .low = 1}, 3);
  EXPECT_EQ(usual, hash_of({.high = 2, .low = 1}, 3));
  EXPECT_NE(usual, hash_of({.high = 2, .low = 9}, 3));
  EXPECT_NE(usual, hash_of({.high = 9, .low = 1}, 3));
}

TEST(Trace, SeesHowMuchAStepWantsDone) { EXPECT_NE(hash_of({}, 3), hash_of({}, 4)); }

}  // namespace
}  // namespace pawl::sim
