#include "checker/transactions/level.h"

#include <array>

namespace pawl::checker {
namespace {

// Levels are points of a grid: what one transaction may see of another, and which order they must keep.
struct Named {
  Level level;
  std::string_view name;
  int isolation;
  int order;
};

constexpr std::array<Named, 8> kLevels = {{
    {Level::ReadUncommitted, "read-uncommitted", 0, 0},
    {Level::ReadCommitted, "read-committed", 1, 0},
    {Level::SnapshotIsolation, "snapshot-isolation", 2, 0},
    {Level::SessionSnapshotIsolation, "strong-session-snapshot-isolation", 2, 1},
    {Level::StrongSnapshotIsolation, "strong-snapshot-isolation", 2, 2},
    {Level::Serializable, "serializable", 3, 0},
    {Level::SessionSerializable, "strong-session-serializable", 3, 1},
    {Level::StrictSerializable, "strict-serializable", 3, 2},
}};

constexpr std::array<Level, 8> kAll = {Level::ReadUncommitted,         Level::ReadCommitted,
                                       Level::SnapshotIsolation,       Level::SessionSnapshotIsolation,
                                       Level::StrongSnapshotIsolation, Level::Serializable,
                                       Level::SessionSerializable,     Level::StrictSerializable};

const Named& named(Level level) { return kLevels[static_cast<std::size_t>(level)]; }

}  // namespace

std::span<const Level> all_levels() { return kAll; }

std::string_view level_name(Level level) { return named(level).name; }

std::optional<Level> level_of(std::string_view name) {
  for (const Named& each : kLevels) {
    if (each.name == name) return each.level;
  }
  return std::nullopt;
}

bool implies(Level a, Level b) {
  return named(a).isolation >= named(b).isolation && named(a).order >= named(b).order;
}

}  // namespace pawl::checker
