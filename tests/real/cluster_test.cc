// Goal: three real nodes serve one sequence: whoever is asked, the numbers neither repeat nor miss; a leader
// that is killed is replaced, one that is told to leave hands over first; strangers and nodes of other
// clusters are kept out. Method: real processes on loopback, Redis clients.

#include <gtest/gtest.h>

#include <csignal>
#include <map>
#include <memory>
#include <set>

#include "tests/real/pawld_process.h"
#include "tests/real/raw_client.h"
#include "tests/real/temporary_folder.h"

namespace pawl::real {
namespace {

std::size_t count_of(const std::string& part, const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

class Cluster : public ::testing::Test {
 protected:
  static constexpr int kNodes = 3;

  void SetUp() override {
    for (int i = 0; i < kNodes; ++i) {
      peer_ports_.push_back(free_port());
      resp_ports_.push_back(free_port());
    }
    nodes_.resize(kNodes);
    for (int i = 0; i < kNodes; ++i) start(i);
    ASSERT_TRUE(comes_true([&] { return leader() >= 0; })) << logs();
  }

  std::string members() const {
    std::string text;
    for (int i = 0; i < kNodes; ++i) {
      text +=
          (i > 0 ? "," : "") + std::to_string(i + 1) + "=127.0.0.1:" + std::to_string(peer_ports_[index(i)]);
    }
    return text;
  }
  void start(int i) {
    nodes_[index(i)] = std::make_unique<PawldProcess>(
        std::vector<std::string>{
            "--data", folder_ / ("node-" + std::to_string(i + 1)), "--id", std::to_string(i + 1), "--resp",
            "127.0.0.1:" + std::to_string(resp_ports_[index(i)]), "--grpc", "off", "--members", members()},
        folder_ / ("log-" + std::to_string(i + 1)));
  }
  std::string info(int i) const {
    RawClient client(resp_ports_[index(i)]);
    return client.is_connected() ? client.ask({"INFO"}) : "";
  }
  /// The term that a node is in, as it says itself.
  std::string term(int i) const {
    const std::string text = info(i);
    const std::size_t at = text.find("term:") + 5;
    return text.substr(at, text.find('\r', at) - at);
  }
  /// Who leads a term that no other claims; -1 if nobody.
  int leader() const {
    for (int i = 0; i < kNodes; ++i) {
      if (info(i).find("role:master") != std::string::npos) return i;
    }
    return -1;
  }
  /// The next number, asked for with one key until it comes: whatever happens on the way, it is handed out
  /// once.
  std::string increment(int i, const std::string& name) {
    const std::string key = "key-" + std::to_string(++keys_);
    std::string answer;
    EXPECT_TRUE(comes_true([&] {
      RawClient client(resp_ports_[index(i)]);
      answer = client.is_connected() ? client.ask({"SEQ.NEXT", name, "CREATE", "KEY", key}) : "";
      return answer.starts_with(':');
    })) << answer
        << logs();
    return answer;
  }
  std::string logs() const {
    std::string all;
    for (const auto& node : nodes_) all += node->log() + "\n";
    return all;
  }
  static std::size_t index(int i) { return static_cast<std::size_t>(i); }

  int keys_ = 0;
  TemporaryFolder folder_;
  std::vector<std::uint16_t> peer_ports_;
  std::vector<std::uint16_t> resp_ports_;
  std::vector<std::unique_ptr<PawldProcess>> nodes_;
};

TEST_F(Cluster, EveryNodeServes) {
  for (int i = 0; i < 30; ++i) EXPECT_EQ(increment(i % kNodes, "a"), ":" + std::to_string(i + 1));
  for (int i = 0; i < kNodes; ++i) {
    RawClient client(resp_ports_[index(i)]);
    EXPECT_EQ(client.ask({"GET", "a"}), "30");
    EXPECT_EQ(client.ask({"GET", "b"}), "$-1");
  }
}

TEST_F(Cluster, RedirectsWhoeverAskedForIt) {
  const int leads = leader();
  const int follows = (leads + 1) % kNodes;
  RawClient client(resp_ports_[index(follows)]);
  EXPECT_EQ(client.ask({"SEQ.REDIRECT", "ON"}), "+OK");
  const std::string moved = "-MOVED 0 127.0.0.1:" + std::to_string(resp_ports_[index(leads)]);
  EXPECT_EQ(client.ask({"INCR", "a"}), moved);
  EXPECT_EQ(client.ask({"GET", "a"}), moved);
  EXPECT_EQ(client.ask({"SEQ.NEXT", "a"}), moved);
  EXPECT_EQ(client.ask({"SEQ.REDIRECT", "OFF"}), "+OK");
  EXPECT_EQ(client.ask({"INCR", "a"}), ":1");
}

TEST_F(Cluster, AKilledLeaderIsReplacedAndComesBack) {
  std::set<std::string> seen;
  for (int round = 0; round < 3; ++round) {
    const int old_leader = leader();
    ASSERT_GE(old_leader, 0);
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(seen.insert(increment(i % kNodes, "a")).second);
    const std::string leads =
        "node " + std::to_string(old_leader + 1) + ", which leads term " + term(old_leader);
    nodes_[index(old_leader)]->send_signal(SIGKILL);
    ASSERT_EQ(nodes_[index(old_leader)]->wait(), 128 + SIGKILL);
    // Its connections say that it is gone: nobody waits for an election timeout.
    EXPECT_TRUE(nodes_[index((old_leader + 1) % kNodes)]->log_comes_to_hold(leads)) << logs();
    EXPECT_TRUE(seen.insert(increment((old_leader + 1) % kNodes, "a")).second);
    start(old_leader);
    EXPECT_TRUE(seen.insert(increment(old_leader, "a")).second);
    ASSERT_TRUE(comes_true([&] { return leader() >= 0; }));
  }
  // 3 * 22 answers, none lost, none twice.
  EXPECT_EQ(seen.size(), 66U);
  EXPECT_TRUE(seen.contains(":1"));
  EXPECT_EQ(increment(0, "a"), ":67");
}

TEST_F(Cluster, ALeaderThatIsToldToLeaveHandsOver) {
  EXPECT_EQ(increment(0, "a"), ":1");
  const int old_leader = leader();
  nodes_[index(old_leader)]->send_signal(SIGTERM);
  EXPECT_EQ(nodes_[index(old_leader)]->wait(), 0) << logs();
  EXPECT_NE(nodes_[index(old_leader)]->log().find("hands leadership"), std::string::npos) << logs();
  EXPECT_EQ(increment((old_leader + 1) % kNodes, "a"), ":2");
}

TEST_F(Cluster, NoNumberIsLostOrRepeatedUnderAPipelineWhileTheLeaderDies) {
  const int old_leader = leader();
  RawClient client(resp_ports_[index((old_leader + 1) % kNodes)]);
  std::string pipeline;
  for (int i = 0; i < 2000; ++i) pipeline += command_bytes({"INCR", "a"});
  ASSERT_TRUE(client.send(pipeline));
  nodes_[index(old_leader)]->send_signal(SIGKILL);
  std::set<std::string> seen;
  for (int i = 0; i < 2000; ++i) {
    const std::string answer = client.line();
    if (answer.starts_with(':')) {
      EXPECT_TRUE(seen.insert(answer).second) << answer;
    } else {
      EXPECT_TRUE(answer.starts_with("-LEADERSHIPLOST") || answer.starts_with("-NOTLEADER")) << answer;
    }
  }
}

TEST_F(Cluster, AStrangersAndAnotherClustersFramesAreRefused) {
  // A node of another cluster that knows our addresses.
  const std::string other_port = std::to_string(free_port());
  PawldProcess other({"--data", folder_ / "other", "--id", "9", "--cluster", "2", "--resp", "off", "--grpc",
                      "off", "--members", "9=127.0.0.1:" + other_port + "," + members()},
                     folder_ / "log-other");
  EXPECT_TRUE(nodes_[0]->log_comes_to_hold("closed the peer connection of 127.0.0.1")) << logs();
  // It tries again ever more slowly, and says so once.
  EXPECT_TRUE(comes_true([&] { return count_of("asks who would vote", other.log()) >= 8; })) << other.log();
  for (const std::string node : {"node 1", "node 2", "node 3"}) {
    EXPECT_EQ(count_of("connected to " + node, other.log()), 1U) << other.log();
    EXPECT_EQ(count_of("was sent away by " + node, other.log()), 1U) << other.log();
  }
  // A node of this cluster that is no member.
  PawldProcess stranger({"--data", folder_ / "stranger", "--id", "8", "--peer", "127.0.0.1:0", "--resp",
                         "off", "--grpc", "off", "--members", "8=127.0.0.1:1," + members()},
                        folder_ / "log-stranger");
  EXPECT_TRUE(nodes_[0]->log_comes_to_hold("it says to be node 8, which is no other member")) << logs();
  EXPECT_EQ(increment(0, "a"), ":1");
}

TEST_F(Cluster, AFolderOfAnotherNodeOrClusterIsRefused) {
  const std::vector<std::string> rest{"--peer", "127.0.0.1:0", "--resp", "off", "--grpc", "off"};
  std::vector<std::string> flags{"--data", folder_ / "node-1", "--id", "5"};
  flags.insert(flags.end(), rest.begin(), rest.end());
  const Ended node = run_pawld(flags, folder_ / "refused-1");
  EXPECT_EQ(node.exit_code, 65);
  EXPECT_NE(node.log.find("says: node 1 of cluster 1; this is node 5 of cluster 1"), std::string::npos)
      << node.log;
  flags = {"--data", folder_ / "node-1", "--id", "1", "--cluster", "77"};
  flags.insert(flags.end(), rest.begin(), rest.end());
  const Ended cluster = run_pawld(flags, folder_ / "refused-2");
  EXPECT_EQ(cluster.exit_code, 65);
  EXPECT_NE(cluster.log.find("nothing was touched"), std::string::npos) << cluster.log;
}

}  // namespace
}  // namespace pawl::real
