#include "sim/pawl/explore/bounds.h"

#include <array>

namespace pawl::sim::explore {

namespace {

constexpr std::array kAll = {
    Bounds{.name = "small",
           .about = "one election and one entry, a crash, slow disks: a first look in a second",
           .last_term = 2,
           .proposals = 1,
           .crashes = 1,
           .unsynced = 1},
    Bounds{.name = "terms",
           .about = "two terms beyond the first, two entries, a crash, a duplicate",
           .last_term = 3,
           .proposals = 2,
           .crashes = 1,
           .duplicates = 1,
           .unsynced = 1},
    Bounds{.name = "figure-8",
           .about = "four terms and an entry: a majority alone commits no entry of an earlier term",
           .last_term = 4,
           .proposals = 1},
    Bounds{.name = "reads",
           .about = "a read beside two entries and two terms",
           .last_term = 2,
           .proposals = 2,
           .reads = 1,
           .beats = 1},
    Bounds{.name = "hand-over",
           .about = "leadership is handed over, given up, taken by another",
           .last_term = 3,
           .proposals = 1,
           .transfers = 1,
           .beats = 1,
           .silences = 1},
    Bounds{.name = "rehearsals",
           .about = "the pre-vote's messages are late like all others, from fresh disks on",
           .is_led = false,
           .last_term = 2,
           .has_rehearsals = true},
    Bounds{.name = "disks",
           .about = "three writes of a node wait for the disk",
           .last_term = 3,
           .proposals = 2,
           .crashes = 1,
           .unsynced = 3},
    Bounds{.name = "compaction",
           .about = "logs are compacted as soon as everybody has an entry",
           .last_term = 2,
           .proposals = 2,
           .duplicates = 1,
           .beats = 2,
           .compacts = true},
};

}  // namespace

std::span<const Bounds> all_bounds() { return kAll; }

const Bounds* find_bounds(std::string_view name) {
  for (const Bounds& it : kAll)
    if (it.name == name) return &it;
  return nullptr;
}

}  // namespace pawl::sim::explore
