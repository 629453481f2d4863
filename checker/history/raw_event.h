#pragma once
// One line of a history before anything is copied out of the reader's buffer: the form that the
// streaming decisions use. Values are flat runs of atoms: `[3 [8 10]]` is
// Open 3 Open 8 10 Close Close. All text is borrowed until the next event is read.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "checker/history/event.h"
#include "checker/history/rare.h"

namespace pawl::checker {

enum class AtomKind : std::uint8_t {
  Nil,
  True,
  False,
  Integer,
  Real,     ///< text holds the digits
  Text,     ///< a string; text is between the quotes, escapes not yet replaced
  Keyword,  ///< text is without the colon
  Word,     ///< a bare word
  OpenList,
  OpenSet,
  CloseList,  ///< of sets too
  OpenMap,
  CloseMap,
};

/// One token of a value.
struct Atom {
  AtomKind kind = AtomKind::Nil;
  bool has_escape = false;  ///< a backslash stands in the text of a Text
  std::int64_t number = 0;  ///< of an Integer
  std::string_view text;    ///< of Real, Text, Keyword, Word
};

/// A run of atoms of one event; exactly one form, or empty for a field the line does not have.
struct AtomRun {
  std::uint32_t begin = 0;
  std::uint32_t count = 0;
};

/// One line of a history, borrowed from the reader.
struct RawEvent {
  EventType type = EventType::Invoke;
  bool is_client = false;         ///< false: the nemesis, or a name that never invokes
  std::int64_t process = 0;       ///< valid if is_client
  std::string_view process_name;  ///< as it stands in the file; empty: the process is an integer
  Symbol f = 0;
  std::int64_t time_ns = 0;
  bool has_time = false;    ///< :time is an integer
  std::int64_t index = -1;  ///< -1: absent
  bool has_token = false;
  bool has_revision = false;
  bool has_incarnation = false;
  std::int64_t token = 0;
  std::int64_t revision = 0;
  std::int64_t incarnation = 0;
  AtomRun value_run, key_run, idem_run, error_run;
  Place place;
  std::vector<Atom> atoms;

  std::span<const Atom> run(AtomRun run) const { return std::span(atoms).subspan(run.begin, run.count); }
  std::span<const Atom> value() const { return run(value_run); }
  std::span<const Atom> key() const { return run(key_run); }
  std::span<const Atom> idem() const { return run(idem_run); }
  std::span<const Atom> error() const { return run(error_run); }

  /// Forgets the last event; keeps the memory.
  void clear();
};

/// The value of one form that is more than an integer or nil.
Value other_value_of(std::span<const Atom> run);

/// The value of one form; an empty run is nil.
inline Value value_of(std::span<const Atom> run) {
  if (run.empty()) return Value{};
  if (run.size() == 1 && run.front().kind == AtomKind::Integer) return Value{run.front().number};
  return other_value_of(run);
}

/// The name of the process, or its number in digits.
std::string process_text(const RawEvent& event);

/// What a step of a transaction does: r, read, w, write or append.
bool is_step_name(std::string_view name);

/// Why a history that has no invocations is not judged.
inline constexpr std::string_view kCompletionsAlone =
    "a history of completions alone does not say when anything began: record an event of type invoke before "
    "each, with the process that it is of";

/// Copies out what the event witnesses; what `witness` has beside stays.
void note_witness(const RawEvent& raw, Rare<Witness>& witness);

/// The event with everything copied out.
Event event_of(const RawEvent& raw);

}  // namespace pawl::checker
