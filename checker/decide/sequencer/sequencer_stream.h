#pragma once
// The sequencer decided while its history is written: one pass in the order of events, memory in the
// operations in flight and the gaps still open. docs/CHECKING.md, "Streaming".
// Exact where all unknown allocations are of one size and there are no idempotency keys, creates and
// deletes; otherwise it says that the batch decision must be asked.

#include <map>
#include <optional>
#include <queue>
#include <set>
#include <vector>

#include "checker/decide/sequencer/sequencer.h"

namespace pawl::checker {

/// Feed it every event of one sequence in order; positions must grow from call to call.
/// Operations are named by the position of their start, in cores too.
class SequencerStream {
 public:
  /// Names an operation in flight; reused after its completion.
  using Ticket = std::uint32_t;

  /// `rules.life` must be Eternal.
  explicit SequencerStream(const SequencerRules& rules) : rules_(rules) {}

  /// An operation begins. `count` is the size of an allocation.
  Ticket begin(SequencerOp::Kind kind, Position start, std::int64_t count);
  /// An allocation was answered with the ordinals `first` to `last`.
  void allocated(Ticket ticket, Position end, std::int64_t first, std::int64_t last);
  /// A read was answered with the ordinal `seen`.
  void read(Ticket ticket, Position end, std::int64_t seen);
  /// The operation had no effect and never will.
  void failed(Ticket ticket);
  /// Nobody will learn the outcome.
  void lost(Ticket ticket);
  /// The history is over; what is in flight is lost. The answer of a linearizable history has no order.
  Decision finish();

  /// A violation, or the need for the batch decision, as soon as it is certain. Later calls change nothing.
  const std::optional<Decision>& decision() const { return decision_; }
  std::size_t open_gap_count() const { return gaps_.size(); }

 private:
  static constexpr Ticket kNone = 0xFFFFFFFF;

  /// An operation in flight, in a list by start.
  struct Flight {
    Position start = 0;
    std::int64_t count = 1;
    std::int64_t floor = 0;  ///< the highest ordinal that a completed operation had shown at the start
    Position floor_op = 0;   ///< who had shown it
    Ticket before = kNone;
    Ticket after = kNone;
    SequencerOp::Kind kind = SequencerOp::Kind::Allocate;
  };

  /// Ordinals that nobody known was given though somebody saw beyond. Pieces keep the deadline.
  struct Gap {
    mutable std::int64_t first = 0;
    std::int64_t last = 0;
    Position deadline = 0;
    Position witness = 0;          ///< the operation whose end is the deadline
    mutable bool is_free = false;  ///< lies before the history's beginning: needs no filling
    bool operator<(const Gap& other) const { return last < other.last; }
  };
  using Gaps = std::set<Gap>;

  void land(Ticket ticket);
  void raise(std::int64_t base, std::int64_t last, Position op, Position end);
  void take(const Flight& flight, std::int64_t first, std::int64_t last);
  void see(const Flight& flight, std::int64_t seen);
  void remember_range(std::int64_t first, std::int64_t last);
  void close_final_gaps();
  void conclude(Decision decision);
  std::int64_t value_of(std::int64_t ordinal) const { return rules_.grid.value_of(ordinal); }

  SequencerRules rules_;
  std::vector<Flight> flights_;
  std::vector<Ticket> free_;
  Ticket oldest_ = kNone;
  Ticket newest_ = kNone;
  std::int64_t highest_ = 0;  ///< the highest ordinal shown by a completed operation
  Position highest_op_ = kBeforeAll;
  bool is_begun_ = false;  ///< some operation completed
  Gaps gaps_;              ///< by ordinal; deadlines never fall
  std::map<std::int64_t, std::int64_t>
      ranges_;                 ///< allocations of several numbers that reads in flight may hit
  std::int64_t size_ = 0;      ///< of unknown allocations; 0: none yet
  std::int64_t eligible_ = 0;  ///< unknown allocations that every gap still open or to come may use
  std::priority_queue<Position, std::vector<Position>, std::greater<>> waiting_;  ///< starts of the others
  std::optional<Decision> decision_;
};

}  // namespace pawl::checker
