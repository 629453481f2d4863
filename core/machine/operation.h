#pragma once
// What clients ask for and what they are told. An Operation changes the replicated state and goes through the
// log; a Query only looks. Answers are values; what a person reads is built at the edges.

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/error.h"
#include "core/base/limits.h"

namespace pawl::machine {

/// How a sequence counts. Two creates with equal parameters mean the same sequence.
struct SequenceParameters {
  /// The value before the first one: the first value handed out is initial + increment.
  std::int64_t initial = 0;
  /// Not zero; negative counts down.
  std::int64_t increment = 1;
  /// Bounds of the values handed out, inclusive; none: the limits of int64.
  std::optional<std::int64_t> min = std::nullopt;
  std::optional<std::int64_t> max = std::nullopt;
  /// After the last value the sequence begins again: counting up at `min` if given, else at its first value;
  /// counting down at `max` if given, else at its first value.
  bool cycle = false;
  bool operator==(const SequenceParameters&) const = default;
};

/// A sequence as it stands.
struct Sequence {
  std::string name;
  SequenceParameters parameters{};
  /// The last value handed out; `initial` when none was.
  std::int64_t current = 0;
  /// Changes since it was created; 0 right after the create.
  std::uint64_t revision = 0;
  /// Which creation of this name this is: never reused, larger for later ones, over all names.
  std::uint64_t incarnation = 0;
  bool operator==(const Sequence&) const = default;
};

/// Idempotent: creating it again with equal parameters succeeds and changes nothing.
struct SequenceCreate {
  std::string name;
  SequenceParameters parameters;
  bool operator==(const SequenceCreate&) const = default;
};

enum class OnMissing : std::uint8_t { Refuse, Create };

/// Hands out `count` consecutive values (1: `next`). All or nothing.
struct SequenceReserve {
  std::string name;
  std::int64_t count = 1;
  /// Create: a missing sequence begins with default parameters.
  OnMissing on_missing = OnMissing::Refuse;
  bool operator==(const SequenceReserve&) const = default;
};

struct SequenceDelete {
  std::string name;
  bool operator==(const SequenceDelete&) const = default;
};

using Operation = std::variant<SequenceCreate, SequenceReserve, SequenceDelete>;

/// An operation with, if the client may repeat it, the key by which a repetition is recognised. Keys belong
/// to the sequence they are used on. A key in the form of a UUIDv7 carries its time, by which its age is
/// known for ever.
struct Request {
  std::optional<std::string> key;
  Operation operation;
  bool operator==(const Request&) const = default;
};

struct SequenceGet {
  std::string name;
};

/// Names that begin with `prefix`, in byte order, after `after`, at most `limit` of them.
struct SequenceList {
  std::string prefix;
  std::optional<std::string> after = std::nullopt;
  std::uint64_t limit = 100;
};

using Query = std::variant<SequenceGet, SequenceList>;

struct Created {
  Sequence sequence;
  /// False: it was there already with equal parameters.
  bool is_new = true;
  bool operator==(const Created&) const = default;
};

/// The values first, first + increment, ..., last; `count` of them.
struct Reserved {
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::int64_t count = 1;
  std::int64_t increment = 1;
  std::uint64_t revision = 0;
  std::uint64_t incarnation = 0;
  bool operator==(const Reserved&) const = default;
};

struct Deleted {
  std::uint64_t incarnation = 0;
  bool operator==(const Deleted&) const = default;
};

struct Found {
  Sequence sequence;
  bool operator==(const Found&) const = default;
};

struct Listed {
  std::vector<Sequence> sequences;
  /// More names follow: ask again with `after` set to the last one here.
  bool more = false;
  bool operator==(const Listed&) const = default;
};

using Answer = std::variant<Created, Reserved, Deleted, Found, Listed>;
using Outcome = std::expected<Answer, Error>;

/// How much one request may say and ask for. What the log may hold stands in core/base/limits.h; a node may
/// take up less.
struct RequestLimits {
  std::uint64_t name_bytes_max = kNameBytesMax;
  std::uint64_t key_bytes_max = kKeyBytesMax;
  std::int64_t reserve_count_max = kReserveCountMax;
  std::uint64_t list_page_max = kListPageMax;
};

/// Whether the request is well formed: names, keys, counts and parameters within the limits. A request that
/// is not must never enter the log.
std::expected<void, Error> validate(const Request& request, const RequestLimits& limits);
std::expected<void, Error> validate(const Query& query, const RequestLimits& limits);
/// The same within the widest limits, those of the log.
std::expected<void, Error> validate(const Request& request);
std::expected<void, Error> validate(const Query& query);

/// The sequence that the operation is about. The reference lives as long as the operation.
const std::string& sequence_name(const Operation& operation);

/// A hash of the operation's kind and arguments without the name, by which a repetition is told from another
/// request under the same key. It is kept on disk: equal in every version.
std::uint64_t fingerprint(const Operation& operation);

/// About how many bytes the request takes in the log, for limits and flow control.
std::uint32_t size_bytes(const Request& request);

}  // namespace pawl::machine
