#pragma once
// How isolated transactions are: the levels that a history of them is held against, and which of them
// follows from which.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace pawl::checker {

/// Each forbids what docs/CHECKING.md, "Transactions", says. Session forms add the order of each process,
/// strong forms real time.
enum class Level : std::uint8_t {
  ReadUncommitted,
  ReadCommitted,
  SnapshotIsolation,
  SessionSnapshotIsolation,
  StrongSnapshotIsolation,
  Serializable,
  SessionSerializable,
  StrictSerializable,
};

/// All levels, none before one that follows from it.
std::span<const Level> all_levels();

/// `snapshot-isolation`, `strict-serializable`, ...
std::string_view level_name(Level level);
std::optional<Level> level_of(std::string_view name);

/// True if every history of level `a` is one of level `b`; of each level itself, too.
bool implies(Level a, Level b);

}  // namespace pawl::checker
