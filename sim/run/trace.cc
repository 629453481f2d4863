#include "sim/run/trace.h"

#include <fmt/format.h>

#include <utility>

#include "sim/pawl/render.h"
#include "sim/pawl/tell.h"

namespace pawl::sim {
namespace {

HostNumber number(NodeId node) { return static_cast<HostNumber>(node.value); }

}  // namespace

void Trace::started(SimTime at, NodeId node, std::uint64_t life) {
  if (story_ != nullptr) story_->started(at, number(node));
  tell(at, node, [&] { return fmt::format("starts (life {})", life); });
}

void Trace::died(SimTime at, NodeId node, Story::WritesAtDeath writes) {
  hash_.add(writes.lost);
  if (story_ != nullptr) story_->died(at, number(node), writes);
  tell(at, node, [&] { return fmt::format("DIES; {} writes are lost", writes.lost); });
}

void Trace::stepped(SimTime at, NodeId node, const node::Node& machine, const node::Status& status,
                    const node::Effects& effects) {
  hash_.add(status.digest.low);
  hash_.add(status.digest.high);
  hash_.add(status.raft.term.value << 8U | static_cast<std::uint64_t>(status.raft.role));
  hash_.add(status.raft.last.value << 32U | status.raft.commit.value);
  hash_.add(effects.send.size() << 32U | effects.reply.size());
  if (!is_told()) return;
  if (story_ != nullptr) {
    const LogPart log = story_->wants_log(number(node)) ? LogPart::Whole : LogPart::IfChanged;
    story_->stepped(at, number(node), events_, tell_step(machine, status, effects, log));
  }
  for (const node::Event& event : effects.events) say(at, node, to_text(event));
  if (effects.persist) write_line(at, node, "writes " + to_text(*effects.persist));
}

void Trace::became_durable(SimTime at, NodeId node, PersistSeq seq) {
  if (story_ != nullptr) story_->became_durable(at, number(node), seq.value);
}

std::uint64_t Trace::sent(SimTime at, NodeId from, NodeId to,
                          const std::vector<node::PeerMessage>& messages) {
  if (sink_) {
    for (const node::PeerMessage& message : messages)
      write_line(at, from, fmt::format("-> n{}: {}", to.value, to_text(message)));
  }
  return story_ == nullptr ? 0 : story_->sent(at, number(from), number(to), tell_flight(messages));
}

void Trace::arrived(SimTime at, NodeId to, NodeId from, std::uint64_t flight) {
  if (story_ != nullptr) story_->arrived(at, flight);
  if (sink_) write_line(at, to, fmt::format("<- n{}", from.value));
}

void Trace::lost(SimTime at, std::uint64_t flight) {
  if (story_ != nullptr) story_->lost(at, flight);
}

std::uint64_t Trace::asked(SimTime at, const Between& between, const node::Ask& ask) {
  if (!is_told()) return 0;
  std::string text = to_text(ask);
  write_line(at, kNobody, fmt::format("client {} -> n{}: {}", between.client, between.node.value, text));
  if (story_ == nullptr) return 0;
  return story_->asked(at, static_cast<std::int64_t>(between.call), number(between.node), std::move(text));
}

std::uint64_t Trace::answered(SimTime at, const Between& between, const machine::Outcome& outcome) {
  if (!is_told()) return 0;
  std::string text = to_text(outcome);
  write_line(at, between.node, fmt::format("-> client {}: {}", between.client, text));
  if (story_ == nullptr) return 0;
  return story_->answered(at, number(between.node), static_cast<std::int64_t>(between.call), std::move(text));
}

void Trace::fault_began(SimTime at, std::uint64_t fault, NodeId node, std::string_view name, Duration lasts) {
  if (story_ != nullptr) story_->fault_began(at, fault, number(node), name);
  if (sink_) write_line(at, node, fmt::format("FAULT {} for {} ms", name, lasts.ns / 1'000'000));
}

void Trace::fault_ended(SimTime at, std::uint64_t fault, NodeId node, std::string_view name) {
  if (story_ != nullptr) story_->fault_ended(at, fault);
  if (sink_) write_line(at, node, fmt::format("fault {} ends", name));
}

void Trace::say(SimTime at, NodeId node, std::string text) {
  if (sink_) write_line(at, node, text);
  if (story_ != nullptr) story_->happened(at, number(node), std::move(text));
}

void Trace::write_line(SimTime at, NodeId node, const std::string& text) {
  if (!sink_) return;
  const std::string who = node == kNobody ? std::string("--") : fmt::format("n{}", node.value);
  sink_(fmt::format("{:>5}.{:06} {} {}", at.ns / 1'000'000'000, at.ns / 1000 % 1'000'000, who, text));
}

}  // namespace pawl::sim
