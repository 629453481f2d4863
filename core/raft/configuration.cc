#include "core/raft/configuration.h"

#include <algorithm>

namespace pawl::raft {

bool Configuration::is_voter(NodeId node) const {
  return std::find(voters.begin(), voters.end(), node) != voters.end() ||
         std::find(outgoing.begin(), outgoing.end(), node) != outgoing.end();
}

}  // namespace pawl::raft
