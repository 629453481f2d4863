#include "checker/cli/live.h"

#include <algorithm>
#include <set>
#include <utility>

#include "checker/decide/sequencer/sequencer_follower.h"

namespace pawl::checker {
namespace {

constexpr std::uint64_t kEventsPerLook = 1u << 16;

// Whether an invocation's value is a [key value] tuple; a sequencer's own values are nil and [count nil].
bool is_tuple(const RawEvent& event) {
  const std::span<const Atom> value = event.value();
  if (value.size() < 4 || value[0].kind != AtomKind::OpenList) return false;
  return event.f != f::Reserve || value.size() > 4;
}

// Moves the key of a tuple whose key is one atom to where the follower looks for it.
bool lift(RawEvent& event) {
  const std::span<const Atom> value = event.value();
  if (value.size() < 4 || value[0].kind != AtomKind::OpenList || value.back().kind != AtomKind::CloseList)
    return false;
  const AtomKind key = value[1].kind;
  if (key == AtomKind::OpenList || key == AtomKind::OpenSet || key == AtomKind::OpenMap) return false;
  event.key_run = {.begin = event.value_run.begin + 1, .count = 1};
  event.value_run = {.begin = event.value_run.begin + 2, .count = event.value_run.count - 3};
  return true;
}

}  // namespace

std::expected<LiveResult, Damage> judge_live(EventReader& reader, std::int64_t initial,
                                             const WaitForMore& wait,
                                             const std::function<void(double)>& progress) {
  using Status = SequencerFollower::Status;
  SequencerFollower follower(initial);
  Names names;
  RawEvent event;
  LiveResult result;
  Status status = Status::Following;
  bool is_first = true;
  bool lifts = false;
  for (std::uint64_t count = 0; status == Status::Following; ++count) {
    const Next next = reader.next(event, names);
    if (next == Next::Damaged) return std::unexpected(reader.damage());
    if (next == Next::End) break;
    if (next == Next::Later) {
      if (!wait()) break;
      continue;
    }
    if (count % kEventsPerLook == 0 && progress && reader.bytes_total() > 0) {
      progress(static_cast<double>(reader.bytes_read()) / static_cast<double>(reader.bytes_total()));
    }
    if (event.is_client) {
      if (std::exchange(is_first, false)) lifts = is_tuple(event);
      if (lifts && !lift(event)) {
        result.reason = "not all values are tuples of a key and a value";
        return result;
      }
    }
    auto added = follower.add(event);
    if (!added) return std::unexpected(std::move(added.error()));
    status = *added;
  }
  if (status == Status::Following) status = follower.finish();
  result.event_count = follower.event_count();
  result.account = reader.account();
  if (status == Status::NeedsWhole) {
    result.reason = follower.why_whole();
    return result;
  }
  result.kind =
      status == Status::Violated ? LiveResult::Kind::NotLinearizable : LiveResult::Kind::Linearizable;
  if (status == Status::Violated) {
    result.reason = follower.decision().reason;
    result.key = follower.violated_key();
    result.core.assign(follower.decision().core.begin(), follower.decision().core.end());
  }
  return result;
}

std::expected<History, Damage> collect_core(EventReader& reader, const std::vector<std::uint64_t>& core) {
  const std::set<std::uint64_t> wanted(core.begin(), core.end());
  HistoryBuilder builder;
  RawEvent event;
  std::set<std::int64_t> open;  // processes whose present operation is wanted
  std::size_t missing = wanted.size();
  for (std::uint64_t number = 0; missing > 0 || !open.empty();) {
    const Next next = reader.next(event, builder.names());
    if (next == Next::Damaged) return std::unexpected(reader.damage());
    if (next != Next::Event) break;
    if (!event.is_client) continue;
    const bool begins = event.type == EventType::Invoke && wanted.contains(number);
    const bool ends = event.type != EventType::Invoke && open.contains(event.process);
    ++number;
    if (!begins && !ends) continue;
    if (begins) {
      open.insert(event.process);
      --missing;
    } else {
      open.erase(event.process);
    }
    if (auto added = builder.add(event); !added) return std::unexpected(std::move(added.error()));
  }
  return builder.take();
}

}  // namespace pawl::checker
