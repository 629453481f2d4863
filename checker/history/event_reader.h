#pragma once
// Reads the events of a history file one by one, whatever its format: EDN maps (lines, a vector or
// a list), JSON (lines or an array), tuples [process type f value] in brackets or bare on a line,
// and logs with such tuples after " - " or ": ". One thread. Costs about 50 ns an event.

#include <array>
#include <cstdint>
#include <expected>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/history/account.h"
#include "checker/history/byte_source.h"
#include "checker/history/history.h"
#include "checker/history/layout.h"
#include "checker/history/lexer.h"
#include "checker/history/raw_event.h"

namespace pawl::checker {

/// What next() found.
enum class Next : std::uint8_t {
  Event,
  End,
  Later,    ///< a growing file has no further whole event now
  Damaged,  ///< damage() says where and why; reading is over
};

class EventReader {
 public:
  explicit EventReader(ByteSource source);

  /// The next event, borrowed until the following call. Functions get their number from `names`.
  Next next(RawEvent& event, Names& names);

  /// A reader of the same input from its begin. Nothing: it cannot be read again.
  std::optional<EventReader> rewound() &&;

  /// Valid after Damaged.
  const Damage& damage() const { return damage_; }
  /// What was met so far beside the operations of clients.
  const Account& account() const { return account_; }
  /// Bytes read so far, and of the whole file (0 if unknown), for showing progress.
  std::uint64_t bytes_read() const;
  std::uint64_t bytes_total() const { return source_.bytes_total(); }

 private:
  enum class Form : std::uint8_t { Start, Maps, Tuples, BareTuples, Log };
  enum class Step : std::uint8_t { Event, Skipped, End, More, Bad };
  /// A function as it stands in the file, with its colon or quotes.
  struct KnownFunction {
    ShortText text;
    Symbol symbol = 0;
  };
  /// Why a form is no value.
  struct Complaint {
    std::string what;  ///< empty: it is one
    Lexer::Mark at;
  };
  static constexpr std::size_t kKnownFunctionCount = 16;
  static constexpr std::uint8_t kHasType = 1;
  static constexpr std::uint8_t kHasProcess = 2;
  static constexpr std::uint8_t kHasFunction = 4;
  static constexpr std::uint8_t kHasAll = kHasType | kHasProcess | kHasFunction;

  Step step(RawEvent& event, Names& names);
  Step detect();
  Step enclosed(RawEvent& event, Names& names);
  Step bare(RawEvent& event, Names& names);
  Step log_line(RawEvent& event, Names& names);
  Scan map(RawEvent& event, Names& names);
  Scan name(Field last, Field& next);
  Scan field(Field field, RawEvent& event, Names& names);
  Scan logged_error(RawEvent& event);
  Scan tuple(RawEvent& event, Names& names, char closer);
  Scan type(RawEvent& event);
  Scan process(RawEvent& event, Names& names);
  Scan named_process(RawEvent& event, Names& names);
  Scan function(RawEvent& event, Names& names);
  Scan witness(std::int64_t& number, bool& is_there);
  Scan run(AtomRun& form, RawEvent& event);
  bool quick_run(AtomRun& form, RawEvent& event);
  Scan shown_number(std::int64_t& number, bool& is_there, RawEvent& event);
  Scan any_run(AtomRun& form, RawEvent& event, Complaint& complaint);
  Scan shown_run(AtomRun& form, RawEvent& event);
  Scan complete(RawEvent& event);
  Scan incomplete(const RawEvent& event);
  bool is_transaction(RawEvent& event);
  void note_time(const RawEvent& event);
  bool is_bystander(const RawEvent& event);
  bool is_tuple_end(char closer) const;
  Step fail(Scan scan) const { return scan == Scan::More ? Step::More : Step::Bad; }
  Next damaged(std::string what, std::uint64_t offset);
  Next refill(const char* keep_from);
  Place place_of(const char* at) const;

  ByteSource source_;
  Lexer lexer_;
  Form form_ = Form::Start;
  char closer_ = 0;  ///< of the vector around all events; 0: none
  bool is_closed_ = false;
  bool is_last_ = false;
  bool has_events_ = false;
  bool has_no_functions_ = false;      ///< every event without :f is a transaction
  const char* event_begin_ = nullptr;  ///< where the present event begins
  const char* p_ = nullptr;
  std::uint64_t line_ = 1;         ///< of p_
  std::uint64_t line_offset_ = 0;  ///< of the begin of that line, from the start of the input
  std::uint8_t fields_ = 0;        ///< which of :type, :process, :f the event has
  Complaint complaint_;            ///< about the value or the key of the event
  Layout layout_;
  std::array<KnownFunction, kKnownFunctionCount> known_functions_{};
  std::vector<bool> has_invoked_;                                      ///< by process, of those with a name
  std::int64_t latest_ns_ = std::numeric_limits<std::int64_t>::min();  ///< of all clients' events
  Account account_;
  Damage damage_;
};

/// One value written as EDN, such as `{:x 0}`. An error tells the column.
std::expected<Value, Damage> read_value(std::string_view edn);

/// Reads all of `source` as a history. An error tells the place.
std::expected<History, Damage> read_history(ByteSource source);

}  // namespace pawl::checker
