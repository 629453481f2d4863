// PAWL_CHECK stops the process on a fact that does not hold, in every build, and tells the host's handler
// first.
#include "core/base/check.h"

#include <gtest/gtest.h>

#include <string>

namespace pawl {
namespace {

struct Caught {
  std::string fact;
};

void throw_caught(const CheckFailure& failure) { throw Caught{failure.fact}; }

class Check : public testing::Test {
 protected:
  void TearDown() override { set_check_handler(nullptr); }
};

TEST_F(Check, LetsATrueFactPassAndLooksAtItOnce) {
  int looked = 0;
  PAWL_CHECK(++looked == 1);
  EXPECT_EQ(looked, 1);
}

TEST_F(Check, TellsTheHandlerWhichFactIsBroken) {
  set_check_handler(throw_caught);
  try {
    PAWL_CHECK(1 + 1 == 3);
    FAIL() << "the check passed";
  } catch (const Caught& caught) {
    EXPECT_EQ(caught.fact, "1 + 1 == 3");
  }
}

TEST_F(Check, StopsTheProcessWithoutAHandler) { EXPECT_DEATH(PAWL_CHECK(false), ""); }

TEST_F(Check, StopsTheProcessWhenTheHandlerReturns) {
  set_check_handler([](const CheckFailure&) {});
  EXPECT_DEATH(PAWL_CHECK(false), "");
}

}  // namespace
}  // namespace pawl
