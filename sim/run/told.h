#pragma once
// What a system under test tells of itself, in values that know nothing of it: the words it uses, what a host
// is at a moment, what a message or a write is about. Story keeps them, the timeline page draws them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pawl::sim {

/// Hosts are numbered from 1; 0 is nobody, or a client.
using HostNumber = std::uint32_t;

/// The colours that a system may give to its words. The page has each in light and dark, for lines and bands.
enum class Tint : std::uint8_t { Grey, Sky, Blue, Orange, Lilac, Violet, Teal, Green };

/// The words of a system. Roles, kinds and values are told by their place in these lists.
struct Vocabulary {
  struct Word {
    std::string_view name;
    Tint tint = Tint::Grey;
  };
  /// Whether a value is a place in the log: such a value is also shown beside the log.
  enum class Meaning : std::uint8_t { Plain, PlaceInLog };
  struct Value {
    std::string_view name;
    Meaning meaning = Meaning::Plain;
  };
  std::vector<Word> roles;
  /// Kinds of messages between hosts; the later of two is the more telling one.
  std::vector<Word> kinds;
  std::vector<Value> values;
  /// What the number of a role counts, such as "term".
  std::string_view epoch;
};

/// A log as runs of entries of equal number: entries from `first` to the next run's, or to `last`, have it.
struct LogTold {
  struct Run {
    std::uint64_t first = 0;
    std::uint64_t number = 0;
    bool operator==(const Run&) const = default;
  };
  /// In order; empty: there is no entry.
  std::vector<Run> runs;
  std::uint64_t last = 0;
  bool operator==(const LogTold&) const = default;
};

/// The places in the log that a message or a write is about; `last` 0: none.
struct PlacesTold {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

/// An entry that a host added to its log, and the requests in it as their calls are worded.
struct EntryTold {
  std::uint64_t index = 0;
  std::uint64_t number = 0;
  std::vector<std::string> requests;
};

struct WriteTold {
  /// Grows from write to write of one life.
  std::uint64_t number = 0;
  PlacesTold places{};
  std::string text;
};

/// A host after a step.
struct StepTold {
  std::uint8_t role = 0;
  std::uint64_t epoch = 0;
  /// By the vocabulary's values; nothing: as before.
  std::vector<std::optional<std::string>> values{};
  /// Nothing: as before.
  std::optional<LogTold> log{};
  std::optional<WriteTold> write{};
  std::vector<EntryTold> entries{};
};

struct FlightTold {
  std::uint8_t kind = 0;
  PlacesTold places{};
  std::string text;
};

/// How a call of a client ended.
enum class CallEnd : std::uint8_t { Done, Refused, Unknown, Open };

}  // namespace pawl::sim
