#pragma once
// The replicated state as it leaves for the disk: one row a sequence, one a remembered request, one for the
// whole. Rows are written and read once at boot; memory is the authority (rule 2 in docs/ARCHITECTURE.md).

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/digest.h"
#include "core/base/time.h"
#include "core/machine/operation.h"

namespace pawl::machine {

/// A request that was answered and is remembered, in the order in which they were (`order` grows by one).
struct RememberedRequest {
  std::uint64_t order = 0;
  /// The name of the sequence the key was used on.
  std::string name;
  std::string key;
  /// What the request asked for, hashed: another request under the same key is an error.
  std::uint64_t fingerprint = 0;
  ClusterTime at{};
  Outcome answer;
  bool operator==(const RememberedRequest&) const = default;
};

/// What belongs to no single sequence.
struct MachineHead {
  std::uint64_t next_incarnation = 1;
  std::uint64_t next_order = 1;
  /// Keys that carry a time at or before this one and are not remembered are expired.
  WallTime keys_expired_to{INT64_MIN};
  bool operator==(const MachineHead&) const = default;
};

struct SequenceRowKey {
  std::string name;
  auto operator<=>(const SequenceRowKey&) const = default;
};
struct RequestRowKey {
  std::uint64_t order = 0;
  auto operator<=>(const RequestRowKey&) const = default;
};
struct HeadRowKey {
  auto operator<=>(const HeadRowKey&) const = default;
};

using RowKey = std::variant<SequenceRowKey, RequestRowKey, HeadRowKey>;
using Row = std::variant<Sequence, RememberedRequest, MachineHead>;

/// The row under `key` becomes `row`, or goes away.
struct RowChange {
  RowKey key;
  std::optional<Row> row;
};
using RowChanges = std::vector<RowChange>;

RowKey key_of(const Row& row);

/// The hash of one row, of which the digest of the state is the sum. The texts of errors are left out: they
/// decide nothing, and versions that word them differently still agree.
Digest digest_of(const Sequence& sequence);
Digest digest_of(const RememberedRequest& request);
Digest digest_of(const MachineHead& head);

}  // namespace pawl::machine
