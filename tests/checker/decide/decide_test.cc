// Decisions asked with whole histories: each story is a few events, the verdict, and why.
// `history()` takes tuples or maps of EDN, `judge()` asks the procedure of a model.

#include "checker/decide/decide.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "checker/decide/minimal_core.h"
#include "checker/history/event_reader.h"

namespace pawl::checker {
namespace {

History history(std::string_view text) {
  auto read = read_history(ByteSource::memory(text));
  EXPECT_TRUE(read.has_value()) << (read ? "" : read.error().what);
  return read ? std::move(*read) : History{};
}

/// The answer of the model's procedure, its core made minimal; Undecided with reason "none" where it
/// declines.
Decision judge(std::string_view model, std::string_view text, const CheckOptions& options = {}) {
  const History all = history(text);
  std::vector<std::uint32_t> members;
  for (std::uint32_t i = 0; i < all.operations.size(); ++i) {
    members.push_back(i);
  }
  auto part = decide(all, members, model, options);
  if (!part) {
    return undecided("none");
  }
  Decision& decision = part->decision;
  if (decision.shrinking) {
    const auto place_of = [&](OpIndex op) {
      return static_cast<OpIndex>(std::ranges::find(part->sources, op) - part->sources.begin());
    };
    std::ranges::transform(decision.core, decision.core.begin(), place_of);
    const auto core = find_core(decision, [] { return false; });
    EXPECT_TRUE(core && core->is_minimal);
    decision.core = core ? core->operations : std::vector<OpIndex>();
    for (OpIndex& op : decision.core) op = part->sources[op];
  }
  return decision;
}

void expect_linearizable(const Decision& decision, std::vector<OpIndex> order) {
  EXPECT_EQ(decision.answer, Answer::Linearizable) << decision.reason;
  EXPECT_EQ(decision.order, order);
}

void expect_violation(const Decision& decision, Finding finding, std::vector<OpIndex> core,
                      const std::string& words) {
  EXPECT_EQ(decision.answer, Answer::NotLinearizable);
  EXPECT_EQ(decision.finding, finding);
  EXPECT_EQ(decision.core, core);
  EXPECT_NE(decision.reason.find(words), std::string::npos) << decision.reason;
}

CheckOptions with_init(std::int64_t init) {
  CheckOptions options;
  options.init = Value::of(init);
  return options;
}

TEST(DecideSequencer, ConcurrentAnswersMayCross) {
  expect_linearizable(judge("sequencer", R"([0 :invoke :next nil] [1 :invoke :next nil]
      [0 :ok :next 2] [1 :ok :next 1] [0 :invoke :read nil] [0 :ok :read 2])"),
                      {1, 0, 2});
}

TEST(DecideSequencer, LaterOperationsMustNotAnswerLess) {
  expect_violation(judge("sequencer", R"([0 :invoke :next nil] [1 :invoke :next nil] [0 :ok :next 2]
      [2 :invoke :read nil] [2 :ok :read 1] [1 :ok :next 1])"),
                   Finding::InvertedPair, {0, 2}, "received 2 had ended before the one that read 1 began");
}

TEST(DecideSequencer, ANumberIsGivenOnce) {
  expect_violation(judge("sequencer", R"([0 :invoke :next nil] [1 :invoke :reserve [2 nil]]
      [0 :ok :next 1] [1 :ok :reserve [2 [1 2]]])"),
                   Finding::Duplicate, {0, 1}, "handed out twice");
}

TEST(DecideSequencer, NobodyReadsInsideARange) {
  expect_violation(judge("sequencer", R"([0 :invoke :reserve [3 nil]] [1 :invoke :read nil]
      [0 :ok :reserve [3 [1 3]]] [1 :ok :read 2])"),
                   Finding::InsideRange, {1}, "inside the range");
}

TEST(DecideSequencer, AnUnknownOperationFillsAGapOnlyIfItHadBegun) {
  expect_linearizable(judge("sequencer", R"([0 :invoke :next nil] [1 :invoke :next nil] [1 :ok :next 2])"),
                      {0, 1});
  expect_violation(judge("sequencer", R"([1 :invoke :next nil] [1 :ok :next 2] [0 :invoke :next nil])"),
                   Finding::Gap, {0}, "1 was given to no known operation");
}

TEST(DecideSequencer, OneUnknownOperationFillsOneGap) {
  expect_violation(judge("sequencer", R"([0 :invoke :next nil] [1 :invoke :next nil] [1 :ok :next 2]
      [1 :invoke :next nil] [1 :ok :next 4])"),
                   Finding::Gap, {2}, "2 numbers below it");
}

TEST(DecideSequencer, AGapRestsOnThoseWhoCouldHaveFilledIt) {
  // When 5 was answered five others had begun, and four are needed: of those that went beyond, two must not
  // be free.
  expect_violation(
      judge("sequencer", R"([0 :invoke :next nil] [0 :ok :next 1] [0 :invoke :next nil] [0 :ok :next 2]
      [0 :invoke :next nil] [1 :invoke :next nil] [2 :invoke :next nil] [3 :invoke :next nil] [0 :ok :next 5]
      [1 :ok :next 6] [2 :ok :next 7] [3 :ok :next 8])"),
      Finding::Gap, {2, 3, 4}, "3 to 4 were");
  expect_violation(judge("sequencer", R"([0 :invoke :next nil] [1 :invoke :next nil] [1 :ok :next 2]
      [0 :ok :next 3])"),
                   Finding::Gap, {1, 0}, "1 was");
}

TEST(DecideSequencer, RangesOfUnknownSizesTileExactly) {
  // A gap of five: two and three, never one four and a rest.
  expect_linearizable(judge("sequencer", R"([0 :invoke :reserve [2 nil]] [1 :invoke :reserve [3 nil]]
      [2 :invoke :reserve [4 nil]] [3 :invoke :next nil] [3 :ok :next 6])"),
                      {0, 1, 3});
  expect_violation(judge("sequencer", R"([0 :invoke :reserve [2 nil]] [2 :invoke :reserve [4 nil]]
      [3 :invoke :next nil] [3 :ok :next 6])"),
                   Finding::Gap, {2}, "1 to 5 were given");
  // A known range beyond the gap would tile it, if it were free.
  expect_violation(judge("sequencer", R"([0 :invoke :reserve [2 nil]] [2 :invoke :reserve [3 nil]]
      [3 :invoke :next nil] [3 :ok :next 6] [2 :ok :reserve [3 [7 9]]])"),
                   Finding::Gap, {1, 2}, "1 to 5 were given");
}

TEST(DecideSequencer, AttemptsUnderOneKeyAreOne) {
  expect_linearizable(judge("sequencer", R"({:process 0, :type :invoke, :f :next, :value nil, :idem "a"}
      {:process 0, :type :info, :f :next, :value nil, :idem "a"}
      {:process 1, :type :invoke, :f :next, :value nil} {:process 1, :type :ok, :f :next, :value 2}
      {:process 2, :type :invoke, :f :next, :value nil, :idem "a"}
      {:process 2, :type :ok, :f :next, :value 1, :idem "a"})"),
                      {0, 1, 2});
  expect_violation(judge("sequencer", R"({:process 0, :type :invoke, :f :next, :value nil, :idem "a"}
      {:process 0, :type :ok, :f :next, :value 1, :idem "a"}
      {:process 0, :type :invoke, :f :next, :value nil, :idem "a"}
      {:process 0, :type :ok, :f :next, :value 2, :idem "a"})"),
                   Finding::KeyConflict, {1}, "under one idempotency key");
}

TEST(DecideSequencer, FailedOperationsLeaveNothing) {
  expect_violation(judge("sequencer", R"([0 :invoke :next nil] [0 :fail :next nil] [1 :invoke :next nil]
      [1 :ok :next 2])"),
                   Finding::Gap, {1}, "1 was given");
}

TEST(DecideSequencer, TheInitialValueComesFromTheOptions) {
  expect_linearizable(judge("sequencer", "[0 :invoke :next nil] [0 :ok :next 101]", with_init(100)), {0});
  expect_violation(judge("sequencer", "[0 :invoke :next nil] [0 :ok :next 100]", with_init(100)),
                   Finding::OffGrid, {0}, "before the first number 101");
}

TEST(DecideSequencer, ACreateGivesTheGrid) {
  const std::string create = R"([0 :invoke :create {:initial 10 :increment -5 :min -5}]
      [0 :ok :create {:initial 10 :increment -5 :min -5}] )";
  expect_linearizable(judge("sequencer", create + R"([0 :invoke :next nil] [0 :ok :next 5]
      [0 :invoke :reserve [2 nil]] [0 :ok :reserve [2 [0 -5]]] [0 :invoke :read nil] [0 :ok :read -5])"),
                      {0, 1, 2, 3});
  expect_violation(judge("sequencer", create + "[0 :invoke :next nil] [0 :ok :next 6]"), Finding::OffGrid,
                   {1}, "6 is no number of a sequence that begins after 10 and goes by -5");
  expect_violation(
      judge("sequencer", create + R"([0 :invoke :reserve [4 nil]] [0 :ok :reserve [4 [5 -10]]])"),
      Finding::OffGrid, {1}, "beyond the last number -5");
  expect_violation(judge("sequencer", create + "[0 :invoke :next nil] [0 :ok :next 0]"), Finding::Gap, {1},
                   "5 was given");
}

TEST(DecideSequencer, NothingIsHandedOutBeforeTheCreate) {
  expect_violation(judge("sequencer", R"([0 :invoke :next nil] [0 :ok :next 1] [0 :invoke :create nil]
      [0 :ok :create nil])"),
                   Finding::Gap, {0}, "a create of the sequence must have come before");
}

TEST(DecideSequencer, LivesAreToldApartByIncarnation) {
  const std::string first = R"({:process 0, :type :invoke, :f :create, :value nil}
      {:process 0, :type :ok, :f :create, :value nil, :incarnation 7}
      {:process 0, :type :invoke, :f :next, :value nil}
      {:process 0, :type :ok, :f :next, :value 1, :incarnation 7} )";
  const std::string second = R"({:process 0, :type :invoke, :f :create, :value nil}
      {:process 0, :type :ok, :f :create, :value nil, :incarnation 9}
      {:process 0, :type :invoke, :f :next, :value nil}
      {:process 0, :type :ok, :f :next, :value 1, :incarnation 9} )";
  const std::string deleted = R"({:process 0, :type :invoke, :f :delete, :value nil}
      {:process 0, :type :ok, :f :delete, :value nil, :incarnation 7} )";
  const std::string lost = R"({:process 1, :type :invoke, :f :delete, :value nil}
      {:process 1, :type :info, :f :delete, :value nil} )";
  expect_linearizable(judge("sequencer", first + deleted + second), {0, 1, 2, 3, 4});
  expect_linearizable(judge("sequencer", first + lost + second), {0, 1, 2, 3, 4});
  expect_violation(judge("sequencer", first + second + lost), Finding::Gap, {1, 2},
                   "a delete of the sequence");
}

