// Goal: a plain pawld serves Redis clients, keeps what it said over SIGKILL and SIGTERM, and answers whatever
// nonsense it is sent clearly, without harm to others. Method: a real process, real sockets.

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <memory>

#include "tests/real/pawld_process.h"
#include "tests/real/raw_client.h"
#include "tests/real/temporary_folder.h"

namespace pawl::real {
namespace {

class SingleNode : public ::testing::Test {
 protected:
  void SetUp() override {
    start();
    ASSERT_TRUE(node_->log_comes_to_hold("leads term")) << node_->log();
  }

  std::vector<std::string> flags() const {
    return {"--data", folder_ / "d",
            "--peer", "127.0.0.1:" + std::to_string(peer_port_),
            "--resp", "127.0.0.1:" + std::to_string(resp_port_),
            "--grpc", "off"};
  }
  void start() {
    node_ = std::make_unique<PawldProcess>(flags(), folder_ / ("log-" + std::to_string(++starts_)));
  }
  RawClient client() const { return RawClient(resp_port_); }

  /// The node still serves others.
  void expect_alive() {
    RawClient other(resp_port_);
    EXPECT_EQ(other.ask({"PING"}), "+PONG");
    EXPECT_TRUE(node_->is_running());
  }

  TemporaryFolder folder_;
  std::uint16_t peer_port_ = free_port();
  std::uint16_t resp_port_ = free_port();
  int starts_ = 0;
  std::unique_ptr<PawldProcess> node_;
};

TEST_F(SingleNode, HandsOutNumbers) {
  RawClient client(resp_port_);
  EXPECT_EQ(client.ask({"GET", "a"}), "$-1");
  EXPECT_EQ(client.ask({"INCR", "a"}), ":1");
  EXPECT_EQ(client.ask({"INCRBY", "a", "10"}), ":11");
  EXPECT_EQ(client.ask({"GET", "a"}), "11");
  EXPECT_EQ(client.ask({"SEQ.CREATE", "b", "INITIAL", "100", "INCREMENT", "-5", "MIN", "80"}), ":1");
  EXPECT_EQ(client.ask({"SEQ.CREATE", "b", "INITIAL", "100", "INCREMENT", "-5", "MIN", "80"}), ":0");
  EXPECT_EQ(client.ask({"SEQ.NEXT", "b", "KEY", "k"}), ":95");
  EXPECT_EQ(client.ask({"SEQ.NEXT", "b", "KEY", "k"}), ":95");
  EXPECT_TRUE(client.ask({"SEQ.RESERVE", "b", "4"}).starts_with("-EXHAUSTED"));
  EXPECT_EQ(client.ask({"INCR", "b"}), ":90");
  EXPECT_EQ(client.ask({"SEQ.DELETE", "b"}), "+OK");
  EXPECT_TRUE(client.ask({"SEQ.DELETE", "b"}).starts_with("-NOTFOUND"));
}

TEST_F(SingleNode, SpeaksBothProtocols) {
  RawClient client(resp_port_);
  EXPECT_EQ(client.ask({"HELLO"}), "*14");
  RawClient third(resp_port_);
  EXPECT_EQ(third.ask({"HELLO", "3", "SETNAME", "me"}), "%7");
  RawClient none(resp_port_);
  EXPECT_TRUE(none.ask({"HELLO", "4"}).starts_with("-NOPROTO"));
  EXPECT_TRUE(none.send(command_bytes({"HELLO", "3"})));
  // The map ends with the empty list of modules.
  while (none.line() != "*0") {
  }
  EXPECT_EQ(none.ask({"GET", "missing"}), "_");
  EXPECT_EQ(none.ask({"SELECT", "0"}), "+OK");
  EXPECT_TRUE(none.ask({"SELECT", "1"}).starts_with("-ERR"));
  EXPECT_EQ(none.ask({"CLIENT", "SETINFO", "LIB-NAME", "x"}), "+OK");
  EXPECT_EQ(none.ask({"CONFIG", "GET", "save"}), "%1");
}

TEST_F(SingleNode, AnswersAPipelineInOrderEachSeeingWhatIsBeforeIt) {
  RawClient client(resp_port_);
  std::string pipeline;
  std::string expected;
  for (int i = 1; i <= 300; ++i) {
    pipeline += command_bytes({"INCR", "a"}) + command_bytes({"PING"}) + command_bytes({"GET", "a"}) +
                command_bytes({"INCR", "b"}) + command_bytes({"INCRBY", "b", "2"});
    const std::string value = std::to_string(i);
    expected += ":" + value + "\r\n+PONG\r\n$" + std::to_string(value.size()) + "\r\n" + value +
                "\r\n:" + std::to_string(3 * i - 2) + "\r\n:" + std::to_string(3 * i) + "\r\n";
  }
  ASSERT_TRUE(client.send(pipeline));
  EXPECT_EQ(client.receive(expected.size()), expected);
}

TEST_F(SingleNode, AGroupThatDoesNotFitIsServedOneByOne) {
  RawClient client(resp_port_);
  EXPECT_EQ(client.ask({"SEQ.CREATE", "short", "MAX", "3"}), ":1");
  std::string pipeline;
  for (int i = 0; i < 5; ++i) pipeline += command_bytes({"INCR", "short"});
  ASSERT_TRUE(client.send(pipeline + command_bytes({"PING"})));
  for (const char* value : {":1", ":2", ":3"}) EXPECT_EQ(client.line(), value);
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(client.line().starts_with("-EXHAUSTED"));
  EXPECT_EQ(client.line(), "+PONG");
}

TEST_F(SingleNode, KeepsWhatItSaidWhenKilled) {
  RawClient client(resp_port_);
  for (int round = 1; round <= 3; ++round) {
    RawClient before(resp_port_);
    std::string last;
    for (int i = 0; i < 50; ++i) last = before.ask({"INCR", "a"});
    EXPECT_EQ(last, ":" + std::to_string(50 * round));
    node_->send_signal(SIGKILL);
    EXPECT_EQ(node_->wait(), 128 + SIGKILL);
    start();
    ASSERT_TRUE(node_->log_comes_to_hold("leads term")) << node_->log();
    RawClient after(resp_port_);
    EXPECT_EQ(after.ask({"GET", "a"}), std::to_string(50 * round));
  }
}

TEST_F(SingleNode, LeavesInPeace) {
  RawClient client(resp_port_);
  EXPECT_EQ(client.ask({"INCR", "a"}), ":1");
  node_->send_signal(SIGTERM);
  EXPECT_EQ(node_->wait(), 0) << node_->log();
  start();
  ASSERT_TRUE(node_->log_comes_to_hold("leads term"));
  RawClient again(resp_port_);
  EXPECT_EQ(again.ask({"INCR", "a"}), ":2");
}

TEST_F(SingleNode, RefusesWrongCounts) {
  RawClient client(resp_port_);
  for (const char* count : {"0", "-1", "1000000001", "9223372036854775807", "-9223372036854775808"}) {
    EXPECT_TRUE(client.ask({"INCRBY", "a", count}).starts_with("-ERR")) << count;
    EXPECT_TRUE(client.ask({"SEQ.RESERVE", "a", count, "CREATE"}).starts_with("-ERR")) << count;
  }
  EXPECT_TRUE(client.ask({"INCRBY", "a", "9223372036854775808"}).starts_with("-ERR"));
  EXPECT_TRUE(client.ask({"INCRBY", "a", "ten"}).starts_with("-ERR"));
  EXPECT_EQ(client.ask({"GET", "a"}), "$-1");
  EXPECT_TRUE(client.ask({"SEQ.NEXT", "unknown"}).starts_with("-NOTFOUND"));
}

TEST_F(SingleNode, RefusesNamesAboveTheLimit) {
  RawClient client(resp_port_);
  EXPECT_EQ(client.ask({"INCR", std::string(1024, 'n')}), ":1");
  EXPECT_NE(client.ask({"INCR", std::string(1025, 'n')}).find("1024"), std::string::npos);
  EXPECT_TRUE(client.ask({"INCR", ""}).starts_with("-ERR"));
  client.send(command_bytes({"INCR", std::string(1U << 20U, 'n')}));
  const auto answer = client.rest();
  ASSERT_TRUE(answer.has_value());
  EXPECT_TRUE(answer->starts_with("-ERR Protocol error: an argument has at most")) << *answer;
  expect_alive();
}

TEST_F(SingleNode, TellsOtherProtocolsOnTheRedisPort) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "not HTTP"},
      {std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + std::string(200, 'x'),
       "TLS is not spoken"},
      {"*1\r\n$-5\r\n", "invalid bulk length"},
      {"*9999999\r\n", "64 arguments"},
      {std::string(8192, 'x'), "too big inline"},
  };
  for (const auto& [bytes, part] : table) {
    RawClient client(resp_port_);
    client.send(bytes);
    const auto answer = client.rest();
    ASSERT_TRUE(answer.has_value());
    EXPECT_TRUE(answer->starts_with("-ERR Protocol error")) << *answer;
    EXPECT_NE(answer->find(part), std::string::npos) << *answer;
  }
  expect_alive();
}

