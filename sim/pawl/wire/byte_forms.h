#pragma once
// What a real host does with a node's effects and inputs before they leave and after they come: everything
// goes through its bytes, and the bytes of entries through one cache, which is the node's for a life. What
// comes out is what the simulator carries on; the oracles see whether it does as well as what went in.

#include <cstdint>

#include "core/node/effects.h"
#include "core/wire/entry_cache.h"

namespace pawl::sim {

class ByteForms {
 public:
  ByteForms(NodeId self, std::uint64_t cached_bytes_max) : self_(self), cache_(cached_bytes_max) {}

  /// A message came: the bytes of its entries are kept, to be written as they are.
  void received(const node::FromPeer& input);
  /// Brings what leaves into the form in which the disk and the receivers find it.
  void leave(node::Effects& effects);

 private:
  void write(node::Persist& persist);

  NodeId self_;
  wire::EntryCache cache_;
};

}  // namespace pawl::sim