TEST(DecideSequencer, DeclinesWhatItCannotTellApart) {
  EXPECT_EQ(judge("sequencer", R"([0 :invoke :delete nil] [0 :ok :delete nil] [0 :invoke :create nil]
      [0 :ok :create nil])")
                .answer,
            Answer::Undecided);
  EXPECT_EQ(judge("sequencer", R"([0 :invoke :create {:cycle true}] [0 :ok :create {:cycle true}])").answer,
            Answer::Undecided);
}

TEST(DecideRegister, ReadsFollowTheirWrites) {
  expect_linearizable(judge("register", R"([0 :invoke :write 1] [1 :invoke :read nil] [1 :ok :read 1]
      [1 :invoke :cas [1 2]] [1 :ok :cas [1 2]] [0 :ok :write 1] [0 :invoke :read nil] [0 :ok :read 2])"),
                      {0, 1, 2, 3});
}

TEST(DecideRegister, AValueDoesNotComeBack) {
  expect_violation(judge("register", R"([0 :invoke :write 1] [0 :ok :write 1] [0 :invoke :write 2]
      [0 :ok :write 2] [0 :invoke :read nil] [0 :ok :read 1])"),
                   Finding::ZonePair, {0, 1, 2}, "must come before");
}

TEST(DecideRegister, TheInitialValueDoesNotComeBack) {
  expect_violation(judge("register", R"([0 :invoke :write 1] [0 :ok :write 1] [0 :invoke :read nil]
      [0 :ok :read nil])"),
                   Finding::ZonePair, {0, 1}, "initial value");
}

