// Goal: each bound objects one above its limit, and not at it. Method: a real leader of one, steps as a
// broken one would take them.

#include "sim/pawl/oracle/bounds.h"

#include <gtest/gtest.h>

#include "core/node/command.h"
#include "sim/choice/stream.h"
#include "sim/pawl/oracle/rules.h"

namespace pawl::sim {
namespace {

struct Rig {
  Rig() {
    options.raft.self = NodeId{1};
    options.raft.members.voters = {NodeId{1}};
    options.entry_requests_max = 2;
    options.entry_bytes_max = 300;
    options.waiting_count_max = 5;
    options.waiting_bytes_max = 1000;
    options.forwarded_ids_max = 7;
    options.raft.compaction_keep = 8;
    machine.emplace(options, node::Boot{}, Now{}, choices);
    status = machine->status();
    status.raft.role = raft::Role::Leader;
  }
  void show() {
    const Bounds bounds(options, findings);
    bounds.stepped({.node = NodeId{1},
                    .life = 1,
                    .machine = *machine,
                    .status = status,
                    .persist = persist ? &*persist : nullptr,
                    .events = events,
                    .replies = {}},
                   disk);
  }
  /// The leader writes an entry of so many requests on a name of so many bytes.
  void write(std::size_t requests, std::size_t name_bytes) {
    const machine::Request request{std::nullopt, machine::SequenceDelete{std::string(name_bytes, 'n')}};
    raft::Entry entry;
    entry.command =
        std::make_shared<const Command>(Command{{}, {}, std::vector<machine::Request>(requests, request)});
    persist.emplace();
    persist->log.append.push_back(entry);
    show();
  }
  std::string verdict() const { return findings.is_clean() ? "" : findings.violation()->oracle; }

  Findings findings;
  Stream choices{1, "core.1"};
  node::Options options;
  std::optional<node::Node> machine;
  node::Status status;
  std::optional<node::Persist> persist;
  std::vector<node::Event> events;
  DiskImage disk;
};

TEST(Bounds, WhoWaitsIsCounted) {
  Rig rig;
  rig.status.waiting_requests = 5;
  rig.status.waiting_bytes = 1000;
  rig.show();
  EXPECT_EQ(rig.verdict(), "");
  rig.status.waiting_requests = 10;
  rig.status.forwarded_waiting = 5;
  rig.show();
  EXPECT_EQ(rig.verdict(), "");
  rig.status.waiting_requests = 11;
  rig.show();
  EXPECT_EQ(rig.verdict(), oracle::kBounds);
  Rig heavy;
  heavy.status.waiting_bytes = 1001;
  heavy.show();
  EXPECT_EQ(heavy.verdict(), oracle::kBounds);
  Rig away;
  away.status.waiting_requests = 6;
  away.status.forwarded_waiting = 6;
  away.show();
  EXPECT_EQ(away.verdict(), oracle::kBounds);
}

TEST(Bounds, IdsOfForwardedRequestsAreForgotten) {
  Rig rig;
  rig.status.forwarded_ids = 7;
  rig.show();
  EXPECT_EQ(rig.verdict(), "");
  rig.status.forwarded_ids = 8;
  rig.show();
  EXPECT_EQ(rig.verdict(), oracle::kBounds);
}

TEST(Bounds, AnEntryHoldsSoManyRequestsAndBytes) {
  Rig rig;
  rig.write(2, 86);
  EXPECT_EQ(rig.verdict(), "");
  rig.write(1, 1000);
  EXPECT_EQ(rig.verdict(), "") << "a request alone may be of any size";
  rig.write(2, 87);
  EXPECT_EQ(rig.verdict(), oracle::kBounds);
  Rig many;
  many.write(3, 1);
  EXPECT_EQ(many.verdict(), oracle::kBounds);
}

TEST(Bounds, WhatNobodyNeedsIsDropped) {
  Rig rig;
  rig.status.raft.durable = LogIndex{100};
  node::Persist persist;
  persist.applied = LogIndex{10};
  rig.disk.apply(std::move(persist));
  rig.show();
  EXPECT_EQ(rig.verdict(), "");
  node::Persist more;
  more.applied = LogIndex{11};
  rig.disk.apply(std::move(more));
  rig.show();
  EXPECT_EQ(rig.verdict(), oracle::kBounds);
}

}  // namespace
}  // namespace pawl::sim
