#pragma once
// The requests under idempotency keys that were answered and are remembered: a repetition gets the identical
// answer, never a second effect. Records stand in the order of their answers and leave from the front only.
//
//   forgotten: orders below first_order |  remembered  | next_order ...
//
// What was forgotten is still known as far as keys tell their time: no key up to keys_expired_to is new.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string_view>

#include "core/base/digest.h"
#include "core/machine/apply_context.h"
#include "core/machine/operation.h"
#include "core/machine/retention.h"
#include "core/machine/row.h"

namespace pawl::machine {

class AnsweredRequests {
 public:
  /// `head` and `records` as they were; no record is missing, and each may stand anywhere.
  AnsweredRequests(const Retention& retention, const MachineHead& head,
                   std::deque<RememberedRequest> records);

  /// Forgets records whose time is over, at most `count_max` of them, so that no single entry of the log pays
  /// for a whole day. A record that stays a little longer does no harm.
  void forget_due(ClusterTime now, std::uint64_t count_max);

  /// By what a record is found. Keys that carry their time stand in its order, so that the new ones are near
  /// each other in memory.
  struct Identity {
    WallTime time;
    Digest hash;
    auto operator<=>(const Identity&) const = default;
  };
  /// A request under a key, with what is read out of the key once for all who ask. The texts must outlive it.
  struct Asked {
    Asked(std::string_view sequence, std::string_view idempotency_key, std::uint64_t print);
    std::string_view name;
    std::string_view key;
    std::uint64_t fingerprint;
    /// None: a free-form key.
    std::optional<WallTime> time;
    Identity identity;
  };

  /// How to answer a request without applying it: the answer of the same request before, or why its key
  /// cannot be used. None: it is new; apply it and remember() its answer.
  std::optional<Outcome> recognise(const ApplyContext& context, const Asked& asked) const;

  /// Remembers the answer to a request that recognise() found new at the same context. Forgets the oldest
  /// record where there is no more room.
  void remember(const ApplyContext& context, const Asked& asked, const Outcome& answer);

  std::uint64_t next_order() const { return next_order_; }
  WallTime keys_expired_to() const { return keys_expired_to_; }
  std::uint64_t count() const { return records_.size(); }
  /// The sum over all records.
  Digest digest() const { return digest_; }

  /// Appends the rows that changed since the last call, by order.
  void take_changes(RowChanges& changes);
  void append_rows(std::vector<Row>& rows) const;

 private:
  std::uint64_t first_order() const { return next_order_ - records_.size(); }
  const RememberedRequest* find(const Asked& asked) const;
  bool is_due(const RememberedRequest& record, ClusterTime now) const;
  bool has_room(ClusterTime now) const;
  void enter(const RememberedRequest& record, const Identity& identity);
  void forget_oldest();

  Retention retention_;
  std::deque<RememberedRequest> records_;
  /// From identity to the order of the record. Equal hashes of different keys do no harm: the record itself
  /// decides.
  std::multimap<Identity, std::uint64_t> orders_;
  std::uint64_t next_order_ = 1;
  WallTime keys_expired_to_{INT64_MIN};
  Digest digest_;
  /// The rows on the way to the disk are those of [saved_first_, saved_next_).
  std::uint64_t saved_first_ = 1;
  std::uint64_t saved_next_ = 1;
};

}  // namespace pawl::machine
