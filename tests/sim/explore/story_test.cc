// Goal: a way through the small world is a story that the text tests of Raft tell in the same way. Method:
// many random ways, told by raft_interaction_test itself; at the end every node must be where the search has
// it.

#include "sim/pawl/explore/story.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include "tests/sim/explore/raft_walks.h"

namespace pawl::sim::explore {

namespace {

std::string told(const std::filesystem::path& file) {
  const std::string command = PAWL_BIN_DIR "/raft_interaction_test " + file.string() + " 2>&1";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string text;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe.get()))
    text.append(buffer.data(), count);
  return text;
}

/// As the stories print a node's status.
std::string status_text(std::uint64_t name, const raft::Status& it) {
  constexpr std::array kRoles{"follower", "pre-candidate", "candidate", "leader"};
  std::string text =
      fmt::format("  {} {} term {} ", name, kRoles[static_cast<std::size_t>(it.role)], it.term.value);
  text += it.leader == kNobody ? "no leader" : fmt::format("leader {}", it.leader.value);
  if (it.voted_for != kNobody) text += fmt::format(" vote {}", it.voted_for.value);
  text += fmt::format(" last {} durable {} commit {}", it.last.value, it.durable.value, it.commit.value);
  if (it.base.index != LogIndex{})
    text += fmt::format(" base {}@{}", it.base.index.value, it.base.term.value);
  return text + "\n";
}

TEST(Story, is_told_by_the_text_tests_as_the_search_saw_it) {
  throw_failed_checks();
  const auto file = std::filesystem::temp_directory_path() / fmt::format("pawl-story-{}.txt", getpid());
  for (const Bounds& bounds : all_bounds()) {
    Universe universe(bounds, true);
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
      Walk walk(universe, seed * 7919);
      for (int step = 0; step < 35 && walk.go(); ++step) ASSERT_EQ(walk.wrong, "");
      const std::string story = story_of(universe, walk.way, "");
      ASSERT_EQ(story.find("FAULT"), std::string::npos) << story;
      std::ofstream(file) << story;
      const std::string text = told(file);
      ASSERT_EQ(text.find("error:"), std::string::npos) << text;
      ASSERT_EQ(text.find("broken at"), std::string::npos) << text;
      const std::string end = text.substr(text.find("# The end."));
      for (std::uint64_t name = 1; name <= bounds.nodes; ++name) {
        const std::string expected = status_text(name, walk.raw[name - 1].raft().status());
        ASSERT_NE(end.find(expected), std::string::npos)
            << bounds.name << " seed " << seed << expected << text;
      }
    }
  }
  std::filesystem::remove(file);
}

}  // namespace

}  // namespace pawl::sim::explore
