// Every code says whether the request may have happened, and has a name of its own.
#include "core/base/error.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace pawl {
namespace {

TEST(Error, OnlyALostLeaderAndALateAnswerLeaveTheEffectOpen) {
  for (int i = 0; i < kErrorCodeCount; ++i) {
    const auto code = static_cast<ErrorCode>(i);
    const bool is_open = code == ErrorCode::LeadershipLost || code == ErrorCode::TimedOut;
    EXPECT_EQ(certainty(code), is_open ? Certainty::MayHaveHappened : Certainty::DidNotHappen) << name(code);
  }
}

TEST(Error, EveryCodeHasItsOwnNameInLowerCaseWithDashes) {
  std::set<std::string> names;
  for (int i = 0; i < kErrorCodeCount; ++i) {
    const std::string text(name(static_cast<ErrorCode>(i)));
    EXPECT_FALSE(text.empty());
    EXPECT_EQ(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string::npos) << text;
    EXPECT_TRUE(names.insert(text).second) << text;
  }
}

TEST(Error, ACodeThatDoesNotExistStopsTheProcess) {
  EXPECT_DEATH((void)certainty(static_cast<ErrorCode>(kErrorCodeCount)), "");
}

}  // namespace
}  // namespace pawl
