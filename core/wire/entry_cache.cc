#include "core/wire/entry_cache.h"

#include <utility>

namespace pawl::wire {

EncodedEntry EntryCache::get(const raft::Entry& entry) {
  const auto at = kept_.find(entry.index);
  if (at != kept_.end() && at->second.term == entry.term) return at->second.encoded;
  EncodedEntry encoded = std::make_shared<const std::string>(encode_entry(entry));
  put({.term = entry.term, .index = entry.index}, encoded);
  return encoded;
}

void EntryCache::put(raft::LogPosition position, EncodedEntry encoded) {
  Kept& kept = kept_[position.index];
  if (kept.encoded) bytes_ -= kept.encoded->size();
  bytes_ += encoded->size();
  kept = {.term = position.term, .encoded = std::move(encoded)};
  shrink();
}

void EntryCache::shrink() {
  while (bytes_ > bytes_max_ && !kept_.empty()) {
    bytes_ -= kept_.begin()->second.encoded->size();
    kept_.erase(kept_.begin());
  }
}

}  // namespace pawl::wire
