// Goal: what clients of the gRPC API see: every call's answer, every error's status and details, and that
// nothing they send harms the server. Method: a real server on a free port before an edge without a node.

#include "real/grpc/server.h"

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "core/wire/pawl.grpc.pb.h"
#include "real/grpc/status.h"
#include "tests/real/grpc/fake_edge.h"

namespace pawl::real::api {
namespace {

using test::answer_of;
using test::FakeEdge;
using test::refusal_of;

const machine::Sequence kSequence{
    .name = "orders",
    .parameters = {.initial = 10, .increment = -2, .min = -100, .max = 50, .cycle = true},
    .current = 8,
    .revision = 1,
    .incarnation = 7};
const machine::Reserved kReserved{
    .first = 2, .last = 6, .count = 5, .increment = 1, .revision = 2, .incarnation = 7};

/// What a node would answer.
Answered plausible(const node::Ask& ask, node::WhenNotLeader) {
  if (const auto* query = std::get_if<machine::Query>(&ask)) {
    if (std::holds_alternative<machine::SequenceGet>(*query)) return answer_of(machine::Found{kSequence});
    return answer_of(machine::Listed{.sequences = {kSequence}, .more = true});
  }
  const machine::Operation& operation = std::get<machine::Request>(ask).operation;
  if (std::holds_alternative<machine::SequenceCreate>(operation)) {
    return answer_of(machine::Created{.sequence = kSequence, .is_new = true});
  }
  if (std::holds_alternative<machine::SequenceDelete>(operation)) {
    return answer_of(machine::Deleted{.incarnation = 7});
  }
  return answer_of(kReserved);
}

class GrpcServer : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server = Server::listen({.host = "127.0.0.1", .port = 0});
    ASSERT_TRUE(server.has_value()) << server.error().what;
    server_ = *std::move(server);
    stub_ = v1::Sequencer::NewStub(channel());
  }
  void TearDown() override { server_->stop(); }

  std::shared_ptr<grpc::Channel> channel() const {
    return grpc::CreateChannel(text_of(server_->address()), grpc::InsecureChannelCredentials());
  }

  FakeEdge edge_{plausible};
  std::unique_ptr<Server> server_;
  std::unique_ptr<v1::Sequencer::Stub> stub_;
};

TEST_F(GrpcServer, AnswersEveryCall) {
  server_->serve(edge_);
  v1::CreateReply created;
  EXPECT_TRUE(stub_->Create(std::make_unique<grpc::ClientContext>().get(), {}, &created).ok());
  EXPECT_EQ(created.sequence().name(), "orders");
  EXPECT_EQ(created.sequence().min(), -100);
  EXPECT_TRUE(created.is_new());
  v1::NextReply next;
  EXPECT_TRUE(stub_->Next(std::make_unique<grpc::ClientContext>().get(), {}, &next).ok());
  EXPECT_EQ(next.value(), 6);
  v1::ReserveReply reserved;
  EXPECT_TRUE(stub_->Reserve(std::make_unique<grpc::ClientContext>().get(), {}, &reserved).ok());
  EXPECT_EQ(reserved.first(), 2);
  EXPECT_EQ(reserved.count(), 5);
  v1::GetReply got;
  EXPECT_TRUE(stub_->Get(std::make_unique<grpc::ClientContext>().get(), {}, &got).ok());
  EXPECT_EQ(got.sequence().current(), 8);
  v1::DeleteReply deleted;
  EXPECT_TRUE(stub_->Delete(std::make_unique<grpc::ClientContext>().get(), {}, &deleted).ok());
  EXPECT_EQ(deleted.incarnation(), 7U);
  v1::ListReply listed;
  EXPECT_TRUE(stub_->List(std::make_unique<grpc::ClientContext>().get(), {}, &listed).ok());
  EXPECT_EQ(listed.sequences_size(), 1);
  EXPECT_TRUE(listed.more());
}

TEST_F(GrpcServer, RefusesBeforeTheNodeIsThere) {
  v1::NextReply reply;
  grpc::ClientContext context;
  const grpc::Status status = stub_->Next(&context, {}, &reply);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(wire::decode_status_details(status.error_details())->error.code, ErrorCode::Overloaded);
}

TEST_F(GrpcServer, EveryErrorHasItsStatusAndDetails) {
  for (int code = 0; code < kErrorCodeCount; ++code) {
    const auto error = static_cast<ErrorCode>(code);
    FakeEdge refusing([error](const node::Ask&, node::WhenNotLeader) {
      Answered answered = refusal_of(error);
      answered.leader = {3};
      answered.leader_addresses.grpc = "127.0.0.1:7";
      return answered;
    });
    server_->serve(refusing);
    v1::NextReply reply;
    grpc::ClientContext context;
    const grpc::Status status = stub_->Next(&context, {}, &reply);
    EXPECT_EQ(status.error_code(), grpc_code(error));
    EXPECT_EQ(status.error_message(), std::string(name(error)) + ": so the test says");
    const auto details = wire::decode_status_details(status.error_details());
    ASSERT_TRUE(details.has_value());
    EXPECT_EQ(details->error.code, error);
    EXPECT_EQ(details->leader.address, "127.0.0.1:7");
    // gRPC's own retries repeat what is UNAVAILABLE.
    if (status.error_code() == grpc::StatusCode::UNAVAILABLE) {
      EXPECT_EQ(certainty(error), Certainty::DidNotHappen);
    }
  }
}