TEST(DecideRegister, NobodyReadsWhatNobodyWrote) {
  expect_violation(judge("register", "[0 :invoke :read nil] [0 :ok :read 5]"), Finding::UnwrittenValue, {0},
                   "nobody wrote it");
  expect_violation(judge("register", R"([0 :invoke :cas [1 2]] [1 :invoke :cas [2 1]] [0 :ok :cas [1 2]]
      [1 :ok :cas [2 1]])"),
                   Finding::UnwrittenValue, {1}, "circle");
}

TEST(DecideRegister, AValueIsReplacedOnce) {
  expect_violation(judge("register", R"([0 :invoke :cas [nil 1]] [1 :invoke :cas [nil 2]] [0 :ok :cas [nil 1]]
      [1 :ok :cas [nil 2]])"),
                   Finding::TwoSuccessors, {0, 1}, "replaced by 1 and by 2");
}

TEST(DecideRegister, AnUnknownWriteMayComeLate) {
  expect_linearizable(judge("register", R"([0 :invoke :write 1] [1 :invoke :write 2] [1 :ok :write 2]
      [1 :invoke :read nil] [1 :ok :read 2] [1 :invoke :read nil] [1 :ok :read 1])"),
                      {1, 2, 0, 3});
}

TEST(DecideRegister, RepeatedValuesNeedVersions) {
  const std::string text = R"([0 :invoke :write 1] [0 :ok :write 1] [0 :invoke :write 1] [0 :ok :write 1]
      [0 :invoke :read nil] [0 :ok :read 1])";
  EXPECT_EQ(judge("register", text).answer, Answer::Undecided);
  const std::string with_revisions = R"({:process 0, :type :invoke, :f :put, :value 1}
      {:process 0, :type :ok, :f :put, :value 1, :revision 3}
      {:process 0, :type :invoke, :f :put, :value 1} {:process 0, :type :ok, :f :put, :value 1, :revision 8}
      {:process 1, :type :invoke, :f :get, :value nil} {:process 1, :type :ok, :f :get, :value 1, :revision 3})";
  expect_violation(judge("kv", with_revisions), Finding::InvertedPair, {1, 2}, "version 8 had ended");
}

