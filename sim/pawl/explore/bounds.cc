#include "sim/pawl/explore/bounds.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace pawl::sim::explore {

namespace {

constexpr std::array kAll = {
    Bounds{.name = "small",
           .about = "one election and one entry, a crash, slow disks",
           .last_term = 2,
           .proposals = 1,
           .crashes = 1,
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
           .beats = 1,
           .link_messages = 1},
    Bounds{.name = "rehearsals",
           .about = "the pre-vote's messages are late like all others, from fresh disks on",
           .is_led = false,
           .last_term = 2,
           .link_messages = 1,
           .has_rehearsals = true},
    Bounds{.name = "compaction",
           .about = "logs are compacted as soon as everybody has an entry; a duplicate",
           .last_term = 2,
           .proposals = 2,
           .duplicates = 1,
           .beats = 2,
           .link_messages = 1,
           .compacts = true},
    Bounds{.name = "hand-over",
           .about = "leadership is handed over, given up, taken by another",
           .last_term = 3,
           .proposals = 1,
           .transfers = 1,
           .beats = 1,
           .silences = 1,
           .link_messages = 1},
    Bounds{.name = "terms",
           .about = "two terms beyond the first, two entries, a crash, a duplicate, slow disks",
           .last_term = 3,
           .proposals = 2,
           .crashes = 1,
           .duplicates = 1,
           .unsynced = 1},
    Bounds{.name = "disks",
           .about = "three writes of a node wait for the disk, and a crash loses them",
           .last_term = 3,
           .proposals = 2,
           .crashes = 1,
           .unsynced = 3,
           .append_bytes_max = 9},
};

struct Name {
  std::string_view name;
  std::uint8_t Bounds::* bound;
  unsigned most;
};

constexpr std::array kNames = {
    Name{"terms", &Bounds::last_term, kTermsMax},
    Name{"proposals", &Bounds::proposals, 4},
    Name{"reads", &Bounds::reads, 4},
    Name{"transfers", &Bounds::transfers, 4},
    Name{"crashes", &Bounds::crashes, 9},
    Name{"duplicates", &Bounds::duplicates, 9},
    Name{"beats", &Bounds::beats, 9},
    Name{"silences", &Bounds::silences, 9},
    Name{"link", &Bounds::link_messages, 4},
    Name{"unsynced", &Bounds::unsynced, 9},
    Name{"append", &Bounds::append_bytes_max, 99},
};

}  // namespace

std::expected<void, std::string> change(Bounds& bounds, std::string_view assignment) {
  const std::size_t equals = std::min(assignment.find('='), assignment.size());
  std::string known;
  for (const Name& it : kNames) {
    known += fmt::format(" {}(..{})", it.name, it.most);
    if (it.name != assignment.substr(0, equals) || equals == assignment.size()) continue;
    unsigned value = 0;
    const char* const end = assignment.data() + assignment.size();
    const auto [rest, error] = std::from_chars(assignment.data() + equals + 1, end, value);
    if (error != std::errc() || rest != end || value > it.most) break;
    bounds.*it.bound = static_cast<std::uint8_t>(value);
    return {};
  }
  return std::unexpected(
      fmt::format("'{}' is no bound; these there are, and how far they go:{}", assignment, known));
}

std::span<const Bounds> all_bounds() { return kAll; }

const Bounds* find_bounds(std::string_view name) {
  for (const Bounds& it : kAll)
    if (it.name == name) return &it;
  return nullptr;
}

}  // namespace pawl::sim::explore
