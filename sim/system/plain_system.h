#pragma once
// What most systems would say alike. A system S that derives from PlainSystem<S> is left with what is its
// own:
//
//   Node, Message, Write, Image, Request, Reply                      (sim/system/system.h tells what they
//   are) boot, standing, settled, fingerprint                             of a node scripts, probe, read_all
//   what clients do judge                                                            of the whole run
//   vocabulary, words_of, told                                       how it speaks of itself
//
// and takes from here what it does not say anew.

#include <fmt/format.h>

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sim/client/plain_history.h"
#include "sim/client/plain_session.h"
#include "sim/oracle/findings.h"
#include "sim/run/trace.h"
#include "sim/scenario/plain_plan.h"
#include "sim/system/system.h"

namespace pawl::sim {

/// A story that a client lives, by the name that scenarios call it.
template <class S>
struct PlainScript {
  std::string_view name;
  void (*run)(PlainSession<S>& me) = nullptr;
};

/// Sees everything and objects to nothing; a system's own oracles derive from it and hide what they look at.
template <class S>
class PlainOracles {
 public:
  PlainOracles(const typename S::Plan&, Findings& findings) : findings_(&findings) {}

  void booted(HostId, std::uint64_t /*life*/, const typename S::Node&, const typename S::Image&) {}
  void stepped(const StepSeen<S>&) {}
  void leaving(HostId, const Send<S>&, const typename S::Image&) {}
  void became_durable(HostId, std::uint64_t /*number*/) {}
  void died(HostId) {}
  void asked(HostId, RequestId, const typename S::Request&) {}
  void answered(HostId, const Answer<S>&) {}

 protected:
  Findings& findings() { return *findings_; }

 private:
  Findings* findings_;
};

template <class S>
struct PlainSystem {
  using Plan = PlainPlan;
  using ClientPlan = PlainClientPlan;
  using Session = PlainSession<S>;
  using History = PlainHistory<S>;
  using Oracles = PlainOracles<S>;

  static std::span<const AimRule<S>> aims() { return {}; }
  static std::span<const PlainKnob> knobs() { return {}; }
  static std::span<const OracleRule> rules() { return {}; }

  static std::function<void(Session&)> script(const ClientPlan& plan) {
    return S::scripts()[plan.script].run;
  }
  static ClientPlan prober() { return {}; }

  /// Templates, because S's types are not there yet where it derives from this.
  template <class Message>
  static std::uint64_t tell_sent(Trace& trace, SimTime at, HostId from, HostId to, const Message& message) {
    if (trace.has_lines()) trace.line(at, from, fmt::format("-> n{}: {}", to.value, S::words_of(message)));
    if (trace.story() == nullptr) return 0;
    return trace.story()->sent(at, number_of(from), number_of(to),
                               {.kind = S::kind_of(message), .places = {}, .text = S::words_of(message)});
  }
  template <class Node>
  static void tell_step(Trace& trace, SimTime at, HostId host, const Node& node, const Effects<S>& effects) {
    if (effects.write && trace.has_lines())
      trace.line(at, host, "writes " + S::words_of(effects.write->content));
    if (trace.story() == nullptr) return;
    StepTold told = S::told(node);
    if (effects.write)
      told.write = WriteTold{
          .number = effects.write->number, .places = {}, .text = S::words_of(effects.write->content)};
    trace.story()->stepped(at, number_of(host), trace.events(), std::move(told));
  }
  /// The place of its words among the vocabulary's kinds: of a variant, that of its type.
  template <class... Types>
  static std::uint8_t kind_of(const std::variant<Types...>& message) {
    return static_cast<std::uint8_t>(message.index());
  }
  static std::vector<Story::Call> calls_of(const History& history) { return history.told(); }
};

}  // namespace pawl::sim
