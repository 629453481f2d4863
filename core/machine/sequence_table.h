#pragma once
// All sequences by name, with the sum of their rows' hashes and the names whose rows have yet to leave. The
// StateMachine owns it and decides; the table keeps the books.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/digest.h"
#include "core/machine/operation.h"
#include "core/machine/row.h"

namespace pawl::machine {

class SequenceTable {
  struct Slot {
    Sequence sequence;
    /// Of the row as the sum holds it; meaningless while touched.
    Digest digest;
    /// Changed since the last settle(): the sum does not hold this row.
    bool is_touched = false;
    /// Its name stands in changed_.
    bool is_changed = false;
  };
  using Slots = std::map<std::string, Slot, std::less<>>;

 public:
  /// Where a sequence stands, or where none does. Valid until the sequence is erased.
  using Place = Slots::iterator;

  /// Adds a sequence that came back from the disk: its row need not leave again.
  void restore(Sequence sequence);

  Place find(std::string_view name) { return slots_.find(name); }
  bool holds(Place place) const { return place != slots_.end(); }
  const Sequence* find(std::string_view name) const;

  /// Adds a sequence; there is none of that name.
  Place create(Sequence sequence);
  /// One more change: `current` is the last value now handed out.
  void advance(Place place, std::int64_t current);
  void erase(Place place);

  /// Brings digest() up to date. Many changes of one sequence between two calls cost one hash.
  void settle();
  /// The sum over all sequences as they were at the last settle().
  Digest digest() const { return digest_; }

  /// Appends the rows that changed since the last call and were settled, by name.
  void take_changes(RowChanges& changes);

  Listed list(const SequenceList& list) const;
  std::uint64_t count() const { return slots_.size(); }
  void append_rows(std::vector<Row>& rows) const;

 private:
  void touch(Place place);

  Slots slots_;
  Digest digest_;
  /// Sequences touched since the last settle(). Empty whenever the table may be copied.
  std::vector<Place> touched_;
  /// Names whose rows changed since the last take_changes(), in no order; a name that was
  /// deleted may stand several times.
  std::vector<std::string> changed_;
};

}  // namespace pawl::machine
