#include "sim/pawl/explore/canonical.h"

#include <algorithm>
#include <utility>

#include "core/base/overloaded.h"

namespace pawl::sim::explore {

namespace {

class Form {
 public:
  Form(const Names& names, const Bounds& bounds) : names_(names), bounds_(bounds) {}

  Digest finish() const { return hasher_.finish(); }

  Form& add(std::uint64_t number) {
    hasher_.add(number);
    return *this;
  }
  template <class Tag>
  Form& add(StrongId<Tag> number) {
    return add(number.value);
  }
  Form& add(NodeId node) { return add(std::uint64_t{names_[node.value]}); }
  Form& add(raft::HardState hard) { return add(hard.term).add(hard.voted_for); }
  Form& add(raft::LogPosition at) { return add(at.term).add(at.index); }
  Form& add(std::span<const raft::Entry> entries) {
    add(entries.size());
    for (const raft::Entry& it : entries) add(it.term.value << 8U | number_of(it));
    return *this;
  }
  /// Everywhere and applied durably decide only what is compacted.
  Form& add_compaction(LogIndex index) { return add(bounds_.compacts ? index : LogIndex{}); }

  Form& add(const raft::Message& message) {
    add(message.index()).add(raft::term_of(message));
    std::visit([&](const auto& it) { add_fields(it); }, message);
    return *this;
  }

 private:
  void add_fields(const raft::VoteRequest& it) {
    add(std::uint64_t(it.round)).add(std::uint64_t(it.urgency)).add(it.last);
  }
  void add_fields(const raft::VoteReply& it) { add(std::uint64_t(it.round)).add(std::uint64_t{it.granted}); }
  void add_fields(const raft::AppendRequest& it) {
    add(it.previous).add(std::span(it.entries)).add(it.commit).add(it.read).add_compaction(it.everywhere);
  }
  void add_fields(const raft::AppendReply& it) { add(it.match).add(it.read); }
  void add_fields(const raft::AppendRefusal& it) { add(it.refused).add(it.hint).add(it.read); }
  void add_fields(const raft::CampaignNow&) {}

