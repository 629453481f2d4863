#pragma once
// When those who found nothing can have looked: at moments at which no element need be there.
// docs/CHECKING.md, "Queues, stacks, bags".

#include <expected>
#include <span>
#include <vector>

#include "checker/decide/queues/elements.h"

namespace pawl::checker {

/// For each of traffic.nothings the event directly behind which it finds nothing; or why one of them cannot.
/// The elements left are taken by the takers in the order of their ends, as far as that is needed.
std::expected<std::vector<Position>, Decision> quiet_moments(std::span<const QueueOp> ops,
                                                             const Traffic& traffic,
                                                             const PairedElements& elements,
                                                             const QueueRules& rules);

/// A place in an order that is made of moments.
struct Placed {
  Position at = 0;       ///< the event `p` is 4 p, the moment behind it 4 p + 2
  std::size_t rank = 0;  ///< among those at one moment
  OpIndex op = 0;
};

/// The moment directly behind an event.
constexpr Position behind(Position event) { return 4 * event + 2; }

/// Places those who found nothing at their moments.
void place_nothings(const Traffic& traffic, std::span<const Position> moments, std::vector<Placed>& placed);

/// The operations in the order of their places.
std::vector<OpIndex> in_order(std::vector<Placed> placed);

}  // namespace pawl::checker
