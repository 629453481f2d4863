// A mark is counted where it is hit, by the thread that hits it and for as long as somebody counts; and it is
// known though nothing ever hits it. Method: marks of this file alone, counted here.
#include "core/base/marks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>
#include <thread>

namespace pawl {
namespace {

void come_to(bool condition) {
  PAWL_SOMETIMES("test.come-to");
  PAWL_SOMETIMES("test.condition-holds", condition);
}

template <class T>
void come_to_template(T) {
  PAWL_SOMETIMES("test.come-to");
  PAWL_SOMETIMES("test.in-template");
}

[[maybe_unused]] void never() { PAWL_SOMETIMES("test.never"); }

marks::Counts no_counts() { return marks::Counts(marks::names().size()); }

std::uint64_t count_of(const marks::Counts& counts, std::string_view name) {
  const auto found = std::ranges::find(marks::names(), name);
  EXPECT_NE(found, marks::names().end()) << name;
  return counts[static_cast<std::size_t>(found - marks::names().begin())];
}

TEST(Marks, AreKnownOnceEachThoughNothingHitsThem) {
  for (const std::string_view name :
       {"test.come-to", "test.condition-holds", "test.in-template", "test.never"})
    EXPECT_EQ(std::ranges::count(marks::names(), name), 1) << name;
}

TEST(Marks, CountOneNameAtAllItsPlaces) {
  marks::Counts counts = no_counts();
  const marks::Counting counting(counts);
  come_to(false);
  come_to(true);
  come_to_template(1);
  come_to_template('1');
  EXPECT_EQ(count_of(counts, "test.come-to"), 4);
  EXPECT_EQ(count_of(counts, "test.condition-holds"), 1);
  EXPECT_EQ(count_of(counts, "test.in-template"), 2);
  EXPECT_EQ(count_of(counts, "test.never"), 0);
}

TEST(Marks, AreCountedForTheInnermostWhoCounts) {
  come_to(true);
  marks::Counts outer = no_counts();
  const marks::Counting counting_outer(outer);
  marks::Counts inner = no_counts();
  {
    const marks::Counting counting_inner(inner);
    come_to(true);
  }
  come_to(true);
  EXPECT_EQ(count_of(inner, "test.come-to"), 1);
  EXPECT_EQ(count_of(outer, "test.come-to"), 1);
}

TEST(Marks, OfAnotherThreadAreItsOwn) {
  marks::Counts counts = no_counts();
  const marks::Counting counting(counts);
  std::thread([] { come_to(true); }).join();
  EXPECT_EQ(count_of(counts, "test.come-to"), 0);
}

}  // namespace
}  // namespace pawl