TEST_F(GrpcServer, ExchangeAnswersManyCallsAndTellsDamagedOnesApart) {
  server_->serve(edge_);
  grpc::ClientContext context;
  const auto stream = stub_->Exchange(&context);
  v1::ExchangeRequest request;
  for (std::uint64_t id = 1; id <= 100; ++id) {
    v1::Call& call = *request.add_calls();
    call.set_id(id);
    if (id != 50) call.mutable_next()->set_name("orders");
  }
  ASSERT_TRUE(stream->Write(request));
  std::set<std::uint64_t> answered;
  v1::ExchangeReply reply;
  while (answered.size() < 100 && stream->Read(&reply)) {
    for (const v1::Answer& answer : reply.answers()) {
      answered.insert(answer.id());
      EXPECT_EQ(answer.has_error(), answer.id() == 50);
      if (answer.has_error()) {
        EXPECT_EQ(answer.error().code(), v1::INVALID_ARGUMENT);
      }
    }
  }
  EXPECT_EQ(answered.size(), 100U);
  stream->WritesDone();
  EXPECT_FALSE(stream->Read(&reply));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(GrpcServer, AnswersOfATurnLeaveAfterIt) {
  edge_.is_silent = true;
  server_->serve(edge_);
  grpc::ClientContext context;
  const auto stream = stub_->Exchange(&context);
  v1::ExchangeRequest request;
  for (std::uint64_t id = 1; id <= 10; ++id) {
    request.add_calls()->set_id(id);
    request.mutable_calls()->rbegin()->mutable_next();
  }
  ASSERT_TRUE(stream->Write(request));
  while (edge_.unanswered_count() < 10) std::this_thread::yield();
  edge_.answer_all(answer_of(kReserved));
  EXPECT_FALSE(server_->is_drained());
  server_->after_step({});
  v1::ExchangeReply reply;
  ASSERT_TRUE(stream->Read(&reply));
  EXPECT_EQ(reply.answers_size(), 10);
  context.TryCancel();
}

TEST_F(GrpcServer, AClientThatGoesAwayHarmsNobody) {
  edge_.is_silent = true;
  server_->serve(edge_);
  {
    grpc::ClientContext context;
    const auto stream = stub_->Exchange(&context);
    v1::ExchangeRequest request;
    request.add_calls()->mutable_next();
    ASSERT_TRUE(stream->Write(request));
    while (edge_.unanswered_count() < 1) std::this_thread::yield();
    context.TryCancel();
    static_cast<void>(stream->Finish());
  }
  edge_.answer_all(answer_of(kReserved));
  server_->after_step({});
  edge_.is_silent = false;
  v1::NextReply reply;
  grpc::ClientContext context;
  EXPECT_TRUE(stub_->Next(&context, {}, &reply).ok());
}

TEST_F(GrpcServer, StopEndsStreamsAfterTheirAnswers) {
  server_->serve(edge_);
  grpc::ClientContext context;
  const auto stream = stub_->Exchange(&context);
  v1::ExchangeRequest request;
  request.add_calls()->mutable_next();
  ASSERT_TRUE(stream->Write(request));
  v1::ExchangeReply reply;
  ASSERT_TRUE(stream->Read(&reply));
  server_->stop();
  EXPECT_FALSE(stream->Read(&reply));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(GrpcServer, TwoServersNeverShareAPort) {
  const auto second = Server::listen(server_->address());
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().exit_code, kExitUnavailable);
  EXPECT_NE(second.error().what.find("the port is taken"), std::string::npos);
}

TEST_F(GrpcServer, StatusTellsWhatTheNodeKnows) {
  edge_.status_to_tell.self = {2};
  edge_.status_to_tell.cluster = {77};
  edge_.status_to_tell.node.raft.role = raft::Role::Leader;
  edge_.status_to_tell.node.raft.term = {5};
  edge_.status_to_tell.node.applied = {12};
  edge_.status_to_tell.members.push_back({.id = {2},
                                          .peer_address = "a:1",
                                          .client_addresses = {.grpc = "a:2", .resp = "a:3"},
                                          .is_connected = true});
  server_->serve(edge_);
  const auto stub = v1::Cluster::NewStub(channel());
  grpc::ClientContext context;
  v1::StatusReply reply;
  ASSERT_TRUE(stub->Status(&context, {}, &reply).ok());
  EXPECT_EQ(reply.role(), v1::LEADER);
  EXPECT_EQ(reply.term(), 5U);
  EXPECT_EQ(reply.applied_index(), 12U);
  EXPECT_EQ(reply.digest().size(), 32U);
  ASSERT_EQ(reply.members_size(), 1);
  EXPECT_EQ(reply.members(0).grpc_address(), "a:2");
}

}  // namespace
}  // namespace pawl::real::api
