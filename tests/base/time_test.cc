// Time and ids are numbers with a meaning; numbers of different meaning do not mix.
#include "core/base/time.h"

#include <gtest/gtest.h>

#include "core/base/ids.h"

namespace pawl {
namespace {

template <class A, class B>
concept Comparable = requires(A a, B b) { a == b; };
template <class A, class B>
concept Subtractable = requires(A a, B b) { a - b; };

static_assert(Comparable<Term, Term> && !Comparable<Term, LogIndex>);
static_assert(Subtractable<Instant, Instant> && !Subtractable<Instant, WallTime>);
static_assert(!Comparable<WallTime, ClusterTime>);

TEST(Time, AddsAndSubtracts) {
  const Instant start{1'000};
  EXPECT_EQ((start + microseconds(2)).ns, 3'000);
  EXPECT_EQ(start + seconds(1) - start, milliseconds(1'000));
  EXPECT_EQ(seconds(2) - milliseconds(500) * 3, milliseconds(500));
  EXPECT_EQ((start - nanoseconds(1)).ns, 999);
  EXPECT_LT(start, kNever);
}

TEST(StrongId, CountsBothWays) {
  EXPECT_EQ(LogIndex{7}.next(), LogIndex{8});
  EXPECT_EQ(LogIndex{7}.previous(), LogIndex{6});
  EXPECT_EQ(LogIndex{7}.plus(3), LogIndex{10});
  EXPECT_LT(kNobody, NodeId{1});
}

}  // namespace
}  // namespace pawl