TEST_F(SingleNode, ClosesStrangersOnThePeerPort) {
  for (const std::string& bytes :
       {std::string("GET / HTTP/1.1\r\nHost: localhost\r\nAccept: everything\r\n\r\n"),
        command_bytes({"INCR", "a"}) + std::string(100, '\0'),
        std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + std::string(200, 'x'),
        std::string(4096, '\xff')}) {
    RawClient client(peer_port_);
    client.send(bytes);
    EXPECT_EQ(client.rest(), "");
  }
  EXPECT_TRUE(node_->log_comes_to_hold("closed the peer connection of 127.0.0.1")) << node_->log();
  expect_alive();
}

TEST_F(SingleNode, AHalfSentCommandTimesOut) {
  RawClient client(resp_port_);
  ASSERT_TRUE(client.send("*2\r\n$4\r\nINCR\r\n$1000\r\nabc"));
  RawClient other(resp_port_);
  EXPECT_EQ(other.ask({"INCR", "a"}), ":1");
  const auto answer = client.rest();
  ASSERT_TRUE(answer.has_value());
  EXPECT_NE(answer->find("did not come in time"), std::string::npos) << *answer;
}

TEST_F(SingleNode, AClientThatReadsNothingIsClosed) {
  RawClient client(resp_port_);
  const std::string bulk = command_bytes({"ECHO", std::string(60000, 'x')});
  // Backpressure stops reading our commands long before this is sent; the unread answers end the connection.
  std::size_t sent = 0;
  while (sent < (256U << 20U) && client.send(bulk)) sent += bulk.size();
  EXPECT_LT(sent, 256U << 20U);
  expect_alive();
}