TEST(DecideRegister, NilReadsSayWhatTheOptionsSay) {
  const std::string text = R"([0 :invoke :write 1] [0 :ok :write 1] [0 :invoke :read nil] [0 :ok :read nil])";
  CheckOptions any;
  any.nil_read = NilRead::Any;
  EXPECT_TRUE(judge("register", text).is_violation());
  EXPECT_TRUE(judge("register", text, any).is_linearizable());
}

TEST(DecideRegister, DeclinesFailedSwapsThatSpeak) {
  const std::string text = R"([0 :invoke :cas [1 2]] [0 :fail :cas [1 2]])";
  CheckOptions differs;
  differs.cas_fail = CasFail::Differs;
  EXPECT_TRUE(judge("register", text).is_linearizable());
  EXPECT_EQ(judge("register", text, differs).answer, Answer::Undecided);
}

TEST(DecideMutex, HoldersExcludeEachOther) {
  expect_violation(judge("mutex", R"([0 :invoke :acquire nil] [0 :ok :acquire nil] [1 :invoke :acquire nil]
      [1 :ok :acquire nil] [0 :invoke :release nil] [0 :ok :release nil])"),
                   Finding::Exclusion, {0, 1}, "held");
  expect_linearizable(judge("mutex", R"([0 :invoke :acquire nil] [0 :ok :acquire nil] [0 :invoke :release nil]
      [1 :invoke :acquire nil] [1 :ok :acquire nil])"),
                      {0, 1, 2});
}

