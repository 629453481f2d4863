#pragma once
// pawl as the system under test: the very node that production runs, between the simulator's inputs and
// effects and its own. Nothing is decided here.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/node/node.h"
#include "sim/oracle/findings.h"
#include "sim/pawl/client/history.h"
#include "sim/pawl/disk_image.h"
#include "sim/pawl/oracle/oracles.h"
#include "sim/pawl/oracle/rules.h"
#include "sim/pawl/phases.h"
#include "sim/pawl/plan.h"
#include "sim/pawl/wire/byte_forms.h"
#include "sim/run/trace.h"
#include "sim/system/system.h"
#include "sim/world/nemesis.h"

namespace pawl::sim {

struct Pawl;
class PawlSession;

inline HostId host_of(NodeId node) { return HostId{node.value}; }
inline NodeId node_of(HostId host) { return NodeId{host.value}; }

struct PawlRequest {
  node::Ask content;
  node::WhenNotLeader when_not_leader = node::WhenNotLeader::Refuse;
};

/// A node with what its newest step told.
class PawlNode {
 public:
  /// `bytes`: whether and how what it says and writes goes through its bytes.
  PawlNode(node::Node node, std::optional<ByteForms> bytes)
      : node_(std::move(node)), bytes_(std::move(bytes)), status_(node_.status()) {}

  Effects<Pawl> step(Now now, std::vector<Input<Pawl>> inputs, Choices& choices);

  const node::Node& node() const { return node_; }
  const node::Status& status() const { return status_; }
  const std::vector<node::Event>& events() const { return events_; }

 private:
  node::Node node_;
  std::optional<ByteForms> bytes_;
  node::Status status_;
  std::vector<node::Event> events_;
};

/// Hands what happens to the oracles of pawl.
class PawlOracles {
 public:
  PawlOracles(const Plan& plan, Findings& findings);

  void booted(HostId host, std::uint64_t life, const PawlNode& node, const DiskImage& folder);
  void stepped(const StepSeen<Pawl>& step);
  void leaving(HostId host, const Send<Pawl>& sent, const DiskImage& folder);
  /// A client's request reaches a host, and a host answers it.
  void became_durable(HostId host, std::uint64_t number);
  void died(HostId host);
  void asked(HostId host, RequestId request, const PawlRequest& content);
  void answered(HostId host, const Answer<Pawl>& answer);

  const Oracles& oracles() const { return oracles_; }
  std::uint64_t compactions() const { return compactions_; }

 private:
  Oracles oracles_;
  DiskImage empty_;
  /// By node: its folder.
  std::vector<const DiskImage*> folders_;
  Phases phases_;
  /// Kept to spare an allocation.
  std::vector<const node::ClientReply*> replies_;
  std::uint64_t compactions_ = 0;
};

struct Pawl {
  using Node = PawlNode;
  using Message = std::vector<node::PeerMessage>;
  using Write = node::Persist;
  using Image = DiskImage;
  using Request = PawlRequest;
  using Reply = node::ClientReply;
  using Plan = sim::Plan;
  using ClientPlan = sim::ClientPlan;
  using Session = PawlSession;
  using History = ClientHistory;
  using Oracles = PawlOracles;

  /// What the hosts of the plan find where the run begins.
  static DiskImage first_folder(const Plan& plan) { return DiskImage(plan.beginning); }
  /// Whether no harm comes of a request that arrives twice. Of a change it would, even under a key: its
  /// client takes the refusal of the one that it sent for the end of it.
  static bool may_come_twice(const PawlRequest& request) {
    return std::holds_alternative<machine::Query>(request.content);
  }
  static PawlNode boot(const Boot<Pawl>& boot, Choices& choices);
  static Standing standing(const PawlNode& node);
  static std::optional<Digest> settled(const PawlNode& node);
  static Digest fingerprint(const PawlNode& node);
  static Digest fingerprint(const Message& message);
  static Digest fingerprint(const DiskImage& folder);
  static std::span<const AimRule<Pawl>> aims();
  static std::string checker_model() { return "sequencer"; }
  static std::span<const OracleRule> rules() { return rules_of_pawl(); }
  static Message over_the_wire(HostId from, HostId to, const Message& message);

  static std::function<void(PawlSession&)> script(const ClientPlan& plan);
  /// Who asks after the faults, and at the end.
  static ClientPlan prober();
  static void probe(PawlSession& me);
  static void read_all(PawlSession& me);

  /// Judges the whole run and adds its figures; what could not be decided, and why.
  static std::string judge(const History& history, const Oracles& oracles, const Plan& plan,
                           Findings& findings, std::vector<Figure>& figures);

  /// Judges how well the clients were served, given the faults that happened and when they were over.
  static void judge_service(const History& history, const Oracles& oracles, const Plan& plan,
                            const std::vector<Occurrence>& faults, SimTime faults_ended, Findings& findings);

  // For those who listen to the trace: the words of the story, and what is told with them.
  static Vocabulary vocabulary();
  static std::uint64_t tell_sent(Trace& trace, SimTime at, HostId from, HostId to, const Message& message);
  static void tell_step(Trace& trace, SimTime at, HostId host, const PawlNode& node,
                        const Effects<Pawl>& effects);
  static std::string words_of(const Request& request);
  static std::string words_of(const Reply& reply);
  static std::vector<Story::Call> calls_of(const History& history);
};

}  // namespace pawl::sim
