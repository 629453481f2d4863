// Goal: each fault of the network happens when it is asked for and never otherwise.

#include "sim/world/network.h"

#include <gtest/gtest.h>

#include "tests/sim/mail.h"

namespace pawl::sim {
namespace {

struct Rig {
  explicit Rig(const NetworkPlan& plan) : network(plan, queue, choices, trace) {}
  EventQueue queue;
  ChoiceBook choices{9};
  Trace trace;
  Network<Mail> network;
  void send(std::uint64_t from, std::uint64_t to, std::uint64_t number) {
    network.send(HostId{from}, {HostId{to}, number});
  }
  /// What arrives, in order of arrival.
  std::vector<std::uint64_t> arrivals() {
    std::vector<std::uint64_t> numbers;
    while (!queue.empty()) numbers.push_back(network.take(queue.pop().slot)->message);
    return numbers;
  }
};

TEST(Network, AHealthyOneDeliversEverythingOnce) {
  Rig rig(NetworkPlan{});
  for (std::uint64_t i = 0; i < 100; ++i) rig.send(1, 2, i);
  auto arrived = rig.arrivals();
  EXPECT_FALSE(std::is_sorted(arrived.begin(), arrived.end())) << "delays reorder";
  std::sort(arrived.begin(), arrived.end());
  for (std::uint64_t i = 0; i < 100; ++i) EXPECT_EQ(arrived[i], i);
}

TEST(Network, LosesAndRepeatsItsShare) {
  NetworkPlan plan;
  plan.loss_ppm = 500'000;
  Rig lossy(plan);
  for (std::uint64_t i = 0; i < 1000; ++i) lossy.send(1, 2, i);
  EXPECT_NEAR(static_cast<double>(lossy.arrivals().size()), 500.0, 80.0);
  plan.loss_ppm = 0;
  plan.duplicate_ppm = 1'000'000;
  Rig repeating(plan);
  repeating.send(1, 2, 7);
  EXPECT_EQ(repeating.arrivals(), (std::vector<std::uint64_t>{7, 7}));
}

TEST(Network, ACutIsOneWayAndCounted) {
  Rig rig(NetworkPlan{});
  rig.network.cut(HostId{1}, HostId{2}, Cut::Partition);
  rig.network.cut(HostId{1}, HostId{2}, Cut::Partition);
  rig.send(1, 2, 1);
  rig.send(2, 1, 2);
  EXPECT_EQ(rig.arrivals(), (std::vector<std::uint64_t>{2}));
  rig.network.heal(HostId{1}, HostId{2});
  EXPECT_TRUE(rig.network.is_cut(HostId{1}, HostId{2}));
  rig.network.heal(HostId{1}, HostId{2});
  rig.send(1, 2, 3);
  EXPECT_EQ(rig.arrivals(), (std::vector<std::uint64_t>{3}));
}

TEST(Network, WhatIsHeldArrivesAfterTheHealing) {
  NetworkPlan plan;
  plan.held_ppm = 1'000'000;
  Rig rig(plan);
  rig.network.cut(HostId{1}, HostId{2}, Cut::Partition);
  rig.send(1, 2, 5);
  EXPECT_TRUE(rig.arrivals().empty());
  rig.network.heal(HostId{1}, HostId{2});
  EXPECT_EQ(rig.arrivals(), (std::vector<std::uint64_t>{5}));
}

TEST(Network, APerfectOneLosesNothingMore) {
  NetworkPlan plan;
  plan.loss_ppm = 1'000'000;
  Rig rig(plan);
  rig.send(1, 2, 1);
  rig.network.become_perfect();
  rig.send(1, 2, 2);
  EXPECT_EQ(rig.arrivals(), (std::vector<std::uint64_t>{2}));
}

TEST(Network, ItsDigestSeesWhatIsOnItsWayAndWhatItSays) {
  Rig rig(NetworkPlan{});
  const Digest empty = rig.network.digest();
  rig.send(1, 2, 7);
  const Digest seven = rig.network.digest();
  Rig other(NetworkPlan{});
  other.send(1, 2, 8);
  EXPECT_NE(seven, empty);
  EXPECT_NE(seven, other.network.digest());
  rig.arrivals();
  EXPECT_EQ(rig.network.digest(), empty);
}

}  // namespace
}  // namespace pawl::sim
