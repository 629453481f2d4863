// Goal: how a node serves those who ask it: batching, certainty of answers, reads, forwarding, overload,
// retirement. Method: two or three nodes whose mail and disks the test lets through by hand; each test is a
// story.

#include "core/node/node.h"

#include <gtest/gtest.h>

#include <string>

#include "core/base/limits.h"
#include "tests/node/cluster.h"

namespace pawl::node {
namespace {

using machine::Reserved;
using machine::SequenceReserve;

Ask next(const std::string& name, std::optional<std::string> key = std::nullopt) {
  return machine::Request{std::move(key), SequenceReserve{name, 1, machine::OnMissing::Create}};
}
Ask get(const std::string& name) { return machine::Query{machine::SequenceGet{name}}; }

std::int64_t value(const std::optional<ClientReply>& reply) {
  if (!reply || !reply->outcome) return -1;
  return std::get<Reserved>(*reply->outcome).last;
}
std::optional<ErrorCode> error(const std::optional<ClientReply>& reply) {
  if (!reply || reply->outcome) return std::nullopt;
  return reply->outcome.error().code;
}

TEST(Node, AnswersOnlyWhenAQuorumHasTheEntryOnDisk) {
  Cluster cluster(3);
  const std::uint64_t leader = cluster.elect();
  ASSERT_NE(leader, 0U);
  const ClientRef client = cluster.ask(leader, next("orders"));
  cluster.deliver();
  EXPECT_FALSE(cluster.answer(client));  // followers have it in memory only
  cluster.sync(leader);
  EXPECT_FALSE(cluster.answer(client));  // one disk of three
  cluster.settle();
  EXPECT_EQ(value(cluster.answer(client)), 1);
}

TEST(Node, AllRequestsOfAStepShareOneEntry) {
  Cluster cluster(3);
  const std::uint64_t leader = cluster.elect();
  const LogIndex before = cluster.node(leader).status().raft.last;
  std::vector<Input> inputs;
  for (std::uint64_t i = 0; i < 100; ++i) inputs.push_back(FromClient{ClientRef{1000 + i}, next("orders")});
  cluster.step(leader, std::move(inputs));
  EXPECT_EQ(cluster.node(leader).status().raft.last, before.next());
  cluster.settle();
  for (std::uint64_t i = 0; i < 100; ++i) {
    EXPECT_EQ(value(cluster.answer(ClientRef{1000 + i})), static_cast<std::int64_t>(i + 1));
  }
}

TEST(Node, AQueryWaitsForTheBarrierAndSeesEarlierWrites) {
  Cluster cluster(3);
  const std::uint64_t leader = cluster.elect();
  cluster.ask(leader, next("orders"));
  cluster.settle();
  const ClientRef client = cluster.ask(leader, get("orders"));
  EXPECT_FALSE(cluster.answer(client));  // nobody has confirmed this leader since
  cluster.settle();
  const auto reply = cluster.answer(client);
  ASSERT_TRUE(reply && reply->outcome);
  EXPECT_EQ(std::get<machine::Found>(*reply->outcome).sequence.current, 1);
}

TEST(Node, ACutOffLeaderAnswersNoQuery) {
  Cluster cluster(3);
  const std::uint64_t leader = cluster.elect();
  cluster.ask(leader, next("orders"));
  cluster.settle();
  cluster.cut(leader);
  const ClientRef client = cluster.ask(leader, get("orders"));
  cluster.tick(seconds(5));
  cluster.settle();
  EXPECT_EQ(error(cluster.answer(client)), ErrorCode::NotLeader);
}

TEST(Node, AFollowerRefusesWithAHint) {
  Cluster cluster(3);
  const std::uint64_t leader = cluster.elect();
  const std::uint64_t follower = leader == 1 ? 2 : 1;
  const ClientRef client = cluster.ask(follower, next("orders"));
  const auto reply = cluster.answer(client);
  EXPECT_EQ(error(reply), ErrorCode::NotLeader);
  EXPECT_EQ(reply->leader, NodeId{leader});
}

TEST(Node, AFollowerForwardsWhenAskedTo) {
  Cluster cluster(3);
  const std::uint64_t leader = cluster.elect();
  const std::uint64_t follower = leader == 1 ? 2 : 1;
  const ClientRef first = cluster.ask(follower, next("orders"), WhenNotLeader::Forward);
  cluster.settle();
  EXPECT_EQ(value(cluster.answer(first)), 1);
  const ClientRef query = cluster.ask(follower, get("orders"), WhenNotLeader::Forward);
  cluster.settle();
  ASSERT_TRUE(cluster.answer(query) && cluster.answer(query)->outcome);
}

TEST(Node, AForwardedRequestThatArrivesTwiceHasEffectOnce) {
  Cluster cluster(3);
  const std::uint64_t leader = cluster.elect();
  const std::uint64_t follower = leader == 1 ? 2 : 1;
  cluster.ask(follower, next("orders"), WhenNotLeader::Forward);
  const auto copy = cluster.mail().back();
  cluster.mail().push_back(copy);
  cluster.settle();
  EXPECT_EQ(value(cluster.answer(cluster.ask(leader, next("orders")))), -1);
  const ClientRef after = cluster.ask(leader, next("orders"));
  cluster.settle();
  EXPECT_EQ(value(cluster.answer(after)), 3);  // 1 forwarded, 2 and 3 asked here
}

TEST(Node, AForwardedRequestOfAnEarlierTermIsNotTakenUp) {
  Cluster cluster(3);
  const std::uint64_t leader = cluster.elect();
  const std::uint64_t follower = leader == 1 ? 2 : 1;
  cluster.ask(follower, next("orders"), WhenNotLeader::Forward);
  const auto late = cluster.mail().back();
  cluster.mail().clear();
  cluster.cut(leader);
  ASSERT_NE(cluster.elect(), leader);
  cluster.heal();
  // The first leader leads again in a later term, and the copy arrives.
  std::uint64_t again = 0;
  for (int i = 0; i < 40 && again != leader; ++i) {
    cluster.cut(again == 0 ? 3 - leader + (leader == 3 ? 1 : 0) : again);
    again = cluster.elect();
    cluster.heal();
    cluster.settle();
  }
  cluster.mail().push_back(late);
  cluster.settle();
  const ClientRef first = cluster.ask(again, next("orders"));
  cluster.settle();
  EXPECT_EQ(value(cluster.answer(first)), 1);
}

TEST(Node, AForwardedRequestWithoutAnAnswerTimesOut) {
  Cluster cluster(3);
  const std::uint64_t leader = cluster.elect();
  const std::uint64_t follower = leader == 1 ? 2 : 1;
  const ClientRef client = cluster.ask(follower, next("orders"), WhenNotLeader::Forward);
  cluster.mail().clear();
  cluster.tick(seconds(3));
  EXPECT_EQ(error(cluster.answer(client)), ErrorCode::TimedOut);
}

TEST(Node, WhoeverWaitsForALeaderThatIsGoneIsToldAtOnce) {
  Cluster cluster(3);
  const std::uint64_t leader = cluster.elect();
  const std::uint64_t follower = leader == 1 ? 2 : 1;
  const std::uint64_t other = 6 - leader - follower;
  const ClientRef request = cluster.ask(follower, next("orders"), WhenNotLeader::Forward);
  const ClientRef keyed = cluster.ask(follower, next("orders", "key"), WhenNotLeader::Forward);
  const ClientRef query = cluster.ask(follower, get("orders"), WhenNotLeader::Forward);
  cluster.step(follower, PeerGone{NodeId{other}});
  EXPECT_FALSE(cluster.answer(request));  // that is not who was asked
  cluster.step(follower, PeerGone{NodeId{leader}});
  for (const ClientRef client : {request, keyed}) {
    const auto code = error(cluster.answer(client));
    ASSERT_EQ(code, ErrorCode::LeadershipLost);
    EXPECT_EQ(certainty(*code), Certainty::MayHaveHappened);  // the leader may have it, and live
  }
  EXPECT_EQ(error(cluster.answer(query)), ErrorCode::NotLeader);
  EXPECT_EQ(cluster.node(follower).status().waiting_requests, 0U);
}

TEST(Node, TheLastAnswersOfALeaderThatIsGoneCount) {
  Cluster cluster(3);
  const std::uint64_t leader = cluster.elect();
  const std::uint64_t follower = leader == 1 ? 2 : 1;
  const ClientRef client = cluster.ask(follower, next("orders"), WhenNotLeader::Forward);
  // Mail and disks go on until the answer is on its way back; the end of the connection is noticed before it
  // is read.
  const auto holds_answer = [&](const auto& mail) {
    return mail.second.to == NodeId{follower} &&
           std::ranges::any_of(mail.second.messages, [](const PeerMessage& message) {
             return std::holds_alternative<ForwardedOutcome>(message);
           });
  };
  std::vector<PeerMessage> last;
  while (last.empty() && !cluster.mail().empty()) {
    const auto found = std::ranges::find_if(cluster.mail(), holds_answer);
    if (found != cluster.mail().end()) last = found->second.messages;
    if (last.empty()) cluster.deliver();
    for (std::uint64_t id = 1; id <= 3; ++id) cluster.sync(id);
  }
  ASSERT_FALSE(last.empty());
  std::vector<Input> inputs{PeerGone{NodeId{leader}}, FromPeer{NodeId{leader}, std::move(last)}};
  cluster.step(follower, std::move(inputs));
  EXPECT_EQ(value(cluster.answer(client)), 1);
}

TEST(Node, LosingLeadershipMeansItMayHaveHappened) {
  Cluster cluster(3);
  const std::uint64_t leader = cluster.elect();
  cluster.cut(leader);
  const ClientRef client = cluster.ask(leader, next("orders"));
  cluster.tick(seconds(5));
  const auto code = error(cluster.answer(client));
  ASSERT_EQ(code, ErrorCode::LeadershipLost);
  EXPECT_EQ(certainty(*code), Certainty::MayHaveHappened);
}

TEST(Node, OverloadIsRefusedEarlyAndDidNotHappen) {
  Options options;
  options.waiting_bytes_max = 200;
  Cluster cluster(3, options);
  const std::uint64_t leader = cluster.elect();
  std::vector<ClientRef> clients;
  for (int i = 0; i < 50; ++i) clients.push_back(cluster.ask(leader, next("orders")));
  const auto refused = error(cluster.answer(clients.back()));
  ASSERT_EQ(refused, ErrorCode::Overloaded);
  EXPECT_EQ(certainty(*refused), Certainty::DidNotHappen);
  cluster.settle();
  const auto accepted = std::count_if(clients.begin(), clients.end(),
                                      [&](ClientRef client) { return value(cluster.answer(client)) > 0; });
  const ClientRef after = cluster.ask(leader, next("orders"));
  cluster.settle();
  EXPECT_EQ(value(cluster.answer(after)), accepted + 1);  // what was refused left no gap
}

TEST(Node, AStepWithMoreThanAnEntryHoldsMakesSeveral) {
  Options options;
  options.entry_requests_max = 10;
  Cluster cluster(3, options);
  const std::uint64_t leader = cluster.elect();
  const LogIndex before = cluster.node(leader).status().raft.last;
  std::vector<Input> inputs;
  for (std::uint64_t i = 0; i < 25; ++i) inputs.push_back(FromClient{ClientRef{1000 + i}, next("orders")});
  cluster.step(leader, std::move(inputs));
  EXPECT_EQ(cluster.node(leader).status().raft.last, before.plus(3));
  cluster.settle();
  EXPECT_EQ(value(cluster.answer(ClientRef{1024})), 25);
}

TEST(Node, BadRequestsAreAnsweredAndNeverLogged) {
  Cluster cluster(1);
  const std::uint64_t leader = cluster.elect();
  const LogIndex before = cluster.node(leader).status().raft.last;
  EXPECT_EQ(error(cluster.answer(cluster.ask(leader, next("")))), ErrorCode::InvalidArgument);
  EXPECT_EQ(error(cluster.answer(cluster.ask(leader, next(std::string(1 << 20, 'a'))))),
            ErrorCode::InvalidArgument);
  for (const std::int64_t count : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{INT64_MAX}}) {
    const Ask ask =
        machine::Request{std::nullopt, SequenceReserve{"orders", count, machine::OnMissing::Create}};
    EXPECT_EQ(error(cluster.answer(cluster.ask(leader, ask))), ErrorCode::InvalidArgument);
  }
  EXPECT_EQ(cluster.node(leader).status().raft.last, before);
}

TEST(Node, RetiringHandsLeadershipOverAndRefusesNewRequests) {
  Cluster cluster(3);
  const std::uint64_t leader = cluster.elect();
  const ClientRef under_way = cluster.ask(leader, next("orders"));
  cluster.step(leader, Retire{});
  EXPECT_EQ(error(cluster.answer(cluster.ask(leader, next("orders")))), ErrorCode::ShuttingDown);
  cluster.settle();
  EXPECT_EQ(value(cluster.answer(under_way)), 1);  // what was begun is finished
  cluster.tick(milliseconds(1));
  cluster.settle();
  EXPECT_FALSE(cluster.node(leader).raft().is_leader());
  const std::uint64_t successor = cluster.elect();
  EXPECT_NE(successor, leader);
}

TEST(Node, FollowersThatLoseTheirLeadersConnectionReplaceItWithinAHeartbeat) {
  const Options options;
  Cluster cluster(3);
  const std::uint64_t leader = cluster.elect();
  cluster.cut(leader);
  for (std::uint64_t id = 1; id <= 3; ++id)
    if (id != leader) cluster.step(id, PeerGone{NodeId{leader}});
  for (Duration waited; waited < options.raft.heartbeat_interval; waited = waited + milliseconds(5)) {
    cluster.tick(milliseconds(5));
    cluster.settle();
  }
  const auto leads = [&](std::uint64_t id) { return id != leader && cluster.node(id).raft().is_leader(); };
  EXPECT_TRUE(leads(1) || leads(2) || leads(3));
}

TEST(Node, AllReplicasHoldTheSameDigest) {
  Cluster cluster(3);
  const std::uint64_t leader = cluster.elect();
  for (int i = 0; i < 20; ++i) cluster.ask(leader, next("orders", "key-" + std::to_string(i % 7)));
  cluster.settle();
  cluster.tick(milliseconds(60));
  cluster.settle();
  for (std::uint64_t id = 1; id <= 3; ++id) {
    EXPECT_EQ(cluster.node(id).status().applied, cluster.node(1).status().applied);
    EXPECT_EQ(cluster.node(id).status().digest, cluster.node(1).status().digest);
  }
  EXPECT_EQ(cluster.node(1).machine().remembered_count(), 7U);
}

TEST(ClusterClock, ContinuesWhereTheLogEndsAndNeverGoesBack) {
  ClusterClock clock;
  EXPECT_EQ(clock.stamp(Term{1}, Instant{100}, ClusterTime{0}), ClusterTime{0});
  EXPECT_EQ(clock.stamp(Term{1}, Instant{150}, ClusterTime{0}), ClusterTime{50});
  // Another leadership begins later, from a log that went on meanwhile; its clock counts from there.
  EXPECT_EQ(clock.stamp(Term{4}, Instant{1000}, ClusterTime{500}), ClusterTime{500});
  EXPECT_EQ(clock.stamp(Term{4}, Instant{1010}, ClusterTime{500}), ClusterTime{510});
}

TEST(Node, AtTheEndOfItsLogItAnswersQueriesAndRefusesChanges) {
  const LogIndex end{kRequestIndexMax - 2};
  Boot boot;
  boot.raft.hard.term = Term{5};
  boot.raft.base = {Term{5}, end};
  boot.raft.applied = end;
  Options options;
  options.raft.self = NodeId{1};
  options.raft.members.voters = {NodeId{1}};
  FixedChoices choices(0);
  Instant now{1};
  Node node(options, boot, {now, WallTime{1}}, choices);
  std::map<ClientRef, ClientReply> answers;
  const auto step = [&](Input input) {
    std::vector<Input> inputs{std::move(input)};
    while (!inputs.empty()) {
      Effects effects = node.step({now, WallTime{1}}, std::exchange(inputs, {}), choices);
      for (ClientReply& reply : effects.reply) answers.emplace(reply.client, std::move(reply));
      if (effects.persist) inputs.push_back(Persisted{effects.persist->seq});
    }
  };
  now = now + seconds(2);
  step(TimerFired{});
  ASSERT_EQ(node.status().raft.last, end.next()) << "its own first entry";
  step(FromClient{ClientRef{1}, next("orders"), WhenNotLeader::Refuse});
  EXPECT_EQ(value(answers.at(ClientRef{1})), 1);
  step(FromClient{ClientRef{2}, next("orders"), WhenNotLeader::Refuse});
  EXPECT_EQ(error(answers.at(ClientRef{2})), ErrorCode::Overloaded);
  EXPECT_EQ(node.status().raft.last.value, kRequestIndexMax);
  step(FromClient{ClientRef{3}, get("orders"), WhenNotLeader::Refuse});
  EXPECT_TRUE(answers.at(ClientRef{3}).outcome.has_value());
}

}  // namespace
}  // namespace pawl::node
