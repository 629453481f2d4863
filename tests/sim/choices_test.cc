// Goal: choices are the same for the same seed, independent of all others, and can be recorded, edited and
// made again.

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/choice/stream.h"

namespace pawl::sim {
namespace {

std::vector<std::uint64_t> draw(Stream& stream, int count, const char* label = "test") {
  std::vector<std::uint64_t> values;
  for (int i = 0; i < count; ++i) values.push_back(stream.choose(label, 1000));
  return values;
}

TEST(Choices, SameSeedSameValues) {
  Stream a(7, "disk.2");
  Stream b(7, "disk.2");
  EXPECT_EQ(draw(a, 100), draw(b, 100));
}

TEST(Choices, SeedStreamAndLabelEachMakeOtherValues) {
  Stream base(7, "disk.2");
  Stream seed(8, "disk.2");
  Stream name(7, "disk.3");
  Stream label(7, "disk.2");
  const auto values = draw(base, 20);
  EXPECT_NE(values, draw(seed, 20));
  EXPECT_NE(values, draw(name, 20));
  EXPECT_NE(values, draw(label, 20, "other"));
}

TEST(Choices, AChoiceMoreShiftsNoOther) {
  Stream base(7, "disk.2");
  Stream crowded(7, "disk.2");
  std::vector<std::uint64_t> values;
  for (int i = 0; i < 50; ++i) {
    (void)crowded.choose("another", 10);
    values.push_back(crowded.choose("test", 1000));
    (void)crowded.chance("third", 500'000);
  }
  EXPECT_EQ(values, draw(base, 50));
}

TEST(Choices, TheFirstValuesAreFixedForEver) {
  // A change here changes every seed ever noted: it must be deliberate.
  Stream stream(1, "knobs");
  EXPECT_EQ(draw(stream, 4), (std::vector<std::uint64_t>{193, 881, 935, 37}));
}

TEST(Choices, EveryValueOfASmallRangeComes) {
  Stream stream(1, "test");
  std::vector<int> seen(6);
  for (int i = 0; i < 6000; ++i)
    ++seen[static_cast<std::size_t>(stream.within("test", {10, 15}, Quiet::Least) - 10)];
  for (const int count : seen) EXPECT_GT(count, 800);
}

TEST(Choices, TheEndsOfAnExtremeRangeComeOften) {
  Stream stream(1, "test");
  int least = 0;
  int most = 0;
  int between = 0;
  for (int i = 0; i < 4000; ++i) {
    const std::int64_t value = stream.extreme("test", {5, 5000}, Quiet::Most);
    EXPECT_GE(value, 5);
    EXPECT_LE(value, 5000);
    least += value == 5;
    most += value == 5000;
    between += value > 5 && value < 5000;
  }
  EXPECT_GT(least, 800);
  EXPECT_GT(most, 800);
  EXPECT_GT(between, 1600);
}

TEST(Choices, TheLesserOfTwoIsOneChoice) {
  Recording recording;
  ChoiceBook book(1);
  book.record_to(&recording);
  Stream& stream = book.stream("test");
  int in_lower_half = 0;
  for (int i = 0; i < 4000; ++i) {
    const std::int64_t value = stream.lesser("test", {10, 29}, Quiet::Least);
    EXPECT_GE(value, 10);
    EXPECT_LE(value, 29);
    in_lower_half += value < 20;
  }
  // Three of four pairs have one in the lower half.
  EXPECT_GT(in_lower_half, 2900);
  EXPECT_LT(in_lower_half, 3100);
  EXPECT_EQ(recording["test"].size(), 4000U);
  EXPECT_EQ(recording["test"].front().quiet, 0U);
  EXPECT_EQ(stream.lesser("one", {7, 7}, Quiet::Least), 7);
}

TEST(Choices, ChanceIsNeverAndAlwaysAtItsEnds) {
  Stream stream(1, "test");
  for (int i = 0; i < 1000; ++i) {
    EXPECT_FALSE(stream.chance("test", 0));
    EXPECT_TRUE(stream.chance("test", 1'000'000));
  }
}

/// Every kind of question once; what was answered.
std::vector<std::int64_t> ask_everything(ChoiceBook& book) {
  Stream& stream = book.stream("client.3");
  stream.spread_quiet(1, 4);
  stream.vary_quiet("vary");
  std::vector<std::int64_t> values;
  values.push_back(static_cast<std::int64_t>(stream.choose("plain", 1000)));
  values.push_back(static_cast<std::int64_t>(stream.choose("own-quiet", 1000, 999)));
  values.push_back(stream.chance("chance", 900'000));
  values.push_back(stream.within("least", {-5, 5}, Quiet::Least));
  values.push_back(stream.within("most", {-5, 5}, Quiet::Most));
  values.push_back(stream.within("zero", {-5, 5}, Quiet::Nearest0));
  values.push_back(stream.within("above", {3, 5}, Quiet::Nearest0));
  values.push_back(stream.extreme("extreme", {1, 100}, Quiet::Most));
  values.push_back(static_cast<std::int64_t>(stream.choose("spread", 100)));
  values.push_back(static_cast<std::int64_t>(stream.choose("vary", 1U << 20U)));
  values.push_back(static_cast<std::int64_t>(stream.choose("vary", 1U << 20U)));
  values.push_back(stream.within("one", {8, 8}, Quiet::Least));
  return values;
}

TEST(Choices, AnEmptySparseScriptIsTheQuietRun) {
  const ChoiceList quiet;
  ChoiceBook book(42);
  book.follow(&quiet);
  const auto values = ask_everything(book);
  EXPECT_EQ(std::vector(values.begin(), values.begin() + 9),
            (std::vector<std::int64_t>{250, 999, 0, -5, 5, 0, 3, 100, 25}));
  EXPECT_NE(values[9], values[10]) << "what has to differ differs in a quiet run as well";
  ChoiceBook other(43);
  other.follow(&quiet);
  EXPECT_EQ(values, ask_everything(other)) << "and does not know of the seed";
}

TEST(Choices, RecordingsComeBackWholeAndSparse) {
  Recording recording;
  ChoiceBook book(42);
  book.record_to(&recording);
  const auto first = ask_everything(book);
  for (const ChoiceList& list : {whole_list(recording), sparse_list(recording)}) {
    const auto read = list_of(to_text(list));
    ASSERT_TRUE(read.has_value()) << read.error();
    ChoiceBook again(1);
    again.follow(&*read);
    EXPECT_EQ(first, ask_everything(again));
    EXPECT_EQ(again.fit().unknown, 0U);
    EXPECT_EQ(again.fit().unused, 0U);
  }
  EXPECT_LT(sparse_list(recording).size(), whole_list(recording).size());
}

TEST(Choices, AWholeScriptIsStrict) {
  const auto read = list_of("whole\ndisk asked 0 9 10\ndisk unasked 0 1 2\n");
  ASSERT_TRUE(read.has_value()) << read.error();
  ChoiceBook book(1);
  book.follow(&*read);
  EXPECT_EQ(book.stream("disk").choose("asked", 5), 4U) << "another question";
  EXPECT_EQ(book.stream("disk").choose("unheard", 5), 0U) << "no answer";
  EXPECT_EQ(book.fit().unknown, 2U);
  EXPECT_EQ(book.fit().unused, 1U);
}

TEST(Choices, ASparseScriptMayBeWrittenByHand) {
  const auto read =
      list_of("# the second write is slow\nsparse\n\n disk  sync 1 70  # of whatever there is\n");
  ASSERT_TRUE(read.has_value()) << read.error();
  ChoiceBook book(1);
  book.follow(&*read);
  Stream& stream = book.stream("disk");
  EXPECT_EQ(stream.choose("sync", 100), 0U);
  EXPECT_EQ(stream.choose("sync", 100), 70U);
  EXPECT_EQ(stream.choose("sync", 100), 0U);
}

TEST(Choices, APartialListForcesWhatItNames) {
  const auto read = list_of("partial\ndisk test 1 70\n");
  ASSERT_TRUE(read.has_value()) << read.error();
  ChoiceBook drawn(1);
  auto expected = draw(drawn.stream("disk"), 4);
  expected[1] = 70;
  ChoiceBook forced(1);
  forced.follow(&*read);
  EXPECT_EQ(draw(forced.stream("disk"), 4), expected);
}

TEST(Choices, APartialListHushesLabels) {
  const auto read = list_of("partial\nlink.* test\nlink.1-2 test 3 70\n");
  ASSERT_TRUE(read.has_value()) << read.error();
  ChoiceBook book(1);
  book.follow(&*read);
  EXPECT_EQ(draw(book.stream("link.1-2"), 5), (std::vector<std::uint64_t>{0, 0, 0, 70, 0}));
  EXPECT_NE(draw(book.stream("disk"), 5), std::vector<std::uint64_t>(5, 0)) << "it is none of these links";
  EXPECT_EQ(to_text(*read), "partial\nlink.1-2 test 3 70\nlink.* test\n");
}

TEST(Choices, AHushedLabelMayBeDrawnNowAndThen) {
  const auto read = list_of("partial\nlink.* test 1/10\n");
  ASSERT_TRUE(read.has_value()) << read.error();
  ChoiceBook book(1);
  book.follow(&*read);
  const std::vector<std::uint64_t> values = draw(book.stream("link.1-2"), 1'000);
  const auto lively = std::ranges::count_if(values, [](std::uint64_t value) { return value != 0; });
  EXPECT_GT(lively, 50);
  EXPECT_LT(lively, 150);
  EXPECT_EQ(to_text(*read), "partial\nlink.* test 1/10\n");
  EXPECT_FALSE(list_of("partial\nlink.* test 1/x\n").has_value());
  EXPECT_FALSE(list_of("sparse\nlink.* test\n").has_value()) << "there all is quiet anyway";
}

TEST(Choices, ADamagedScriptNamesTheLine) {
  const auto error = [](const std::string& text) {
    const auto read = list_of(text);
    return read ? "" : read.error();
  };
  EXPECT_NE(error("whole\nlink net.loss 0 3 10\nlink net.loss 1 10 10\n").find("line 3"), std::string::npos);
  EXPECT_NE(error("sparse\nlink net.loss 0 3\nlink net.loss 0 4\n").find("line 3"), std::string::npos);
  EXPECT_NE(error("sparse\nlink net.loss 0\n").find("stream label number value"), std::string::npos);
  EXPECT_NE(error("sparse\nlink net.loss 0 3 10\n").find("line 2"), std::string::npos);
  EXPECT_NE(error("nonsense\n").find("`whole`, `sparse` or `partial`"), std::string::npos);
  EXPECT_NE(error("").find("`whole`, `sparse` or `partial`"), std::string::npos);
}

TEST(Choices, ABranchDrawsAnew) {
  ChoiceBook straight(1);
  ChoiceBook forked(1);
  EXPECT_EQ(draw(straight.stream("disk"), 10), draw(forked.stream("disk"), 10));
  forked.branch(2);
  EXPECT_NE(draw(straight.stream("disk"), 10), draw(forked.stream("disk"), 10));
  EXPECT_NE(draw(straight.stream("link"), 10), draw(forked.stream("link"), 10)) << "streams of later on, too";
}

TEST(Choices, TheirDigestSeesWhoWasAskedWhatHowOften) {
  const auto digest = [](const char* stream, const char* label, int times) {
    ChoiceBook book(1);
    for (int i = 0; i < times; ++i) book.stream(stream).choose(label, 10);
    return book.digest();
  };
  const Digest usual = digest("disk.1", "sync", 2);
  EXPECT_EQ(usual, digest("disk.1", "sync", 2));
  EXPECT_NE(usual, digest("disk.2", "sync", 2));
  EXPECT_NE(usual, digest("disk.1", "stall", 2));
  EXPECT_NE(usual, digest("disk.1", "sync", 3));
}

}  // namespace
}  // namespace pawl::sim
