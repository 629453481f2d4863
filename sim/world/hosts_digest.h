#pragma once
// What all hosts are and hold, as one digest: for a run's checkpoints.

#include "core/base/digest.h"
#include "sim/world/hosts.h"

namespace pawl::sim {

/// Of every node that is up, and of every folder if the system has a fingerprint of its images.
template <System S>
Digest digest_of(const Hosts<S>& hosts) {
  Hasher hasher;
  const auto add = [&hasher](const Digest& digest) { hasher.add(digest.low).add(digest.high); };
  for (HostId host{1}; host.value <= hosts.size(); ++host.value) {
    hasher.add(hosts.life(host)).add(std::uint64_t{hosts.is_paused(host)});
    if (hosts.is_up(host)) add(S::fingerprint(hosts.node(host)));
    if constexpr (requires { S::fingerprint(hosts.folder(host)); }) add(S::fingerprint(hosts.folder(host)));
  }
  return hasher.finish();
}

}  // namespace pawl::sim
