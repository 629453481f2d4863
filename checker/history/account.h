#pragma once
// What a reader met in a file beside the operations of clients: nothing is passed over without being counted.

#include <cstdint>
#include <string>
#include <vector>

#include "checker/history/event.h"

namespace pawl::checker {

/// Counts of what is not judged, and what the times of the lines say.
struct Account {
  std::uint64_t nemesis_count = 0;    ///< events of the nemesis
  std::uint64_t bystander_count = 0;  ///< :info of processes with a name that invoked nothing before
  std::uint64_t log_line_count = 0;   ///< lines of a log that hold no operation

  struct Lines {
    std::uint64_t count = 0;
    std::uint64_t first_line = 0;
    bool operator==(const Lines&) const = default;
  };
  Lines untimed = {};                 ///< clients' events without an integer :time
  Lines backward = {};                ///< clients' events with an earlier :time than a line before
  std::uint64_t backward_ns_max = 0;  ///< how much earlier, at most

  bool operator==(const Account&) const = default;
};

/// A reason why something is not judged, and how often it was met.
struct NotJudged {
  std::uint64_t count = 0;
  std::string what;  ///< as in "3 events of the nemesis"
};

/// Each reason that was met.
std::vector<NotJudged> not_judged(const Account& account);

}  // namespace pawl::checker
