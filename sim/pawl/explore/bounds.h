#pragma once
// What a search of Raft is bounded by: a table of small worlds, each with a name.

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>

namespace pawl::sim::explore {

/// The largest cluster that the tables of the search have room for.
inline constexpr std::size_t kNodesMax = 5;
/// Entries of the longest log, the no-ops among them.
inline constexpr std::size_t kLogMax = 12;
/// Terms that an oracle remembers leaders of.
inline constexpr std::size_t kTermsMax = 8;

struct Bounds {
  std::string_view name;
  /// One sentence: what is looked for here.
  std::string_view about;
  std::uint8_t nodes = 3;
  /// Begins after an undisturbed election: node 1 leads term 1 and everybody has its first entry. Otherwise
  /// all disks are fresh.
  bool is_led = true;
  /// Nobody campaigns for a later term.
  std::uint8_t last_term = 3;
  /// How often each of these may happen.
  std::uint8_t proposals = 0;
  std::uint8_t reads = 0;
  std::uint8_t transfers = 0;
  std::uint8_t crashes = 0;
  /// A message arrives and stays under way.
  std::uint8_t duplicates = 0;
  /// A leader's heartbeat timer fires.
  std::uint8_t beats = 0;
  /// A leader hears nothing for an election timeout.
  std::uint8_t silences = 0;
  /// Messages under way on one link and direction; of more, the one that tells least is lost.
  std::uint8_t link_messages = 2;
  /// Writes of one node that may wait for the disk; 0: every write is durable at once.
  std::uint8_t unsynced = 0;
  /// The pre-vote's messages are under way like all others. Otherwise a rehearsal is one action: the timer
  /// fires, one other node that has heard nobody for an election timeout answers, all else is lost.
  bool has_rehearsals = false;
  /// Who asks in an old term is told of the newer one. Otherwise such requests are lost.
  bool answers_old_terms = false;
  /// Logs are compacted as soon as they may be.
  bool compacts = false;
  /// Bytes of entries in one request; one entry always goes. A proposal has one byte and a no-op none, so by
  /// default entries travel alone.
  std::uint8_t append_bytes_max = 0;
};

/// All configurations, in the order in which `pawl-sim explore --list` shows them.
std::span<const Bounds> all_bounds();

/// Null if there is none of this name.
const Bounds* find_bounds(std::string_view name);

/// Changes one bound, as in `crashes=2`. An error says which bounds there are.
std::expected<void, std::string> change(Bounds& bounds, std::string_view assignment);

}  // namespace pawl::sim::explore
