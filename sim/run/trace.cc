#include "sim/run/trace.h"

#include <fmt/format.h>

#include <utility>

#include "sim/pawl/render.h"

namespace pawl::sim {

void Trace::started(SimTime at, NodeId node, std::uint64_t life) {
  if (story_ != nullptr) story_->started(at, node);
  tell(at, node, [&] { return fmt::format("starts (life {})", life); });
}

void Trace::died(SimTime at, NodeId node, std::uint64_t lost_writes) {
  hash_.add(lost_writes);
  if (story_ != nullptr) story_->died(at, node, lost_writes);
  tell(at, node, [&] { return fmt::format("DIES; {} writes are lost", lost_writes); });
}

void Trace::stepped(SimTime at, NodeId node, const node::Status& status, const node::Effects& effects) {
  hash_.add(status.digest.low);
  hash_.add(status.digest.high);
  hash_.add(status.raft.term.value << 8U | static_cast<std::uint64_t>(status.raft.role));
  hash_.add(status.raft.last.value << 32U | status.raft.commit.value);
  hash_.add(effects.send.size() << 32U | effects.reply.size());
  if (!is_told()) return;
  if (story_ != nullptr) story_->stepped(at, node, status, effects);
  for (const node::Event& event : effects.events) say(at, node, to_text(event));
  if (effects.persist) write_line(at, node, "writes " + to_text(*effects.persist));
}

void Trace::became_durable(SimTime at, NodeId node, PersistSeq seq) {
  if (story_ != nullptr) story_->became_durable(at, node, seq);
}

std::uint64_t Trace::sent(SimTime at, NodeId from, NodeId to,
                          const std::vector<node::PeerMessage>& messages) {
  if (sink_) {
    for (const node::PeerMessage& message : messages)
      write_line(at, from, fmt::format("-> n{}: {}", to.value, to_text(message)));
  }
  return story_ == nullptr ? 0 : story_->sent(at, from, to, messages);
}

void Trace::arrived(SimTime at, NodeId to, NodeId from, std::uint64_t flight) {
  if (story_ != nullptr) story_->arrived(at, flight);
  if (sink_) write_line(at, to, fmt::format("<- n{}", from.value));
}

void Trace::lost(SimTime at, std::uint64_t flight) {
  if (story_ != nullptr) story_->lost(at, flight);
}

void Trace::fault_began(SimTime at, std::uint64_t fault, NodeId node, std::string_view name, Duration lasts) {
  if (story_ != nullptr) story_->fault_began(at, fault, node, name);
  tell(at, node, [&] { return fmt::format("FAULT {} for {} ms", name, lasts.ns / 1'000'000); });
}

void Trace::fault_ended(SimTime at, std::uint64_t fault, NodeId node, std::string_view name) {
  if (story_ != nullptr) story_->fault_ended(at, fault);
  tell(at, node, [&] { return fmt::format("fault {} ends", name); });
}

void Trace::say(SimTime at, NodeId node, std::string text) {
  if (sink_) write_line(at, node, text);
  if (story_ != nullptr) story_->happened(at, node, std::move(text));
}

void Trace::write_line(SimTime at, NodeId node, const std::string& text) {
  if (!sink_) return;
  const std::string who = node == kNobody ? std::string("--") : fmt::format("n{}", node.value);
  sink_(fmt::format("{:>5}.{:06} {} {}", at.ns / 1'000'000'000, at.ns / 1000 % 1'000'000, who, text));
}

}  // namespace pawl::sim
