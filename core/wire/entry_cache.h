#pragma once
// The encoded forms of the newest entries, so that an entry is encoded once (or, on a follower, never) and
// read back from no disk. Belongs to the thread that owns the node.

#include <cstdint>
#include <map>

#include "core/base/ids.h"
#include "core/wire/entry.h"

namespace pawl::wire {

class EntryCache {
 public:
  /// Keeps about `bytes_max` bytes; the entries with the lowest indices go first.
  explicit EntryCache(std::uint64_t bytes_max) : bytes_max_(bytes_max) {}

  /// The entry's bytes; encodes and remembers them if they are not here.
  EncodedEntry get(const raft::Entry& entry);

  /// Remembers the bytes of the entry at (term, index) as they came from the leader. Replaces another term's
  /// entry at that index.
  void put(raft::LogPosition position, EncodedEntry encoded);

  std::uint64_t bytes() const { return bytes_; }

 private:
  struct Kept {
    Term term;
    EncodedEntry encoded;
  };
  void shrink();

  std::uint64_t bytes_max_;
  std::uint64_t bytes_ = 0;
  std::map<LogIndex, Kept> kept_;
};

}  // namespace pawl::wire