TEST_F(SingleNode, ASecondProcessOnOneFolderIsRefused) {
  const auto ended =
      run_pawld({"--data", folder_ / "d", "--peer", "127.0.0.1:0", "--resp", "off", "--grpc", "off"},
                folder_ / "second");
  EXPECT_EQ(ended.exit_code, 75) << ended.log;
  EXPECT_NE(ended.log.find("another process uses the data folder"), std::string::npos) << ended.log;
  expect_alive();
}

TEST_F(SingleNode, APortInUseIsNamed) {
  const std::string taken = "127.0.0.1:" + std::to_string(resp_port_);
  const auto resp =
      run_pawld({"--data", folder_ / "new", "--peer", "127.0.0.1:0", "--resp", taken, "--grpc", "off"},
                folder_ / "second");
  EXPECT_EQ(resp.exit_code, 69) << resp.log;
  EXPECT_NE(resp.log.find("cannot listen for Redis clients on " + taken), std::string::npos) << resp.log;
  EXPECT_NE(resp.log.find("choose another address with --resp"), std::string::npos) << resp.log;
  const auto grpc =
      run_pawld({"--data", folder_ / "new", "--peer", "127.0.0.1:0", "--resp", "off", "--grpc", taken},
                folder_ / "grpc");
  EXPECT_EQ(grpc.exit_code, 69) << grpc.log;
  EXPECT_NE(grpc.log.find("cannot listen for gRPC clients on " + taken), std::string::npos) << grpc.log;
  const auto peer = run_pawld({"--data", folder_ / "new", "--peer", taken, "--resp", "off", "--grpc", "off"},
                              folder_ / "third");
  EXPECT_EQ(peer.exit_code, 69) << peer.log;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "new"));
  expect_alive();
}

}  // namespace
}  // namespace pawl::real
