// Runs every story of tests/raft/*.txt and compares what it prints with what it says it prints.
//   raft_interaction_test            compares
//   raft_interaction_test --rewrite  writes what is printed into the files, to be read critically
//   raft_interaction_test FILE...    runs a story and prints it

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "core/base/check.h"
#include "tests/raft/environment.h"

namespace pawl::raft::story {

namespace {

bool rewrites = false;

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string replay_fresh(const std::string& text) {
  Environment environment;
  return replay(text, [&](const Command& command) { return environment.run(command); });
}

std::vector<std::filesystem::path> stories() {
  std::vector<std::filesystem::path> found;
  for (const auto& it : std::filesystem::directory_iterator(PAWL_SOURCE_DIR "/tests/raft"))
    if (it.path().extension() == ".txt" && it.path().filename() != "CMakeLists.txt")
      found.push_back(it.path());
  std::sort(found.begin(), found.end());
  return found;
}

class Story : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Story, prints_what_it_says) {
  const std::string expected = contents(GetParam());
  const std::string actual = replay_fresh(expected);
  EXPECT_EQ(actual.find("broken at"), std::string::npos) << actual;
  EXPECT_EQ(actual.find("error:"), std::string::npos) << actual;
  if (rewrites)
    std::ofstream(GetParam()) << actual;
  else
    EXPECT_EQ(actual, expected) << "if the new output is right, run " << PAWL_BIN_DIR
                                << "/raft_interaction_test --rewrite and read the difference";
}

INSTANTIATE_TEST_SUITE_P(All, Story, testing::ValuesIn(stories()),
                         [](const auto& it) { return it.param.stem().string(); });

TEST(Stories, are_at_least_twenty_five) { EXPECT_GE(stories().size(), 25U); }

[[noreturn]] void throw_check(const CheckFailure& failure) {
  throw std::runtime_error(std::string("failed check: ") + failure.fact);
}

}  // namespace

}  // namespace pawl::raft::story

int main(int count, char** arguments) {
  testing::InitGoogleTest(&count, arguments);
  pawl::set_check_handler(pawl::raft::story::throw_check);
  std::vector<std::string> files;
  for (int place = 1; place < count; ++place) {
    const std::string argument = arguments[place];
    if (argument == "--rewrite")
      pawl::raft::story::rewrites = true;
    else
      files.push_back(argument);
  }
  for (const std::string& file : files)
    std::cout << pawl::raft::story::replay_fresh(pawl::raft::story::contents(file));
  return files.empty() ? RUN_ALL_TESTS() : 0;
}
