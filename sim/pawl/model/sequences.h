#pragma once
// The model of the sequences: what each name was at each index of the log, told in the plainest way. Numbers
// are wider than any that a client can name, so nothing here can wrap. It shares no code with core/machine.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/machine/operation.h"
#include "sim/pawl/beginning.h"
#include "sim/pawl/model/moment.h"

namespace pawl::sim::model {

class Sequences {
 public:
  explicit Sequences(const Beginning& beginning);

  /// Whether the operation or the query is well formed; if not, it is refused before it enters the log.
  static bool is_valid(const machine::Operation& operation, const machine::RequestLimits& limits);
  static bool is_valid(const machine::Query& query, const machine::RequestLimits& limits);

  /// Indices never decrease from call to call.
  machine::Outcome apply(const Moment& moment, const machine::Operation& operation);
  /// The answer as of `at`, which is not before the one of the newest keep_from().
  machine::Outcome query(const machine::Query& query, LogIndex at) const;

  /// Nobody asks for anything before `oldest` any more.
  void keep_from(LogIndex oldest) { oldest_ = oldest; }

 private:
  /// A sequence without its name.
  struct Standing {
    machine::SequenceParameters parameters;
    std::int64_t current = 0;
    std::uint64_t revision = 0;
    std::uint64_t incarnation = 0;
  };
  /// What the name was from `since` on; none: nothing.
  struct Version {
    LogIndex since;
    std::optional<Standing> standing;
  };
  using Versions = std::vector<Version>;

  machine::Outcome create(const Moment& moment, const machine::SequenceCreate& create);
  machine::Outcome reserve(const Moment& moment, const machine::SequenceReserve& reserve);
  machine::Outcome remove(const Moment& moment, const machine::SequenceDelete& remove);
  machine::Outcome list(const machine::SequenceList& list, LogIndex at) const;

  const Standing* newest(const std::string& name) const;
  static const Standing* as_of(const Versions& versions, LogIndex at);
  void write(LogIndex index, const std::string& name, std::optional<Standing> standing);
  static machine::Sequence told(const std::string& name, const Standing& standing);

  std::map<std::string, Versions> names_;
  /// The incarnation of the newest one.
  std::uint64_t created_;
  LogIndex oldest_;
};

}  // namespace pawl::sim::model
