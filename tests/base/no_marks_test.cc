// Where nobody counts marks they are nothing. Method: conditions that would be noticed if they were looked
// at.
#include <gtest/gtest.h>

#include "core/base/marks.h"

namespace pawl {
namespace {

TEST(NoMarks, LookAtNothing) {
  int looked = 0;
  PAWL_SOMETIMES("test.never", ++looked > 0);
  if (looked == 0) PAWL_SOMETIMES("test.never");
  EXPECT_EQ(looked, 0);
}

}  // namespace
}  // namespace pawl
