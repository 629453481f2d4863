// Goal: flags and file mean the same, a flag wins, and every wrong text gets a sentence that names it, with
// line and column where there are any.

#include "real/config.h"

#include <gtest/gtest.h>

#include <fstream>
#include <vector>

#include "tests/real/temporary_folder.h"

namespace pawl::real {
namespace {

std::expected<Config, Failure> read(std::vector<const char*> flags) {
  flags.insert(flags.begin(), "pawld");
  return read_config(static_cast<int>(flags.size()), flags.data());
}

void expect_refused(const std::vector<const char*>& flags, int exit_code, const std::string& part) {
  const auto config = read(flags);
  ASSERT_FALSE(config.has_value()) << part;
  EXPECT_EQ(config.error().exit_code, exit_code) << config.error().what;
  EXPECT_NE(config.error().what.find(part), std::string::npos) << config.error().what;
}

TEST(Config, WithoutAnyIsASingleNodeOnLoopback) {
  const auto config = read({});
  ASSERT_TRUE(config.has_value()) << config.error().what;
  EXPECT_EQ(config->data, "./pawl-data");
  EXPECT_EQ(config->id, NodeId{1});
  EXPECT_EQ(config->peer, (Address{"127.0.0.1", 7421}));
  EXPECT_EQ(config->grpc, (Address{"127.0.0.1", 7420}));
  EXPECT_EQ(config->resp, (Address{"127.0.0.1", 7422}));
  EXPECT_EQ(config->members.size(), 1U);
}

TEST(Config, ReadsEveryFlag) {
  const auto config = read({"--data", "/d", "--id", "2", "--peer", "0.0.0.0:1", "--grpc", "[::1]:2", "--resp",
                            "off", "--members", "1=a:1,2=b:2,3=c:3", "--log", "debug", "--cluster", "9"});
  ASSERT_TRUE(config.has_value()) << config.error().what;
  EXPECT_EQ(config->data, "/d");
  EXPECT_EQ(config->id, NodeId{2});
  EXPECT_EQ(config->cluster, ClusterId{9});
  EXPECT_EQ(config->peer, (Address{"0.0.0.0", 1}));
  EXPECT_EQ(config->grpc, (Address{"::1", 2}));
  EXPECT_EQ(config->resp, std::nullopt);
  EXPECT_EQ(config->members.at(NodeId{3}), (Address{"c", 3}));
  EXPECT_EQ(config->log, LogLevel::Debug);
}

TEST(Config, ListensForPeersAtItsMemberAddressUnlessTold) {
  const auto config = read({"--id", "2", "--members", "1=a:1,2=b:2"});
  ASSERT_TRUE(config.has_value()) << config.error().what;
  EXPECT_EQ(config->peer, (Address{"b", 2}));
}

TEST(Config, AFlagWinsOverTheFile) {
  const TemporaryFolder folder;
  std::ofstream(folder / "c")
      << "# comment\ndata: \"/file\"\nid: 2\nmembers: \"1=a:1\"\nmembers: \"2=b:2\"\nresp: \"off\"\n";
  const auto config = read({"--config", (folder / "c").c_str(), "--data", "/flag"});
  ASSERT_TRUE(config.has_value()) << config.error().what;
  EXPECT_EQ(config->data, "/flag");
  EXPECT_EQ(config->id, NodeId{2});
  EXPECT_EQ(config->members.size(), 2U);
  EXPECT_EQ(config->resp, std::nullopt);
}

TEST(Config, RefusesWrongFlags) {
  expect_refused({"--nonsense"}, kExitUsage, "--nonsense");
  expect_refused({"extra"}, kExitUsage, "extra");
  expect_refused({"--id", "x"}, kExitUsage, "--id");
  expect_refused({"--id", "0"}, kExitUsage, "from 1 to");
  expect_refused({"--cluster", "0"}, kExitUsage, "from 1 to");
  expect_refused({"--peer", "localhost"}, kExitUsage, "the port is missing");
  expect_refused({"--peer", "localhost:"}, kExitUsage, "the port is no number");
  expect_refused({"--peer", "localhost:65536"}, kExitUsage, "the port is no number");
  expect_refused({"--peer", ":1"}, kExitUsage, "the host is missing");
  expect_refused({"--peer", "::1:1"}, kExitUsage, "brackets");
  expect_refused({"--grpc", "localhost"}, kExitUsage, "grpc: 'localhost' is no address");
  expect_refused({"--resp", "localhost"}, kExitUsage, "resp: 'localhost' is no address");
  expect_refused({"--members", "1=a"}, kExitUsage, "members: 'a' is no address");
  expect_refused({"--members", "1=a:1,2=a:1"}, kExitUsage, "members 1 and 2 have the same address");
  expect_refused({"--log", "loud"}, kExitUsage, "debug, info, warn or error");
  expect_refused({"--data", ""}, kExitUsage, "empty");
  expect_refused({"--members", "a:1"}, kExitUsage, "ID=HOST:PORT");
  expect_refused({"--members", "1=a:1,1=b:2"}, kExitUsage, "named twice");
  expect_refused({"--members", "1=a:0"}, kExitUsage, "must not be 0");
  expect_refused({"--id", "4", "--members", "1=a:1"}, kExitUsage, "not among the members");
  expect_refused({"--members", "1=a:1,2=a:2,3=a:3,4=a:4,5=a:5,6=a:6,7=a:7,8=a:8,9=a:9,10=a:10"}, kExitUsage,
                 "at most 9");
  expect_refused({"--config", "/nowhere"}, kExitData, "cannot open the configuration /nowhere");
}

TEST(Config, NamesLineAndColumnOfADamagedFile) {
  const TemporaryFolder folder;
  const std::string path = folder / "c";
  std::ofstream(path) << "id: 1\n  colour: \"red\"\n";
  expect_refused({"--config", path.c_str()}, kExitData, path + ":2:");
  std::ofstream(path) << "id: \"one\"\n";
  expect_refused({"--config", path.c_str()}, kExitData, path + ":1:5: Expected integer");
  std::ofstream(path) << "data: \"unterminated\n";
  expect_refused({"--config", path.c_str()}, kExitData, path + ":1:");
  std::ofstream(path) << "peer: \"nowhere\"\n";
  expect_refused({"--config", path.c_str()}, kExitData, "the port is missing");
}

TEST(Config, AFolderIsNoConfiguration) {
  const TemporaryFolder folder;
  const std::string path = folder / "";
  expect_refused({"--config", path.c_str()}, kExitData, "Is a directory");
}

TEST(Config, HelpIsNoError) {
  const auto config = read({"--help"});
  ASSERT_FALSE(config.has_value());
  EXPECT_EQ(config.error().exit_code, 0);
  EXPECT_NE(config.error().what.find("--members"), std::string::npos);
}

}  // namespace
}  // namespace pawl::real
