#pragma once
// One line of a history, with no opinion about models. Readers produce events one at a time, in the
// order of the lines, which is the real-time order.

#include <cstdint>
#include <optional>
#include <string>

#include "checker/history/names.h"
#include "checker/history/rare.h"
#include "checker/history/value.h"

namespace pawl::checker {

/// What a history line says about an operation.
enum class EventType : std::uint8_t {
  Invoke,  ///< the operation begins
  Ok,      ///< it took effect, and this is its answer
  Fail,    ///< it did not take effect, and never will
  Info,    ///< it may have taken effect, may do so later, or never
};

/// Where in a file something stands; both count from 1.
struct Place {
  std::uint64_t line = 0;
  std::uint32_t column = 0;
  bool operator==(const Place&) const = default;
};

/// Input that is no history: where, what is wrong, and what to do.
struct Damage {
  Place place;
  std::string what;
};

/// What a line may say beyond its value. Numbers that the line does not name are absent.
struct Witness {
  Value idem;                               ///< `:idem`, the idempotency key; nil: none
  std::optional<std::int64_t> token;        ///< `:token`, a fencing token
  std::optional<std::int64_t> revision;     ///< `:revision`, of the key or sequence written or read
  std::optional<std::int64_t> incarnation;  ///< `:incarnation`, grows with every create of one name
  bool operator==(const Witness&) const = default;
};

/// One line of a history.
struct Event {
  EventType type = EventType::Invoke;
  std::optional<std::int64_t> process;  ///< absent: not a client (nemesis); such events are not judged
  Symbol f = 0;
  Value key;    ///< `:key`, when the line has one; nil otherwise (tuples are lifted later)
  Value value;  ///< `:value`
  Rare<Witness> witness;
  Value error;                        ///< `:error`, shown and never judged
  std::int64_t time_ns = 0;           ///< `:time`, shown and never judged
  std::optional<std::int64_t> index;  ///< `:index`
  Place place;                        ///< of the line in the file; line 0: made in memory
};

}  // namespace pawl::checker
