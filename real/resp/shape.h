#pragma once
// How the outcome of an ask looks to a Redis client.

#include <cstdint>
#include <string>

#include "core/machine/operation.h"
#include "real/resp/reply.h"

namespace pawl::real::resp {

enum class Shape : std::uint8_t {
  LastNumber,    ///< INCR, INCRBY, SEQ.NEXT: the last number of the range
  Range,         ///< SEQ.RESERVE: first, last, count, increment, revision
  IsNew,         ///< SEQ.CREATE: 1 if it was made, 0 if it was there already
  Gone,          ///< SEQ.DELETE: OK
  CurrentOrNil,  ///< GET: the last number as a string; nil if there is no such sequence
  Details,       ///< SEQ.GET: every field
  Page,          ///< SEQ.LIST: where to go on (empty: nowhere), and the names
};

/// Appends the outcome. Whatever the shape, an error is an error.
void add_outcome(std::string& out, Shape shape, const machine::Outcome& outcome, Protocol protocol);

}  // namespace pawl::real::resp
