// Goal: the verifiers refuse what proves nothing. Method: right proofs of small histories, each then spoiled.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "checker/history/event_reader.h"
#include "checker/transactions/judge.h"
#include "checker/transactions/verify.h"

namespace pawl::checker {
namespace {

// Bare lines of tuples, all of `:f :txn`.
TransactionLog log_of_text(const std::string& text) {
  auto history = read_history(ByteSource::memory(text));
  EXPECT_TRUE(history.has_value());
  return log_of(*history, Value{}, false);
}

constexpr const char* kInARow =
    "[0 :invoke :txn [[:append :x 1]]]\n[0 :ok :txn [[:append :x 1]]]\n"
    "[1 :invoke :txn [[:r :x nil] [:append :x 2]]]\n[1 :ok :txn [[:r :x [1]] [:append :x 2]]]\n"
    "[0 :invoke :txn [[:r :x nil]]]\n[0 :ok :txn [[:r :x [1 2]]]]\n"
    "[2 :invoke :txn [[:append :x 3]]]\n[2 :info :txn [[:append :x 3]]]\n"
    "[3 :invoke :txn [[:append :x 4]]]\n[3 :fail :txn [[:append :x 4]]]\n";

TEST(VerifyOrder, AcceptsAnOrder) {
  const TransactionLog log = log_of_text(kInARow);
  for (const std::vector<TxnId>& order : {std::vector<TxnId>{0, 1, 2}, std::vector<TxnId>{0, 1, 2, 3}})
    EXPECT_TRUE(verify_order(log, order, Level::StrictSerializable).has_value());
}

TEST(VerifyOrder, RefusesWhatIsNone) {
  const TransactionLog log = log_of_text(kInARow);
  for (const std::vector<TxnId>& order :
       {std::vector<TxnId>{0, 1}, std::vector<TxnId>{0, 1, 2, 2}, std::vector<TxnId>{1, 0, 2},
        std::vector<TxnId>{0, 2, 1}, std::vector<TxnId>{0, 3, 1, 2}, std::vector<TxnId>{0, 1, 2, 4},
        std::vector<TxnId>{0, 1, 2, 5}})
    EXPECT_FALSE(verify_order(log, order, Level::Serializable).has_value());
}

TEST(VerifyOrder, KeepsProcessesAndTime) {
  const TransactionLog log = log_of_text(
      "[0 :invoke :txn [[:w :x 1]]]\n[0 :ok :txn [[:w :x 1]]]\n"
      "[0 :invoke :txn [[:r :x nil]]]\n[0 :ok :txn [[:r :x nil]]]\n"
      "[1 :invoke :txn [[:r :x nil]]]\n[1 :ok :txn [[:r :x nil]]]\n");
  EXPECT_TRUE(verify_order(log, std::vector<TxnId>{1, 2, 0}, Level::Serializable).has_value());
  EXPECT_FALSE(verify_order(log, std::vector<TxnId>{1, 2, 0}, Level::SessionSerializable).has_value());
  const TransactionLog other = log_of_text(
      "[0 :invoke :txn [[:w :x 1]]]\n[0 :ok :txn [[:w :x 1]]]\n"
      "[1 :invoke :txn [[:r :x nil]]]\n[1 :ok :txn [[:r :x nil]]]\n");
  EXPECT_TRUE(verify_order(other, std::vector<TxnId>{1, 0}, Level::SessionSerializable).has_value());
  EXPECT_FALSE(verify_order(other, std::vector<TxnId>{1, 0}, Level::StrictSerializable).has_value());
}

// Two that each saw half of the other.
constexpr const char* kSkewed =
    "[0 :invoke :txn [[:append :x 1] [:append :y 1]]]\n[1 :invoke :txn [[:r :x nil] [:r :y nil]]]\n"
    "[0 :ok :txn [[:append :x 1] [:append :y 1]]]\n[1 :ok :txn [[:r :x []] [:r :y [1]]]]\n"
    "[2 :invoke :txn [[:r :x nil]]]\n[2 :ok :txn [[:r :x [1]]]]\n";

Contradiction skew() {
  TransactionLog log = log_of_text(kSkewed);
  return judge_transactions(log).found.at(0);
}

TEST(VerifyCycle, AcceptsACycle) {
  const TransactionLog log = log_of_text(kSkewed);
  EXPECT_TRUE(verify_contradiction(log, skew()).has_value());
  Contradiction stronger = skew();
  stronger.refutes = Level::StrictSerializable;
  EXPECT_TRUE(verify_contradiction(log, stronger).has_value());
}

TEST(VerifyCycle, RefusesWhatIsNone) {
  const TransactionLog log = log_of_text(kSkewed);
  const auto refuses = [&](const auto& spoil) {
    Contradiction found = skew();
    spoil(found);
    return !verify_contradiction(log, found).has_value();
  };
  EXPECT_TRUE(refuses([](Contradiction& it) { it.cycle.pop_back(); })) << "it does not close";
  EXPECT_TRUE(refuses([](Contradiction& it) { it.refutes = Level::ReadCommitted; })) << "which allows it";
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_TRUE(refuses([&](Contradiction& it) { std::swap(it.cycle[i].from, it.cycle[i].to); }));
    EXPECT_TRUE(refuses([&](Contradiction& it) { it.cycle[i].to = 2; }));
    EXPECT_TRUE(refuses([&](Contradiction& it) { it.cycle[i].after += 1; })) << "nobody wrote that";
    EXPECT_TRUE(refuses([&](Contradiction& it) { it.cycle[i].kind = Dependency::Write; }));
    EXPECT_TRUE(refuses([&](Contradiction& it) { it.cycle[i].kind = Dependency::Process; }));
    EXPECT_TRUE(refuses([&](Contradiction& it) { it.cycle[i].kind = Dependency::Realtime; }));
  }
}

TEST(VerifyCycle, RefusesTimeWhereALevelHasNone) {
  TransactionLog log = log_of_text(
      "[0 :invoke :txn [[:w :x 1]]]\n[0 :ok :txn [[:w :x 1]]]\n[1 :invoke :txn [[:w :x 2]]]\n"
      "[1 :ok :txn [[:w :x 2]]]\n[2 :invoke :txn [[:r :x nil]]]\n[2 :ok :txn [[:r :x 1]]]\n");
  const LevelReport report = judge_transactions(log);
  ASSERT_FALSE(report.found.empty());
  Contradiction found = report.found.at(0);
  EXPECT_TRUE(verify_contradiction(log, found).has_value());
  found.refutes = Level::SessionSerializable;
  EXPECT_FALSE(verify_contradiction(log, found).has_value());
}

TEST(VerifyPairs, RefusesWhatIsNone) {
  const TransactionLog log = log_of_text(kSkewed);
  const std::uint32_t x = log.steps_of(0)[0].key;
  const std::uint32_t one = log.steps_of(0)[0].value;
  for (const Anomaly anomaly :
       {Anomaly::UnwrittenValue, Anomaly::DuplicateElements, Anomaly::Internal, Anomaly::IncompatibleOrder,
        Anomaly::AbortedRead, Anomaly::IntermediateRead, Anomaly::DirtyUpdate, Anomaly::NonRepeatableRead,
        Anomaly::LostUpdate, Anomaly::NoOrder}) {
    const Contradiction found{.anomaly = anomaly, .key = x, .value = one, .transactions = {0, 2, 1}};
    EXPECT_FALSE(verify_contradiction(log, found).has_value()) << name_of(found);
  }
}

}  // namespace
}  // namespace pawl::checker
