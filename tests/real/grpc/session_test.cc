// Goal: a client's call ends well although nodes refuse, redirect, go away and come back. Method: the session
// against real servers before edges without nodes.

#include "real/grpc/session.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "real/grpc/server.h"
#include "tests/real/grpc/fake_edge.h"

namespace pawl::real::api {
namespace {

using test::answer_of;
using test::FakeEdge;
using test::refusal_of;

const machine::Reserved kReserved{
    .first = 5, .last = 5, .count = 1, .increment = 1, .revision = 2, .incarnation = 7};

client::Call next_call(Session& session, Duration deadline = seconds(20)) {
  return {.content = machine::Request{.key = session.make_key(),
                                      .operation =
                                          machine::SequenceReserve{.name = "orders",
                                                                   .count = 1,
                                                                   .on_missing = machine::OnMissing::Refuse}},
          .deadline = deadline};
}

std::unique_ptr<Server> listen(Address address = {.host = "127.0.0.1", .port = 0}) {
  auto server = Server::listen(address);
  EXPECT_TRUE(server.has_value());
  return *std::move(server);
}

TEST(Session, FollowsTheHintToALeaderThatItDidNotKnow) {
  FakeEdge leading([](const node::Ask&, node::WhenNotLeader) { return answer_of(kReserved); });
  const auto leader = listen();
  leader->serve(leading);
  FakeEdge following([&](const node::Ask&, node::WhenNotLeader) {
    Answered answered = refusal_of(ErrorCode::NotLeader);
    answered.leader = {2};
    answered.leader_addresses.grpc = text_of(leader->address());
    return answered;
  });
  const auto follower = listen();
  follower->serve(following);

  Session session({.endpoints = {text_of(follower->address())}});
  const machine::Outcome outcome = call_and_wait(session, next_call(session));
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(std::get<machine::Reserved>(*outcome).last, 5);
}

TEST(Session, RepeatsWithTheSameKeyWhenANodeGoesAway) {
  std::mutex mutex;
  std::set<std::string> keys;
  const auto note = [&](const node::Ask& ask) {
    const std::lock_guard lock(mutex);
    keys.insert(std::get<machine::Request>(ask).key.value());
  };
  FakeEdge dying([&](const node::Ask& ask, node::WhenNotLeader) {
    note(ask);
    return refusal_of(ErrorCode::LeadershipLost);
  });
  FakeEdge living([&](const node::Ask& ask, node::WhenNotLeader) {
    note(ask);
    return answer_of(kReserved);
  });
  const auto first = listen();
  first->serve(dying);
  const auto second = listen();
  second->serve(living);
  for (int i = 0; i < 4; ++i) {
    keys.clear();
    Session session({.endpoints = {text_of(first->address()), text_of(second->address())}});
    EXPECT_TRUE(call_and_wait(session, next_call(session)).has_value());
    EXPECT_EQ(keys.size(), 1U);
  }
}

TEST(Session, ServesAgainWhenANodeComesBack) {
  FakeEdge edge([](const node::Ask&, node::WhenNotLeader) { return answer_of(kReserved); });
  auto server = listen();
  const Address address = server->address();
  server->serve(edge);
  Session session({.endpoints = {text_of(address)}});
  EXPECT_TRUE(call_and_wait(session, next_call(session)).has_value());
  server->stop();
  server = nullptr;
  const machine::Outcome refused = call_and_wait(session, next_call(session, milliseconds(300)));
  ASSERT_FALSE(refused.has_value());
  EXPECT_FALSE(session.troubles().empty());
  server = listen(address);
  server->serve(edge);
  EXPECT_TRUE(call_and_wait(session, next_call(session)).has_value());
}

TEST(Session, AMalformedCallEndsAtOnce) {
  Session session({.endpoints = {"127.0.0.1:1"}});
  client::Call call = next_call(session);
  std::get<machine::SequenceReserve>(std::get<machine::Request>(call.content).operation).count = 0;
  const machine::Outcome outcome = call_and_wait(session, std::move(call));
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, ErrorCode::InvalidArgument);
}

TEST(Session, WithoutAnswerTheEndSaysThatItMayHaveHappened) {
  FakeEdge silent([](const node::Ask&, node::WhenNotLeader) { return answer_of(kReserved); });
  silent.is_silent = true;
  const auto server = listen();
  server->serve(silent);
  Session session({.endpoints = {text_of(server->address())}, .attempt_timeout = milliseconds(100)});
  const machine::Outcome outcome = call_and_wait(session, next_call(session, milliseconds(400)));
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(certainty(outcome.error().code), Certainty::MayHaveHappened);
  silent.answer_all(refusal_of(ErrorCode::LeadershipLost));
}

TEST(Session, WhatALeavingNodeDidNotTakeUpIsAskedOfAnotherEvenWithoutAKey) {
  constexpr int kCalls = 4000;
  std::atomic<int> effects = 0;
  std::atomic<bool> has_left = false;
  FakeEdge leaving([&](const node::Ask&, node::WhenNotLeader) {
    if (has_left) return refusal_of(ErrorCode::ShuttingDown);
    ++effects;
    effects.notify_all();
    return answer_of(kReserved);
  });
  FakeEdge staying([&](const node::Ask&, node::WhenNotLeader) {
    ++effects;
    return answer_of(kReserved);
  });
  const auto first = listen();
  first->serve(leaving);
  const auto second = listen();
  second->serve(staying);
  Session session(
      {.endpoints = {text_of(first->address()), text_of(second->address())}, .attempt_timeout = seconds(60)});
  int answered = 0;
  for (int i = 0; i < kCalls; ++i) {
    client::Call call = next_call(session, seconds(60));
    std::get<machine::Request>(call.content).key.reset();
    session.begin(std::move(call), [&](const client::Done& done) {
      EXPECT_TRUE(done.outcome.has_value()) << done.outcome.error().detail;
      ++answered;
    });
  }
  std::thread leaves([&] {
    effects.wait(0);
    has_left = true;
    first->stop();
  });
  while (session.call_count() > 0) session.turn(kNever);
  session.turn(Instant{});
  leaves.join();
  EXPECT_EQ(answered, kCalls);
  EXPECT_EQ(effects, kCalls) << "each once";
}

TEST(Session, ManyCallsAtOnceAllEnd) {
  FakeEdge edge([](const node::Ask&, node::WhenNotLeader) { return answer_of(kReserved); });
  const auto server = listen();
  server->serve(edge);
  Session session({.endpoints = {text_of(server->address())}});
  int ended = 0;
  for (int i = 0; i < 5000; ++i) {
    session.begin(next_call(session), [&](const client::Done& done) {
      EXPECT_TRUE(done.outcome.has_value());
      ++ended;
    });
  }
  while (session.call_count() > 0) session.turn(kNever);
  session.turn(Instant{});
  EXPECT_EQ(ended, 5000);
}

}  // namespace
}  // namespace pawl::real::api
