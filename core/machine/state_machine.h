#pragma once
// The replicated state: sequences and the requests already answered. Every replica applies the same requests
// at the same index with the same times and so holds the same state; the running digest shows it. A value:
// copy, compare, print.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/digest.h"
#include "core/machine/answered_requests.h"
#include "core/machine/apply_context.h"
#include "core/machine/operation.h"
#include "core/machine/retention.h"
#include "core/machine/row.h"
#include "core/machine/sequence_table.h"
#include "core/machine/stored_state.h"

namespace pawl::machine {

class StateMachine {
 public:
  explicit StateMachine(const Retention& retention);
  /// The state that was stored.
  StateMachine(const Retention& retention, StoredState stored);

  /// Applies the requests of one entry in order and appends one outcome for each to `outcomes`. Every request
  /// is valid (validate). The rows that changed wait in take_row_changes.
  void apply(const ApplyContext& context, std::span<const Request> requests, std::vector<Outcome>& outcomes);

  /// Answers a valid query; changes nothing.
  Outcome query(const Query& query) const;

  /// The rows that changed since the last call, each once with its newest form, in the order of their keys.
  [[nodiscard]] RowChanges take_row_changes();

  /// Of all rows. Equal states have equal digests; the digest survives the way over rows and disk.
  Digest digest() const;

  /// Every row, in the order of their keys: from them the same state can be built.
  std::vector<Row> rows() const;
  MachineHead head() const;

  std::uint64_t sequence_count() const { return sequences_.count(); }
  std::uint64_t remembered_count() const { return answered_.count(); }

 private:
  Outcome apply_one(const ApplyContext& context, const Request& request);
  Outcome change(const Operation& operation);
  Outcome create(const SequenceCreate& create);
  Outcome reserve(const SequenceReserve& reserve);
  Outcome remove(const SequenceDelete& remove);
  SequenceTable::Place begin_sequence(const std::string& name, const SequenceParameters& parameters);

  SequenceTable sequences_;
  AnsweredRequests answered_;
  std::uint64_t next_incarnation_ = 1;
  /// The head as its row left last.
  MachineHead saved_head_;
};

}  // namespace pawl::machine
