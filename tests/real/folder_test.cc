// Goal: a data folder belongs to one node of one cluster and to one process at a time; whatever else it is
// given is refused with a sentence and an exit code, and is left as it was.

#include "real/folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "tests/real/temporary_folder.h"

namespace pawl::real {
namespace {

constexpr Identity kSelf{ClusterId{7}, NodeId{2}};

std::string read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// Every file below a folder with its content.
std::map<std::string, std::string> picture(const std::string& path) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    files[entry.path()] = entry.is_regular_file() ? read_file(entry.path()) : "folder";
  }
  return files;
}

/// A folder that a node has used.
void make_used(const std::string& path) {
  auto folder = Folder::open(path, kSelf);
  ASSERT_TRUE(folder.has_value());
  std::filesystem::create_directory(folder->database_path());
  ASSERT_TRUE(folder->mark_ready().has_value());
}

void expect_refused(const std::string& path, Identity identity, int exit_code, const std::string& part) {
  const auto before = picture(path);
  const auto folder = Folder::open(path, identity);
  ASSERT_FALSE(folder.has_value());
  EXPECT_EQ(folder.error().exit_code, exit_code) << folder.error().what;
  EXPECT_NE(folder.error().what.find(part), std::string::npos) << folder.error().what;
  EXPECT_EQ(picture(path), before);
}

TEST(Folder, IsNewUntilItsDatabaseStands) {
  const TemporaryFolder temporary;
  const std::string path = temporary / "a/b";
  {
    const auto folder = Folder::open(path, kSelf);
    ASSERT_TRUE(folder.has_value());
    EXPECT_TRUE(folder->is_new());
    write_file(folder->database_path(), "what an interrupted first start left");
  }
  {
    auto folder = Folder::open(path, kSelf);
    ASSERT_TRUE(folder.has_value());
    EXPECT_TRUE(folder->is_new());
    EXPECT_FALSE(std::filesystem::exists(folder->database_path()));
    ASSERT_TRUE(folder->mark_ready().has_value());
  }
  const auto folder = Folder::open(path, kSelf);
  ASSERT_TRUE(folder.has_value());
  EXPECT_FALSE(folder->is_new());
}

TEST(Folder, ASecondProcessIsRefused) {
  const TemporaryFolder temporary;
  make_used(temporary / "d");
  const auto first = Folder::open(temporary / "d", kSelf);
  ASSERT_TRUE(first.has_value());
  expect_refused(temporary / "d", kSelf, kExitTryLater, "another process uses");
}

TEST(Folder, AnotherClustersOrNodesIsRefused) {
  const TemporaryFolder temporary;
  make_used(temporary / "d");
  expect_refused(temporary / "d", {ClusterId{8}, NodeId{2}}, kExitData,
                 "node 2 of cluster 7; this is node 2 of cluster 8");
  expect_refused(temporary / "d", {ClusterId{7}, NodeId{3}}, kExitData,
                 "node 2 of cluster 7; this is node 3 of cluster 7");
}

TEST(Folder, ANewerFormatIsRefused) {
  const TemporaryFolder temporary;
  make_used(temporary / "d");
  std::string text = read_file(temporary / "d/identity");
  text.replace(text.find("format 1"), 8, "format 2");
  write_file(temporary / "d/identity", text);
  expect_refused(temporary / "d", kSelf, kExitData, "use the newer pawld");
}

TEST(Folder, ADamagedIdentityIsRefusedAtEveryByte) {
  const TemporaryFolder temporary;
  make_used(temporary / "d");
  const std::string sound = read_file(temporary / "d/identity");
  for (std::size_t at = 0; at < sound.size(); ++at) {
    std::string damaged = sound;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    write_file(temporary / "d/identity", damaged);
    const auto folder = Folder::open(temporary / "d", kSelf);
    ASSERT_FALSE(folder.has_value()) << at;
    EXPECT_EQ(folder.error().exit_code, kExitData);
  }
  write_file(temporary / "d/identity", "");
  expect_refused(temporary / "d", kSelf, kExitData, "nothing was touched");
}

TEST(Folder, AFolderOfSomethingElseIsRefused) {
  const TemporaryFolder temporary;
  write_file(temporary / "thesis.tex", "a year of work");
  expect_refused(temporary.path(), kSelf, kExitData, "no data folder of pawl");
}

TEST(Folder, AFolderWithoutItsIdentityIsRefused) {
  const TemporaryFolder temporary;
  make_used(temporary / "d");
  std::filesystem::remove(temporary / "d/identity");
  expect_refused(temporary / "d", kSelf, kExitData, "its identity is lost");
}

TEST(Folder, APlaceThatCannotBeMadeIsRefused) {
  const TemporaryFolder temporary;
  write_file(temporary / "file", "");
  const auto folder = Folder::open(temporary / "file/d", kSelf);
  ASSERT_FALSE(folder.has_value());
  EXPECT_EQ(folder.error().exit_code, kExitCannotCreate);
}

}  // namespace
}  // namespace pawl::real