TEST(DecideFencingLock, TokensGrowAndGrantsEnd) {
  const auto line = [](int process, std::string_view type, std::string_view f, int token) {
    return "{:process " + std::to_string(process) + ", :type :" + std::string(type) +
           ", :f :" + std::string(f) + ", :value nil, :token " + std::to_string(token) + "}\n";
  };
  const std::string first = line(0, "invoke", "acquire", 0) + line(0, "ok", "acquire", 3);
  const std::string second = line(1, "invoke", "acquire", 0) + line(1, "ok", "acquire", 5);
  const std::string release = line(0, "invoke", "release", 3) + line(0, "ok", "release", 3);
  const std::string lost = line(0, "invoke", "release", 3) + line(0, "info", "release", 3);
  EXPECT_TRUE(judge("fencing-lock", first + release + second).is_linearizable());
  EXPECT_TRUE(judge("fencing-lock", first + lost + second).is_linearizable());
  expect_violation(judge("fencing-lock", first + second), Finding::Exclusion, {0, 1},
                   "token 3 was still held");
  expect_violation(judge("fencing-lock", first + second + release), Finding::InvertedPair, {1, 2}, "token 5");
  expect_violation(judge("fencing-lock", second + first), Finding::InvertedPair, {0, 1}, "token 5");
}

TEST(DecideCounter, ReadsCountTheAdds) {
  expect_linearizable(judge("counter", R"([0 :invoke :add 5] [1 :invoke :read nil] [1 :ok :read 5]
      [0 :ok :add 5])"),
                      {0, 1});
  expect_violation(judge("counter", R"([0 :invoke :add 1] [1 :invoke :read nil] [1 :ok :read 1]
      [1 :invoke :read nil] [1 :ok :read 0] [0 :ok :add 1])"),
                   Finding::InvertedPair, {1, 2}, "before a read of less began");
  expect_violation(
      judge("counter", R"([0 :invoke :add 2] [0 :ok :add 2] [1 :invoke :read nil] [1 :ok :read 1])"),
      Finding::OffGrid, {1}, "goes by 2");
  expect_violation(
      judge("counter", R"([0 :invoke :add 1] [0 :ok :add 1] [1 :invoke :read nil] [1 :ok :read 0])"),
      Finding::Count, {0, 1}, "0 was read");
  EXPECT_EQ(judge("counter", "[0 :invoke :add 1] [0 :ok :add 1] [0 :invoke :add 2] [0 :ok :add 2]").answer,
            Answer::Undecided);
}

TEST(DecideUniqueIds, AnIdIsGivenOnce) {
  expect_violation(judge("unique-ids", R"([0 :invoke :generate nil] [0 :ok :generate "a"]
      [1 :invoke :generate nil] [1 :ok :generate "a"])"),
                   Finding::Duplicate, {0, 1}, "twice");
}

TEST(Decide, DeclinesModelsWithoutAProcedure) {
  EXPECT_EQ(judge("owner-mutex", "[0 :invoke :acquire nil] [0 :ok :acquire nil]").reason, "none");
  EXPECT_EQ(judge("set", "[0 :invoke :remove 1] [0 :ok :remove 1]").reason, "none");
}

}  // namespace
}  // namespace pawl::checker
