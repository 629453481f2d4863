#include "sim/pawl/explore/story.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/base/overloaded.h"
#include "sim/pawl/explore/opening.h"
#include "sim/pawl/explore/raft_world.h"

namespace pawl::sim::explore {

namespace {

std::string text(raft::LogPosition at) { return fmt::format("{}@{}", at.index.value, at.term.value); }

std::string text(const raft::Message& message) {
  return std::visit(
      Overloaded{
          [](const raft::VoteRequest& it) {
            return fmt::format("{} request of term {}, last {}",
                               it.round == raft::Round::PreVote ? "pre-vote" : "vote", it.term.value,
                               text(it.last));
          },
          [](const raft::VoteReply& it) {
            return fmt::format("{} {} in term {}", it.round == raft::Round::PreVote ? "pre-vote" : "vote",
                               it.granted ? "granted" : "refused", it.term.value);
          },
          [](const raft::AppendRequest& it) {
            return fmt::format("append of term {} after {}, {} entries, commit {}", it.term.value,
                               text(it.previous), it.entries.size(), it.commit.value);
          },
          [](const raft::AppendReply& it) {
            return fmt::format("match {} in term {}", it.match.value, it.term.value);
          },
          [](const raft::AppendRefusal& it) {
            return fmt::format("refusal of {}, hint {}, term {}", text(it.refused), text(it.hint),
                               it.term.value);
          },
          [](const raft::CampaignNow& it) { return fmt::format("campaign-now of term {}", it.term.value); }},
      message);
}

/// One message that left, and when it arrives.
struct Sent {
  Number message = 0;
  NodeId from;
  NodeId to;
  /// Names of the shelves that it waits on, one for each time that it arrives.
  std::vector<std::string> shelves;
};

/// One step of a node, told raw.
struct Chapter {
  Moment moment;
  std::vector<Sent> sent;
  std::uint8_t synced = 0;
  /// How far the node's clock went.
  Duration passed;
  /// Where what arrives has waited.
  std::string shelf;
};

/// Walks the moments with nodes of their own.
class Retelling {
 public:
  Retelling(Universe& universe, const std::vector<Moment>& moments)
      : universe_(universe), opening_(opening_of(universe.bounds())) {
    for (const Moment& it : moments) tell(it);
  }

  const std::vector<Chapter>& chapters() const { return chapters_; }
  const Node& node(std::uint8_t name) const { return opening_.nodes[name - 1U]; }

 private:
  void tell(const Moment& moment) {
    Chapter chapter{.moment = moment, .sent = {}, .synced = 0, .passed = {}, .shelf = {}};
    if (moment.cause.act == Act::Deliver) chapter.shelf = take_off_shelf(moment.cause.argument);
    Node& node = opening_.nodes[moment.node - 1U];
    Input input{.act = moment.cause.act};
    if (input.act == Act::Deliver) input.envelope = &universe_.message(moment.cause.argument);
    if (input.act == Act::Propose) input.command = static_cast<std::uint8_t>(moment.cause.argument);
    const Instant before = node.now();
    node.step(input, universe_.bounds(), outcome_);
    chapter.passed = node.now() - before;
    chapter.synced = outcome_.synced;
    for (const Envelope& it : outcome_.sent)
      chapter.sent.push_back({universe_.number_of_message(it), it.from, it.to, {}});
    chapters_.push_back(std::move(chapter));
  }

  /// The newest message of this number that left goes onto a shelf, to be released now.
  std::string take_off_shelf(Number message) {
    for (auto chapter = chapters_.rbegin(); chapter != chapters_.rend(); ++chapter)
      for (Sent& it : chapter->sent) {
        if (it.message != message) continue;
        it.shelves.push_back(fmt::format("m{}", ++shelf_count_));
        return it.shelves.back();
      }
    return {};
  }

