#pragma once
// The elements of a queue, a stack or a bag: who put each of them in, who took it out, and when it must have
// been there. docs/CHECKING.md, "Queues, stacks, bags".

#include <expected>
#include <limits>
#include <span>
#include <vector>

#include "checker/decide/queues/queue_op.h"

namespace pawl::checker {

inline constexpr OpIndex kNobody = std::numeric_limits<OpIndex>::max();

/// An element that came once, and when it may have come and gone: it comes before it goes.
struct Element {
  OpIndex put = kNobody;
  OpIndex take = kNobody;  ///< kNobody: it stays
  Position put_start = 0;
  Position put_end = kNoEnd;     ///< not behind take_end
  Position take_start = kNoEnd;  ///< not before put_start
  Position take_end = kNoEnd;

  /// Whatever the order, it is there from put_end to take_start.
  bool is_surely_there() const { return put_end < take_start; }
};

/// The element put by `put` and taken by `take`.
Element make_element(std::span<const QueueOp> ops, OpIndex put, OpIndex take);

/// Who does what.
struct Traffic {
  std::vector<OpIndex> puts;      ///< by element, then start
  std::vector<OpIndex> takes;     ///< of known outcome; by element, then end
  std::vector<OpIndex> takers;    ///< of unknown outcome, by start
  std::vector<OpIndex> nothings;  ///< found nothing; by start
};

Traffic traffic_of(std::span<const QueueOp> ops);

/// All elements of a history in which no element that was taken can have been put twice.
struct PairedElements {
  std::vector<Element> taken;  ///< by number
  /// Put with known outcome, and nobody says that it took them; by put_end. What was put with unknown outcome
  /// and is taken by nobody need never have come.
  std::vector<Element> left;
  /// Some element may have been put by one or another, none of which anybody knows of. To free the other puts
  /// of it is to free it, so cores must be looked for.
  bool has_rivals = false;
};

/// A violation where an element was taken more often than it can have been put by then; undecided where one
/// that was taken may have been put twice.
std::expected<PairedElements, Decision> elements_of(std::span<const QueueOp> ops, const Traffic& traffic,
                                                    const QueueRules& rules);

/// The violation alone, if there is one. Elements may come any number of times.
std::optional<Decision> taken_too_often(std::span<const QueueOp> ops, const Traffic& traffic,
                                        const QueueRules& rules);

/// Calls `look(puts, takes)` for every element that anybody puts or takes, in order of their numbers.
template <typename Look>
void for_each_element(std::span<const QueueOp> ops, const Traffic& traffic, const Look& look) {
  const std::span<const OpIndex> puts(traffic.puts);
  const std::span<const OpIndex> takes(traffic.takes);
  std::size_t put = 0;
  std::size_t take = 0;
  const auto end_of_run = [&](std::span<const OpIndex> of, std::size_t from, std::uint32_t element) {
    while (from < of.size() && ops[of[from]].element == element) ++from;
    return from;
  };
  while (put < puts.size() || take < takes.size()) {
    const std::uint32_t element = put == puts.size() ? ops[takes[take]].element
                                  : take == takes.size()
                                      ? ops[puts[put]].element
                                      : std::min(ops[puts[put]].element, ops[takes[take]].element);
    const std::size_t puts_end = end_of_run(puts, put, element);
    const std::size_t takes_end = end_of_run(takes, take, element);
    look(puts.subspan(put, puts_end - put), takes.subspan(take, takes_end - take));
    put = puts_end;
    take = takes_end;
  }
}

/// A core, known to be minimal, of a contradiction up to the last end in it.
Decision minimal_violation(std::span<const QueueOp> ops, Finding finding, std::string reason,
                           std::vector<OpIndex> core);

/// The same of one up to `until`, of elements in `core` that nobody took: everybody who began by then and is
/// known to have taken something else, or nothing, is needed as well, or could have taken them.
Decision left_violation(std::span<const QueueOp> ops, Finding finding, std::string reason,
                        std::vector<OpIndex> core, Position until);

}  // namespace pawl::checker
