#pragma once
// Judges after every step that what a node keeps, and what it has under way, stays within its options: who
// waits, what an entry holds, the bytes under way to each follower, the entries that could be dropped, and
// what is remembered of keys and of forwarded requests. Amounts are counted anew from what can be seen, not
// taken from the node's own counters, wherever that is possible.

#include <cstdint>
#include <string_view>

#include "core/node/node.h"
#include "sim/oracle/findings.h"
#include "sim/pawl/disk_image.h"
#include "sim/pawl/oracle/step_seen.h"

namespace pawl::sim {

class Bounds {
 public:
  /// `options` are those of every node.
  Bounds(const node::Options& options, Findings& findings) : options_(options), findings_(&findings) {}

  /// `disk` is the durable image of the node that took the step.
  void stepped(const NodeStep& step, const DiskImage& disk) const;

 private:
  void check_memory(const NodeStep& step) const;
  void check_entries(const NodeStep& step) const;
  void check_under_way(const NodeStep& step) const;
  void check_log(const NodeStep& step, const DiskImage& disk) const;
  /// Objects if there is more of `what` than `most`.
  void at_most(const NodeStep& step, std::string_view what, std::uint64_t is, std::uint64_t most) const;

  node::Options options_;
  Findings* findings_;
};

}  // namespace pawl::sim
