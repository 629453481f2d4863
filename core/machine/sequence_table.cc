#include "core/machine/sequence_table.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/base/marks.h"

namespace pawl::machine {

void SequenceTable::restore(Sequence sequence) {
  const Digest digest = digest_of(sequence);
  digest_ = digest_.plus(digest);
  std::string name = sequence.name;
  const bool is_new =
      slots_.try_emplace(std::move(name), Slot{.sequence = std::move(sequence), .digest = digest}).second;
  PAWL_CHECK(is_new);
}

const Sequence* SequenceTable::find(std::string_view name) const {
  const auto place = slots_.find(name);
  return place == slots_.end() ? nullptr : &place->second.sequence;
}

SequenceTable::Place SequenceTable::create(Sequence sequence) {
  std::string name = sequence.name;
  Slot slot{.sequence = std::move(sequence), .digest = {}, .is_touched = true};
  const auto [place, is_new] = slots_.try_emplace(std::move(name), std::move(slot));
  PAWL_CHECK(is_new);
  touched_.push_back(place);
  return place;
}

void SequenceTable::advance(Place place, std::int64_t current) {
  touch(place);
  Sequence& sequence = place->second.sequence;
  sequence.current = current;
  ++sequence.revision;
}

void SequenceTable::erase(Place place) {
  PAWL_SOMETIMES("machine.changed-and-deleted-in-one-entry", place->second.is_touched);
  touch(place);
  std::erase(touched_, place);
  if (!place->second.is_changed) changed_.push_back(place->first);
  slots_.erase(place);
}

void SequenceTable::touch(Place place) {
  Slot& slot = place->second;
  if (slot.is_touched) return;
  slot.is_touched = true;
  digest_ = digest_.minus(slot.digest);
  touched_.push_back(place);
}

void SequenceTable::settle() {
  for (const Place place : touched_) {
    Slot& slot = place->second;
    slot.digest = digest_of(slot.sequence);
    slot.is_touched = false;
    digest_ = digest_.plus(slot.digest);
    if (!slot.is_changed) changed_.push_back(place->first);
    slot.is_changed = true;
  }
  touched_.clear();
}

void SequenceTable::take_changes(RowChanges& changes) {
  PAWL_CHECK(touched_.empty());
  std::ranges::sort(changed_);
  const auto repeated = std::ranges::unique(changed_);
  changed_.erase(repeated.begin(), repeated.end());
  changes.reserve(changes.size() + changed_.size());
  for (std::string& name : changed_) {
    const auto place = slots_.find(name);
    RowChange& change = changes.emplace_back();
    change.key = SequenceRowKey{std::move(name)};
    if (place == slots_.end()) continue;
    change.row = place->second.sequence;
    place->second.is_changed = false;
  }
  changed_.clear();
}

Listed SequenceTable::list(const SequenceList& list) const {
  auto place = slots_.lower_bound(list.prefix);
  PAWL_SOMETIMES("machine.list-goes-on-after-a-name", list.after && *list.after >= list.prefix);
  PAWL_SOMETIMES("machine.list-goes-on-before-its-prefix", list.after && *list.after < list.prefix);
  if (list.after && *list.after >= list.prefix) place = slots_.upper_bound(*list.after);
  Listed page;
  for (; place != slots_.end() && place->first.starts_with(list.prefix); ++place) {
    if (page.sequences.size() == list.limit) {
      PAWL_SOMETIMES("machine.list-has-more");
      page.more = true;
      break;
    }
    page.sequences.push_back(place->second.sequence);
  }
  PAWL_SOMETIMES("machine.list-is-complete", !page.sequences.empty() && !page.more);
  PAWL_SOMETIMES("machine.list-is-empty", page.sequences.empty());
  PAWL_SOMETIMES("machine.list-ends-at-its-prefix", !page.more && place != slots_.end());
  return page;
}

void SequenceTable::append_rows(std::vector<Row>& rows) const {
  for (const auto& [name, slot] : slots_) rows.emplace_back(slot.sequence);
}

}  // namespace pawl::machine
