#pragma once
// Writes histories exactly as Jepsen does: one EDN map per line, lines in real-time order. A
// HistoryWriter appends to a string and belongs to one thread; a HistoryFile is one serialised
// appender for many threads: write the invocation before sending, the completion after receiving.

#include <cstdint>
#include <cstdio>
#include <expected>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "checker/history/event.h"

namespace pawl::checker {

/// Who acted, and when (ns since the start of the run, from one monotonic clock; shown, not judged).
struct Stamp {
  std::int64_t process = 0;
  std::int64_t time_ns = 0;
};

/// The `:value` of a line. For :fail and :info pass the invocation's payload again.
struct Payload {
  enum class Kind : std::uint8_t { Nil, Number, Count, Range, Swap, Text, Edn };
  Kind kind = Kind::Nil;
  std::int64_t a = 0;
  std::int64_t b = 0;
  std::int64_t c = 0;
  std::string_view text;  ///< borrowed until the line is written

  static Payload nil() { return {}; }                                                    ///< nil
  static Payload number(std::int64_t value) { return {Kind::Number, value, 0, 0, {}}; }  ///< 7
  static Payload count(std::int64_t k) { return {Kind::Count, k, 0, 0, {}}; }            ///< [3 nil]
  /// [3 [8 10]]: `k` numbers, the first and the last of them.
  static Payload range(std::int64_t k, std::int64_t first, std::int64_t last) {
    return {Kind::Range, k, first, last, {}};
  }
  /// [old new] of a compare-and-set.
  static Payload swap(std::int64_t old_value, std::int64_t new_value) {
    return {Kind::Swap, old_value, new_value, 0, {}};
  }
  static Payload string(std::string_view text) { return {Kind::Text, 0, 0, 0, text}; }  ///< "text"
  static Payload edn(std::string_view edn) { return {Kind::Edn, 0, 0, 0, edn}; }        ///< as it is
};

/// What a line may say beside its value. Empty or absent fields are not written.
struct Marks {
  std::string_view idem = {};   ///< idempotency key; the same on every attempt of one operation
  std::string_view error = {};  ///< why :fail or :info
  std::optional<std::int64_t> incarnation = std::nullopt;
  std::optional<std::int64_t> revision = std::nullopt;
  std::optional<std::int64_t> token = std::nullopt;
};

/// Appends history lines to a string that outlives it. About 100 ns a line.
class HistoryWriter {
 public:
  explicit HistoryWriter(std::string& out) : out_(&out) {}

  /// Appends one line and numbers it. With a `name`, the value is the tuple ["name" value] of an
  /// independent object; without, the value alone. `f` without colon: "next", "reserve", "read",
  /// "create", "delete" are the sequencer's.
  void write(EventType type, Stamp stamp, std::string_view f, std::string_view name, const Payload& value,
             const Marks& marks);

  void invoke(Stamp stamp, std::string_view f, std::string_view name, const Payload& value,
              const Marks& marks) {
    write(EventType::Invoke, stamp, f, name, value, marks);
  }
  /// The operation took effect; `value` is argument and result, as Payload::range shows.
  void ok(Stamp stamp, std::string_view f, std::string_view name, const Payload& value, const Marks& marks) {
    write(EventType::Ok, stamp, f, name, value, marks);
  }
  /// The operation took no effect and never will. `value` repeats the invocation's.
  void fail(Stamp stamp, std::string_view f, std::string_view name, const Payload& value,
            const Marks& marks) {
    write(EventType::Fail, stamp, f, name, value, marks);
  }
  /// Nobody knows whether it took effect. `value` repeats the invocation's. The process is spent:
  /// its worker goes on as process + number of workers.
  void unknown(Stamp stamp, std::string_view f, std::string_view name, const Payload& value,
               const Marks& marks) {
    write(EventType::Info, stamp, f, name, value, marks);
  }
  /// A fault or other act of no client: `:process :nemesis, :type :info`. `edn` is its value.
  void nemesis(std::int64_t time_ns, std::string_view f, std::string_view edn);

  std::uint64_t line_count() const { return line_count_; }

 private:
  std::string* out_;
  std::uint64_t line_count_ = 0;
};

/// A history file that many threads append to. Lines are in the order in which write() was entered
/// under its lock, which is a real-time order.
class HistoryFile {
 public:
  /// Creates or truncates `path`. An error says why it cannot be written.
  static std::expected<HistoryFile, std::string> create(const std::string& path);

  void write(EventType type, Stamp stamp, std::string_view f, std::string_view name, const Payload& value,
             const Marks& marks);
  void nemesis(std::int64_t time_ns, std::string_view f, std::string_view edn);
  /// Hands all lines to the operating system. An error says why they are not there.
  std::expected<void, std::string> flush();
  ~HistoryFile();
  HistoryFile(HistoryFile&&) noexcept;
  HistoryFile& operator=(HistoryFile&&) noexcept;

 private:
  struct State;
  explicit HistoryFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace pawl::checker
