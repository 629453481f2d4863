#pragma once
// The rows of a state as they come back from the disk, each put where the state machine keeps its kind. A
// disk may hold a million rows: every one is made once, here, and from here on only moved.

#include <deque>
#include <vector>

#include "core/machine/operation.h"
#include "core/machine/row.h"

namespace pawl::machine {

struct StoredState {
  MachineHead head;
  std::vector<Sequence> sequences;
  std::deque<RememberedRequest> requests;
  bool operator==(const StoredState&) const = default;

  /// Adds one row; rows may come in any order. Disks give them in the order of their keys, which is free.
  void add(Row row);
};

}  // namespace pawl::machine
