#pragma once
// Elements of a stack, nested: of those that are there one over the other, who lies at the bottom.
// docs/CHECKING.md, "Stack".

#include <span>
#include <vector>

#include "checker/decide/queues/elements.h"

namespace pawl::checker {

/// How elements nest, or some of them that cannot.
struct Nesting {
  struct Step {
    std::size_t element = 0;
    bool is_put = true;
    Position from = 0;  ///< put: not before this event
  };
  /// From an event on, what is pushed has to go before `deadline`, with what lies below it.
  struct Deadline {
    Position from = 0;
    Position deadline = kNoEnd;
  };

  std::vector<Step> steps;
  std::vector<Deadline> deadlines;  ///< in order
  /// Not empty: these are there one over the other all the time, and none of them can lie at the bottom.
  std::vector<std::size_t> crossed;
};

/// Nests elements that are all surely there. What stays for ever has no steps of going.
Nesting nest(std::span<const Element> elements);

}  // namespace pawl::checker
