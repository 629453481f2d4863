#pragma once
// The replicated state: sequences and the requests already answered. Every replica applies the same requests
// at the same index with the same times and so holds the same state; the running digest shows it. A value:
// copy, compare, print.

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/machine/operation.h"
#include "core/machine/row.h"

namespace pawl::machine {

/// How long and how many answered requests are remembered, whichever ends first. Part of the cluster's
/// contract: every node of a cluster has the same.
struct Retention {
  Duration time = seconds(24 * 3600);
  std::uint64_t count = 1'000'000;
  /// A key's own time may lie so far ahead of the leader's clock.
  Duration key_ahead_max = seconds(3600);
};

/// What the log entry says about the moment of application.
struct ApplyContext {
  LogIndex index;
  ClusterTime now;
  WallTime wall;
};

class StateMachine {
 public:
  explicit StateMachine(const Retention& retention);
  /// The state that the rows hold. The rows may come in any order.
  StateMachine(const Retention& retention, std::span<const Row> rows);

  /// Applies the requests of one entry in order and appends one outcome for each to `outcomes`. Every request
  /// is valid (validate). The rows that changed wait in take_row_changes.
  void apply(const ApplyContext& context, std::span<const Request> requests, std::vector<Outcome>& outcomes);

  Outcome query(const Query& query) const;

  /// The rows that changed since the last call, each once with its newest form, in the order of their keys.
  [[nodiscard]] RowChanges take_row_changes();

  /// Of all rows. Equal states have equal digests; the digest survives the way over rows and disk.
  Digest digest() const;

  std::uint64_t sequence_count() const;
  std::uint64_t remembered_count() const;
};

}  // namespace pawl::machine
