#pragma once
// The model of idempotency keys: a list of what was answered, oldest first, that is shortened at its front by
// time and by count. It shares no code with core/machine.

#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/machine/operation.h"
#include "core/machine/retention.h"
#include "sim/pawl/model/moment.h"

namespace pawl::sim::model {

/// The time that the text of a UUIDv7 begins with, cut to what WallTime can say; none: a free-form key.
std::optional<WallTime> time_inside(std::string_view key);

class Answered {
 public:
  Answered(const machine::Retention& retention, std::uint64_t next_order)
      : retention_(retention), next_order_(next_order) {}

  static bool is_valid(const std::string& key, const machine::RequestLimits& limits);

  /// An entry of so many requests begins: what is over its time goes, at most 16 + 2 * requests of it.
  void begin_entry(const Moment& moment, std::size_t requests);

  /// What a request under `key` is told without being applied; none: apply it, and remember its answer.
  std::optional<machine::Outcome> known(const Moment& moment, const std::string& key,
                                        const machine::Operation& operation) const;
  void remember(const Moment& moment, const std::string& key, const machine::Operation& operation,
                const machine::Outcome& answer);

 private:
  struct Record {
    std::string name;
    std::string key;
    machine::Operation operation;
    ClusterTime at;
    machine::Outcome answer;
  };
  bool is_over(const Record& record, ClusterTime now) const { return (now - record.at) > retention_.time; }
  void drop_oldest();

  machine::Retention retention_;
  /// The number of the next record.
  std::uint64_t next_order_;
  std::list<Record> records_;
  /// By key and name, which live in the record.
  std::map<std::pair<std::string_view, std::string_view>, const Record*> by_key_;
  /// The latest time inside a key that was dropped.
  std::optional<WallTime> dropped_to_;
};

}  // namespace pawl::sim::model
