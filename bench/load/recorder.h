#pragma once
// Writes what the clients did as a history, if one is wanted. A call and all its repetitions under one key
// are one operation.

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "checker/history/writer.h"
#include "core/machine/operation.h"

namespace pawl::bench {

enum class Kind : std::uint8_t { Next, Reserve, Read };

/// One operation as its history line names it.
struct Recorded {
  std::int64_t process = 0;
  Kind kind = Kind::Next;
  /// Values asked for.
  std::int64_t count = 1;
  /// Empty: none.
  std::string key;
};

class Recorder {
 public:
  /// Writes to `path`; nowhere if it is empty. The error says why it cannot be written.
  static std::expected<Recorder, std::string> open(const std::string& path);

  /// To be called before the call leaves.
  void begin(std::int64_t time_ns, const Recorded& operation);
  /// To be called after the answer came.
  void end(std::int64_t time_ns, const Recorded& operation, const machine::Outcome& outcome);
  /// The error says why the history is not whole.
  std::expected<void, std::string> close();

 private:
  std::optional<checker::HistoryFile> file_;
};

}  // namespace pawl::bench
