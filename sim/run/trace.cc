#include "sim/run/trace.h"

#include <fmt/format.h>

#include "sim/run/render.h"

namespace pawl::sim {

void Trace::stepped(SimTime at, NodeId node, const node::Status& status, const node::Effects& effects) {
  hash_.add(status.digest.low);
  hash_.add(status.digest.high);
  hash_.add(status.raft.term.value << 8U | static_cast<std::uint64_t>(status.raft.role));
  hash_.add(status.raft.last.value << 32U | status.raft.commit.value);
  hash_.add(effects.send.size() << 32U | effects.reply.size());
  if (!sink_) return;
  for (const node::Event& event : effects.events) say(at, node, to_text(event));
  if (effects.persist) say(at, node, "writes " + to_text(*effects.persist));
}

void Trace::say(SimTime at, NodeId node, const std::string& text) {
  const std::string who = node == kNobody ? std::string("--") : fmt::format("n{}", node.value);
  sink_(fmt::format("{:>5}.{:06} {} {}", at.ns / 1'000'000'000, at.ns / 1000 % 1'000'000, who, text));
}

}  // namespace pawl::sim
