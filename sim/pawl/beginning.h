#pragma once
// Where the numbers of a run begin that count for ever. A new cluster begins at nothing; one that is old does
// not, and its numbers cross what readers may take for their end. The folders of all nodes say it, as if the
// cluster had come there by itself and compacted its log: the core knows nothing of it.

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/machine/stored_state.h"
#include "core/raft/entry.h"

namespace pawl::sim {

struct Beginning {
  /// The term that everybody has seen; nobody voted in it yet.
  Term term;
  /// The newest entry, applied by all, and compacted.
  LogIndex index;
  std::uint64_t next_incarnation = 1;
  std::uint64_t next_order = 1;
  /// Of the sequences that exist; if it is 0, none does.
  std::uint64_t revision = 0;
  std::vector<machine::Sequence> sequences;

  raft::LogPosition last() const { return {index.value == 0 ? Term{} : term, index}; }
  bool is_nothing() const {
    return term == Term{} && index == LogIndex{} && next_incarnation == 1 && next_order == 1 &&
           sequences.empty();
  }
};

}  // namespace pawl::sim
