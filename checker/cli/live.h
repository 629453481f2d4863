#pragma once
// Sequencers judged while their file is read, in bounded memory: for files too long to hold, and for
// files that still grow. Anything else is handed back to be judged as a whole.

#include <cstdint>
#include <expected>
#include <functional>
#include <string>

#include "checker/check.h"
#include "checker/history/event_reader.h"

namespace pawl::checker {

/// What came out of one pass over the file.
struct LiveResult {
  enum class Kind : std::uint8_t { Linearizable, NotLinearizable, NeedsWhole };
  Kind kind = Kind::NeedsWhole;
  std::string reason;               ///< of the violation, or why the whole history is needed
  std::string key;                  ///< of the violated sequence, as it stands in the file
  std::vector<std::uint64_t> core;  ///< numbers of invocations among the events of clients
  std::uint64_t event_count = 0;
  Account account = {};  ///< what was met beside the operations of clients
};

/// Called when a growing file has nothing new. False: judge what there is.
using WaitForMore = std::function<bool()>;

/// Judges sequencer histories event by event. With a growing source it returns as soon as a violation
/// is certain, or when `wait` says so. An error is damage of the input.
std::expected<LiveResult, Damage> judge_live(EventReader& reader, std::int64_t initial,
                                             const WaitForMore& wait,
                                             const std::function<void(double)>& progress);

/// The operations that a live core names, as a history of their own: a second pass over the file.
std::expected<History, Damage> collect_core(EventReader& reader, const std::vector<std::uint64_t>& core);

}  // namespace pawl::checker
