// Goal: known histories of other checkers get the verdict they are known to have, and a no carries a
// small core. Method: the collection beside the repository, by its manifest; where it is not there,
// the test says so and passes.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "checker/check.h"
#include "checker/history/event_reader.h"

namespace pawl::checker {
namespace {

const std::string kFolder = PAWL_SOURCE_DIR "/../shared/histories/";

using Row = std::map<std::string, std::string>;

std::vector<Row> manifest() {
  std::ifstream file(kFolder + "manifest.tsv");
  std::vector<Row> rows;
  std::vector<std::string> heads;
  for (std::string line; std::getline(file, line);) {
    std::vector<std::string> cells;
    std::istringstream cut(line);
    for (std::string cell; std::getline(cut, cell, '\t');) cells.push_back(cell);
    if (heads.empty()) {
      heads = cells;
      continue;
    }
    Row& row = rows.emplace_back();
    for (std::size_t i = 0; i < heads.size() && i < cells.size(); ++i) row[heads[i]] = cells[i];
  }
  return rows;
}

// `cas-register init=0 nil-read=any` and the like.
CheckOptions options_of(const std::string& model) {
  CheckOptions options;
  options.model = model.substr(0, model.find(' '));
  if (const auto at = model.find("init="); at != std::string::npos) {
    const auto value = read_value(model.substr(at + 5, model.find(' ', at) - at - 5));
    if (value) options.init = *value;
  }
  if (model.find("nil-read=any") != std::string::npos) options.nil_read = NilRead::Any;
  if (model.find("must-mismatch") != std::string::npos) options.cas_fail = CasFail::Differs;
  if (options.model == "multi-register") options.init = *read_value("{:x 0 :y 0}");
  options.deadline = std::chrono::seconds(60);
  return options;
}

std::expected<History, Damage> read_file(const std::string& file) {
  auto source = ByteSource::open(kFolder + file, ByteSource::Growth::Fixed);
  if (!source) return std::unexpected(Damage{.place = {}, .what = source.error()});
  return read_history(std::move(*source));
}

// The operation may take effect at any time or never, and nobody knows what it answered.
void set_free(Operation& operation) {
  if (operation.outcome == Outcome::Fail) return;
  operation.outcome = Outcome::Unknown;
  operation.call = 0;
  operation.ret = kNever;
  operation.result = Value{};
  operation.witness.make() = {
      .idem = operation.witness->idem, .token = {}, .revision = {}, .incarnation = {}};
}

// The verdict on the history up to the event `end` when only the operations in `kept` are known: those still
// open there may have had their effect, and then answer what they later did; all others are free.
Verdict verdict_of_kept(const History& history, const PartResult& part,
                        const std::vector<std::uint32_t>& kept, EventNumber end, CheckOptions options) {
  History weak;
  weak.names = history.names;
  weak.event_count = history.event_count + 1;
  options.use_decisions = true;                  // whoever found the core
  for (const bool wants_kept : {false, true}) {  // the freed come first
    for (std::uint32_t i = 0; i < history.operations.size(); ++i) {
      Operation operation = history.operations[i];
      const bool is_kept = std::ranges::find(kept, i) != kept.end();
      if (operation.key != part.key || is_kept != wants_kept || operation.call > end) continue;
      if (!is_kept && operation.outcome == Outcome::Fail) continue;
      if (!is_kept) {
        set_free(operation);
      } else {
        ++operation.call;  // behind the freed
        const bool is_open = operation.ret > end;
        operation.ret = is_open ? kNever : operation.ret + 1;
        if (is_open && operation.outcome == Outcome::Ok)
          options.use_decisions = false;  // they know no such thing
      }
      weak.operations.push_back(std::move(operation));
    }
  }
  options.tuples = Tuples::No;
  options.explain = false;
  options.deadline = std::chrono::seconds(5);
  const auto result = check(weak, options);
  return result ? result->verdict : Verdict::Unknown;
}

// Whether the core contradicts itself up to the event `end`, the return of one of its operations, and would
// not without any one of them.
bool is_minimal_at(const History& history, const PartResult& part, EventNumber end,
                   const CheckOptions& options) {
  if (verdict_of_kept(history, part, part.core, end, options) != Verdict::NotLinearizable) return false;
  return std::ranges::all_of(part.core, [&](std::uint32_t index) {
    if (history.operations[index].ret == end) return true;  // without it nothing had to happen by then
    std::vector<std::uint32_t> fewer = part.core;
    std::erase(fewer, index);
    return verdict_of_kept(history, part, fewer, end, options) != Verdict::NotLinearizable;
  });
}

void expect_minimal(const std::string& file, const History& history, const PartResult& part,
                    const CheckOptions& options) {
  EXPECT_TRUE(std::ranges::any_of(part.core,
                                  [&](std::uint32_t index) {
                                    const EventNumber end = history.operations[index].ret;
                                    return end != kNever && is_minimal_at(history, part, end, options);
                                  }))
      << file << ": the core of " << part.core.size() << " operations is too small or too large";
}

class Corpus : public ::testing::TestWithParam<bool> {};

TEST_P(Corpus, GetsTheKnownVerdicts) {
  const std::vector<Row> rows = manifest();
  if (rows.empty()) {
    std::cout << "the collection of histories is not beside the repository (" << kFolder
              << "): nothing judged\n";
    return;
  }
  std::size_t judged = 0;
  std::vector<std::size_t> cores;
  std::size_t minimal = 0;
  for (const Row& row : rows) {
    const std::string& file = row.at("file");
    auto history = read_file(file);
    ASSERT_TRUE(history.has_value()) << file << ":" << history.error().place.line << ": "
                                     << history.error().what;
    if (row.at("model").starts_with("jepsen")) continue;  // another question than linearizability
    CheckOptions options = options_of(row.at("model"));
    options.use_decisions = GetParam();
    const auto result = check(*history, options);
    ASSERT_TRUE(result.has_value()) << file << ": " << result.error().what;
    const bool is_good = row.at("expected") == "linearizable";
    EXPECT_EQ(verdict_text(result->verdict), is_good ? "linearizable" : "not linearizable")
        << file << result->reason;
    ++judged;
    for (const PartResult& part : result->parts) {
      if (part.verdict != Verdict::NotLinearizable) continue;
      EXPECT_FALSE(part.core.empty()) << file;
      EXPECT_FALSE(part.reason.empty()) << file;
      cores.push_back(part.core.size());
      // Without the decisions it may be too much work to show.
      EXPECT_TRUE(part.is_core_minimal || !GetParam()) << file << ": " << part.core.size() << " operations";
      if (!part.is_core_minimal) continue;
      expect_minimal(file, *history, part, options);
      ++minimal;
    }
  }
  EXPECT_GE(judged, 150u);
  std::ranges::sort(cores);
  ASSERT_FALSE(cores.empty());
  std::cout << judged << " judged, " << cores.size() << " cores, median " << cores[cores.size() / 2]
            << " operations, largest " << cores.back() << "; " << minimal << " shown to be minimal\n";
  EXPECT_LE(cores[cores.size() / 2], 6u);
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutDecisions, Corpus, ::testing::Bool(),
                         [](const auto& decides) { return decides.param ? "decisions" : "search"; });

}  // namespace
}  // namespace pawl::checker
