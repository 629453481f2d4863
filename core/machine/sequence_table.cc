#include "core/machine/sequence_table.h"

#include <utility>

#include "core/base/check.h"

namespace pawl::machine {

void SequenceTable::restore(Sequence sequence) {
  const Digest digest = digest_of(sequence);
  digest_ = digest_.plus(digest);
  std::string name = sequence.name;
  const bool is_new = slots_.try_emplace(std::move(name), Slot{std::move(sequence), digest, false}).second;
  PAWL_CHECK(is_new);
}

const Sequence* SequenceTable::find(std::string_view name) const {
  const auto place = slots_.find(name);
  return place == slots_.end() ? nullptr : &place->second.sequence;
}

SequenceTable::Place SequenceTable::create(Sequence sequence) {
  std::string name = sequence.name;
  touched_.push_back(name);
  const auto [place, is_new] = slots_.try_emplace(std::move(name), Slot{std::move(sequence), Digest{}, true});
  PAWL_CHECK(is_new);
  return place;
}

void SequenceTable::advance(Place place, std::int64_t current) {
  touch(place);
  Sequence& sequence = place->second.sequence;
  sequence.current = current;
  ++sequence.revision;
}

void SequenceTable::erase(Place place) {
  touch(place);
  slots_.erase(place);
}

void SequenceTable::touch(Place place) {
  Slot& slot = place->second;
  if (slot.touched) return;
  slot.touched = true;
  digest_ = digest_.minus(slot.digest);
  touched_.push_back(place->first);
}

void SequenceTable::settle() {
  for (std::string& name : touched_) {
    const auto place = slots_.find(name);
    if (place != slots_.end() && place->second.touched) {
      Slot& slot = place->second;
      slot.digest = digest_of(slot.sequence);
      slot.touched = false;
      digest_ = digest_.plus(slot.digest);
    }
    changed_.insert(std::move(name));
  }
  touched_.clear();
}

void SequenceTable::take_changes(RowChanges& changes) {
  PAWL_CHECK(touched_.empty());
  for (const std::string& name : changed_) {
    const Sequence* sequence = std::as_const(*this).find(name);
    RowChange& change = changes.emplace_back();
    change.key = SequenceRowKey{name};
    if (sequence != nullptr) change.row = *sequence;
  }
  changed_.clear();
}

Listed SequenceTable::list(const SequenceList& list) const {
  auto place = slots_.lower_bound(list.prefix);
  if (list.after && *list.after >= list.prefix) place = slots_.upper_bound(*list.after);
  Listed page;
  for (; place != slots_.end() && place->first.starts_with(list.prefix); ++place) {
    if (page.sequences.size() == list.limit) {
      page.more = true;
      break;
    }
    page.sequences.push_back(place->second.sequence);
  }
  return page;
}

void SequenceTable::append_rows(std::vector<Row>& rows) const {
  for (const auto& [name, slot] : slots_) rows.emplace_back(slot.sequence);
}

}  // namespace pawl::machine
