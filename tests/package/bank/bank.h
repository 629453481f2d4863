#pragma once
// The bank as a system under test: what the simulator asks of one (sim/system/system.h).

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "node.h"
#include "sim/system/plain_system.h"

namespace bank {

class Oracles;

struct Bank : pawl::sim::PlainSystem<Bank> {
  using Node = bank::Node;
  using Message = bank::Message;
  using Write = Folder;
  using Image = Folder;
  using Request = Order;
  using Reply = bank::Reply;
  using Oracles = bank::Oracles;

  static Node boot(const pawl::sim::Boot<Bank>& boot, Choices& choices);
  static pawl::sim::Standing standing(const Node& node);
  static std::optional<pawl::Digest> settled(const Node& node);
  static pawl::Digest fingerprint(const Node& node);
  static std::span<const pawl::sim::AimRule<Bank>> aims();
  static std::span<const pawl::sim::PlainKnob> knobs();
  static std::span<const pawl::sim::OracleRule> rules();

  // clients.cc
  static std::span<const pawl::sim::PlainScript<Bank>> scripts();
  static void probe(Session& me);
  static void read_all(Session& me);

  // oracles.cc
  static std::string judge(const History& history, const bank::Oracles& oracles, const Plan& plan,
                           pawl::sim::Findings& findings, std::vector<pawl::sim::Figure>& figures);

  // How it speaks of itself, on pages and in traces: words.cc.
  static pawl::sim::Vocabulary vocabulary();
  static pawl::sim::StepTold told(const Node& node);
  static std::string words_of(const Message& message);
  static std::string words_of(const Folder& folder);
  static std::string words_of(const Order& order);
  static std::string words_of(const Reply& reply);
};

/// Look after every step of every node.
class Oracles : public pawl::sim::PlainOracles<Bank> {
 public:
  using PlainOracles::PlainOracles;

  void stepped(const pawl::sim::StepSeen<Bank>& step);

  /// Every order that a primary confirmed, in order.
  const Ledger& book() const { return book_; }
  std::uint64_t views() const { return primaries_.size(); }

 private:
  Ledger book_;
  /// By view.
  std::map<std::uint64_t, HostId> primaries_;
};

}  // namespace bank