  Universe& universe_;
  Opening opening_;
  Outcome outcome_;
  std::vector<Chapter> chapters_;
  int shelf_count_ = 0;
};

std::string command_text(const Chapter& chapter) {
  const int node = chapter.moment.node;
  switch (chapter.moment.cause.act) {
    case Act::Deliver: return fmt::format("release {}\n", chapter.shelf);
    case Act::Sync: return fmt::format("persist {} count=1\n", node);
    case Act::Beat:
    case Act::Silence:
    case Act::GiveUp: return fmt::format("tick {}ms only={}\n", chapter.passed.ns / 1'000'000, node);
    case Act::Campaign: return fmt::format("campaign {}\n", node);
    case Act::Crash: return fmt::format("crash {}\nrestart {}\n", node, node);
    case Act::Propose: return fmt::format("propose {} v{} bytes=1\n", node, chapter.moment.cause.argument);
    case Act::Read: return fmt::format("read {}\n", node);
    case Act::Transfer: return fmt::format("transfer {}\n", node);
  }
  return {};
}

/// Whatever left is held until it arrives, or lost.
std::string network_text(const Chapter& chapter) {
  const bool are_all_lost = std::all_of(chapter.sent.begin(), chapter.sent.end(),
                                        [](const Sent& it) { return it.shelves.empty(); });
  if (chapter.sent.empty()) return {};
  if (are_all_lost) return "drop quiet\n";
  std::string commands;
  for (const Sent& it : chapter.sent) {
    const std::string which = fmt::format("from={} to={} count=1 quiet\n", it.from.value, it.to.value);
    for (std::size_t copy = 1; copy < it.shelves.size(); ++copy)
      commands += fmt::format("copy {} {}", it.shelves[copy], which);
    commands += it.shelves.empty() ? "drop " + which : fmt::format("hold {} {}", it.shelves.front(), which);
  }
  return commands;
}

/// A step that goes wrong leaves nothing to compare.
std::string difference_text(Universe& universe, const RaftWorld& world, const Retelling& retelling) {
  for (std::uint8_t name = 1; name <= world.node_count(); ++name)
    if (universe.number_of_node(retelling.node(name)) != world.node(name))
      return fmt::format(
          "# FAULT: node {} is not what the search took it for: the canonical form is wrong.\n", name);
  return {};
}

std::string cluster_text(const Bounds& bounds) {
  std::string nodes = "1";
  for (int node = 2; node <= bounds.nodes; ++node) nodes += fmt::format(",{}", node);
  std::string commands =
      fmt::format("disks slow\ncluster nodes={} election=1000000ms heartbeat=1ms jitter=255 append={}{}\n",
                  nodes, bounds.append_bytes_max, bounds.compacts ? " keep=0" : "");
  if (bounds.is_led)
    commands += "campaign 1 quiet\nstabilize quiet\ntick 1ms only=1 quiet\nstabilize quiet\n";
  return commands + "status\n----\n\n";
}

}  // namespace

std::string sentence(const Doing& doing, const Universe& universe) {
  const int node = doing.node;
  switch (doing.deed) {
    case Deed::Deliver:
    case Deed::DeliverAndKeep: {
      const Envelope& it = universe.message(doing.argument);
      return fmt::format("Node {} gets from {}: {}{}", node, it.from.value, text(it.message),
                         doing.deed == Deed::Deliver ? "" : " (a copy stays under way)");
    }
    case Deed::Sync: return fmt::format("Node {}'s oldest write becomes durable", node);
    case Deed::Beat: return fmt::format("Node {} sends heartbeats", node);
    case Deed::Silence: return fmt::format("Node {} hears nobody for an election timeout", node);
    case Deed::Campaign: return fmt::format("Node {}'s election timer fires", node);
    case Deed::Crash:
      return fmt::format("Node {} crashes, forgets what is not durable, and starts again", node);
    case Deed::Propose: return fmt::format("A client proposes at node {}", node);
    case Deed::Read: return fmt::format("A client reads at node {}", node);
    case Deed::Transfer: return fmt::format("Node {} is to hand leadership over", node);
    case Deed::GiveUp: return fmt::format("The time for node {}'s hand-over is up", node);
    case Deed::Rehearse:
      return fmt::format("Node {}'s election timer fires, and node {}, which hears nobody either, answers",
                         node, doing.argument);
  }
  return {};
}

std::string story_of(Universe& universe, const std::vector<Action>& way, const std::string& why) {
  std::vector<Moment> moments;
  std::vector<std::pair<std::size_t, std::string>> sentences;
  RaftWorld world(universe);
  universe.journal = &moments;
  for (const Action action : way) {
    sentences.emplace_back(moments.size(), world.describe(action));
    world.apply(action);
  }
  universe.journal = nullptr;
  const Retelling retelling(universe, moments);

  std::string story = fmt::format("# Found by pawl-sim explore {}: {}\n\n", universe.bounds().name, why);
  story += cluster_text(universe.bounds());
  auto next = sentences.begin();
  const std::vector<Chapter>& chapters = retelling.chapters();
  for (std::size_t place = 0; place < chapters.size(); ++place) {
    if (next != sentences.end() && next->first == place) story += fmt::format("# {}.\n", (next++)->second);
    story += command_text(chapters[place]);
    for (int sync = 0; sync < chapters[place].synced; ++sync)
      story += fmt::format("persist {} count=1\n", chapters[place].moment.node);
    story += network_text(chapters[place]);
    const bool ends_here =
        place + 1 == chapters.size() || (next != sentences.end() && next->first == place + 1);
    if (ends_here) story += "----\n\n";
  }
  if (why.empty()) story += difference_text(universe, world, retelling);
  return story + "# The end.\nstatus\nlog\n----\n";
}

}  // namespace pawl::sim::explore
