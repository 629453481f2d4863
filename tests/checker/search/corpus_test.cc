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
    }
  }
  EXPECT_GE(judged, 150u);
  std::ranges::sort(cores);
  ASSERT_FALSE(cores.empty());
  std::cout << judged << " judged, " << cores.size() << " cores, median " << cores[cores.size() / 2]
            << " operations, largest " << cores.back() << "\n";
  EXPECT_LE(cores[cores.size() / 2], 6u);
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutDecisions, Corpus, ::testing::Bool(),
                         [](const auto& decides) { return decides.param ? "decisions" : "search"; });

}  // namespace
}  // namespace pawl::checker