  const Names& names_;
  const Bounds& bounds_;
  Hasher hasher_;
};

/// The place of write `seq` among those that wait for the disk, from 1; 0 if it is durable.
std::uint64_t place_of(const Node& node, PersistSeq seq) {
  std::uint64_t place = 0;
  for (const Disk::Pending& it : node.disk().pending)
    if (it.seq <= seq) ++place;
  return place;
}

/// Other nodes in the order of their new names.
template <class Visit>
void each_by_name(const Names& names, const Bounds& bounds, const Visit& visit) {
  for (std::uint8_t name = 1; name <= bounds.nodes; ++name)
    visit(
        NodeId{static_cast<std::uint64_t>(std::find(names.begin() + 1, names.end(), name) - names.begin())});
}

void add_ballots(Form& form, const raft::Ballots& ballots, const Names& names, const Bounds& bounds) {
  each_by_name(names, bounds, [&](NodeId voter) { form.add(std::uint64_t(ballots.of(voter))); });
}

/// Of the times of a leader only the order matters, and only where it may hand over: whom it heard last, and
/// whether a quorum was heard since it began. At rest no heartbeat is due.
void add_times(Form& form, const Node& node, const raft::Leader& leader, const Names& names,
               const Bounds& bounds) {
  if (bounds.transfers == 0) return;
  std::vector<Instant> moments{node.now()};
  for (const raft::Progress& it : leader.followers) moments.push_back(it.heard_at);
  if (leader.transfer)
    moments.push_back({leader.transfer->deadline.ns - node.raft().options().election_timeout.ns});
  std::sort(moments.begin(), moments.end());
  moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
  const auto rank = [&](Instant at) {
    return static_cast<std::uint64_t>(std::lower_bound(moments.begin(), moments.end(), at) - moments.begin());
  };
  form.add(rank(node.now()));
  each_by_name(names, bounds, [&](NodeId other) {
    if (const raft::Progress* it = leader.find(other)) form.add(rank(it->heard_at));
  });
  if (leader.transfer)
    form.add(rank({leader.transfer->deadline.ns - node.raft().options().election_timeout.ns}));
}

void add_role(Form& form, const Node& node, const raft::Leader& leader, const Names& names,
              const Bounds& bounds) {
  form.add(leader.no_op);
  each_by_name(names, bounds, [&](NodeId other) {
    const raft::Progress* it = leader.find(other);
    if (it == nullptr) return;
    form.add(std::uint64_t(it->mode())).add(it->match()).add(it->next());
    form.add(std::uint64_t{it->request_due}).add(it->read_sent).add(it->read_acked);
    form.add(std::uint64_t{it->is_behind_log});
    // Only where something is compacted can a refusal look like the loss of a log.
    if (bounds.compacts) {
      const raft::Progress::Unproven unproven = it->unproven().value_or(raft::Progress::Unproven{});
      form.add(std::uint64_t{it->unproven().has_value()}).add(unproven.newest).add(unproven.base);
    }
    form.add(std::uint64_t{it->unproven().has_value()});
    if (it->unproven()) form.add(it->unproven()->newest).add(it->unproven()->base);
  });
  form.add(leader.reads.newest()).add(leader.reads.waiting().size());
  for (const auto& it : leader.reads.waiting()) form.add(it.seq).add(it.index);
  form.add(std::uint64_t{leader.transfer.has_value()});
  if (leader.transfer) form.add(leader.transfer->target).add(std::uint64_t{leader.transfer->told});
  add_times(form, node, leader, names, bounds);
}

void add_role(Form& form, const Node& node, const raft::Follower& follower) {
  form.add(follower.leader).add(follower.matched).add(follower.acknowledged).add(follower.read);
  form.add(std::uint64_t{follower.owes_reply});
  if (follower.leader == kNobody) return;
  const raft::Options& options = node.raft().options();
  const bool is_silent = node.now() >= follower.heard_at + options.election_timeout;
  const bool is_overdue = node.now() >= follower.answered_at + options.heartbeat_interval;
  form.add(std::uint64_t{is_silent}).add(std::uint64_t{is_overdue});
}

void add_log(Form& form, const Node& node, const raft::Log& log) {
  form.add(log.base()).add(log.range(log.base().index.next(), log.last_index())).add(log.durable());
  form.add(log.marks().size());
  for (const raft::Log::Mark& it : log.marks()) form.add(place_of(node, it.seq)).add(it.last);
}

void add_disk(Form& form, const Disk& disk, bool has_applied) {
  form.add(disk.hard).add(disk.base).add(std::span(disk.log));
  form.add(has_applied ? disk.applied : LogIndex{}).add(disk.pending.size());
  for (const Disk::Pending& it : disk.pending) {
    form.add(it.write.hard.value_or(raft::HardState{}));
    form.add(it.write.truncate_from.value_or(LogIndex{})).add(std::span(it.write.append));
    form.add(it.write.compact_to.value_or(raft::LogPosition{}));
    form.add(has_applied ? it.applied : LogIndex{});
  }
}

}  // namespace

std::vector<Names> all_names(const Bounds& bounds) {
  Names names{};
  for (std::uint8_t node = 1; node <= bounds.nodes; ++node) names[node] = node;
  std::vector<Names> all{names};
  // A hand-over goes to the lowest of equals, so there names are more than names.
  if (bounds.nodes > 3 || bounds.transfers > 0) return all;
  while (std::next_permutation(names.begin() + 1, names.begin() + 1 + bounds.nodes)) all.push_back(names);
  return all;
}

Digest canonical(const Node& node, const Names& names, const Bounds& bounds) {
  Form form(names, bounds);
  const raft::View view = node.raft().view();
  form.add(node.raft().options().self).add(view.hard).add(place_of(node, view.hard_seq));
  form.add(view.commit).add_compaction(view.applied_durably).add_compaction(view.everywhere);
  form.add(node.applied());
  add_log(form, node, *view.log);
  form.add(view.role->index());
  std::visit(Overloaded{[&](const raft::Leader& it) { add_role(form, node, it, names, bounds); },
                        [&](const raft::Follower& it) { add_role(form, node, it); },
                        [&](const auto& it) { add_ballots(form, it.ballots, names, bounds); }},
             *view.role);
  // Messages to different nodes leave in an order that nobody can see.
  Digest waiting;
  for (const raft::Addressed& it : view.outbox)
    waiting = waiting.plus(Form(names, bounds).add(it.to).add(it.message).finish());
  form.add(waiting.high).add(waiting.low);
  add_disk(form, node.disk(), bounds.crashes > 0 || bounds.compacts);
  return form.finish();
}

Digest canonical(const Envelope& envelope, const Names& names, const Bounds& bounds) {
  return Form(names, bounds).add(envelope.from).add(envelope.to).add(envelope.message).finish();
}

}  // namespace pawl::sim::explore
