// Goal: tools that know nothing of pawl find their way (reflection, health), and clients of other protocols
// on the gRPC port are turned away without harm. Method: a real server on a free port before an edge without
// a node; the standard services are called by name, with messages that are written by hand.

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include <chrono>

#include "real/grpc/server.h"
#include "tests/real/grpc/fake_edge.h"
#include "tests/real/raw_client.h"

namespace pawl::real::api {
namespace {

class StandardServices : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server = Server::listen({.host = "127.0.0.1", .port = 0});
    ASSERT_TRUE(server.has_value()) << server.error().what;
    server_ = *std::move(server);
  }
  void TearDown() override { server_->stop(); }

  /// One message there and one back, in a call of which only the name is known; empty if it is refused.
  std::string ask(const std::string& method, const std::string& bytes) const {
    const grpc::Slice slice(bytes);
    const grpc::ByteBuffer request(&slice, 1);
    grpc::ByteBuffer reply;
    grpc::Status status;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    grpc::CompletionQueue queue;
    grpc::GenericStub stub(
        grpc::CreateChannel(text_of(server_->address()), grpc::InsecureChannelCredentials()));
    const auto call = stub.PrepareCall(&context, method, &queue);
    const auto is_done = [&queue] {
      void* tag = nullptr;
      bool is_ok = false;
      return queue.Next(&tag, &is_ok) && is_ok;
    };
    call->StartCall(nullptr);
    bool is_going = is_done();
    if (is_going) {
      call->WriteLast(request, {}, nullptr);
      is_going = is_done();
    }
    if (is_going) {
      call->Read(&reply, nullptr);
      is_done();
    }
    call->Finish(&status, nullptr);
    is_done();
    std::vector<grpc::Slice> slices;
    std::string answer;
    if (status.ok() && reply.Dump(&slices).ok()) {
      for (const grpc::Slice& each : slices)
        answer.append(reinterpret_cast<const char*>(each.begin()), each.size());
    }
    return answer;
  }

  test::FakeEdge edge_{
      [](const node::Ask&, node::WhenNotLeader) { return test::refusal_of(ErrorCode::NotLeader); }};
  std::unique_ptr<Server> server_;
};

TEST_F(StandardServices, ReflectionListsTheServices) {
  server_->serve(edge_);
  // ServerReflectionRequest{list_services: ""}
  const std::string services =
      ask("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", std::string("\x3a\x00", 2));
  for (const char* name : {"pawl.v1.Sequencer", "pawl.v1.Cluster", "grpc.health.v1.Health"}) {
    EXPECT_NE(services.find(name), std::string::npos) << name;
  }
}

TEST_F(StandardServices, ReflectionGivesTheProto) {
  server_->serve(edge_);
  // ServerReflectionRequest{file_containing_symbol: "pawl.v1.Sequencer"}
  const std::string symbol = "pawl.v1.Sequencer";
  const std::string answer = ask("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                                 "\x22" + std::string(1, static_cast<char>(symbol.size())) + symbol);
  for (const char* part : {"core/wire/pawl.proto", "ReserveRequest", "Exchange"}) {
    EXPECT_NE(answer.find(part), std::string::npos) << part;
  }
}

TEST_F(StandardServices, HealthFollowsTheNode) {
  const std::string serving("\x08\x01", 2);
  const std::string not_serving("\x08\x02", 2);
  EXPECT_EQ(ask("/grpc.health.v1.Health/Check", ""), not_serving);
  // HealthCheckRequest{service: ...}; without any it asks for the whole server.
  const std::vector<std::string> questions{"", "\x0a\x11pawl.v1.Sequencer", "\x0a\x0fpawl.v1.Cluster"};
  server_->serve(edge_);
  for (const std::string& question : questions)
    EXPECT_EQ(ask("/grpc.health.v1.Health/Check", question), serving) << question;
  server_->retire();
  for (const std::string& question : questions)
    EXPECT_EQ(ask("/grpc.health.v1.Health/Check", question), not_serving) << question;
}

TEST_F(StandardServices, ClientsOfOtherProtocolsAreTurnedAway) {
  server_->serve(edge_);
  for (const std::string& bytes :
       {std::string("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), command_bytes({"INCR", "a"}),
        std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + std::string(200, 'x'),
        std::string(1U << 20U, '\xff')}) {
    RawClient client(server_->address().port);
    client.send(bytes);
    EXPECT_TRUE(client.rest().has_value()) << "the connection stays open";
  }
  EXPECT_EQ(ask("/grpc.health.v1.Health/Check", ""), std::string("\x08\x01", 2));
}

}  // namespace
}  // namespace pawl::real::api
