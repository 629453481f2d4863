#pragma once
// The identities that travel between the parts of pawl. Each is its own type.

#include "core/base/strong_id.h"

namespace pawl {

/// One node of a cluster; 1 and up. 0 means "nobody".
using NodeId = StrongId<struct NodeIdTag>;
/// One cluster: every frame and every data folder carries it, so that two clusters can never mix.
using ClusterId = StrongId<struct ClusterIdTag>;
/// One log with its own replicated objects. A cluster has one group, number 0.
using GroupId = StrongId<struct GroupIdTag>;
/// Raft's logical time: at most one leader per term (Raft thesis 3.3).
using Term = StrongId<struct TermTag>;
/// Position of an entry in the log, counted from 1. 0 is the position before the first entry.
using LogIndex = StrongId<struct LogIndexTag>;
/// Number of a Persist effect; dense and increasing within one life of a node, beginning at 1.
using PersistSeq = StrongId<struct PersistSeqTag>;
/// Number of a read barrier within one leader's term (Raft thesis 6.4).
using ReadSeq = StrongId<struct ReadSeqTag>;
/// A caller that waits for an answer; chosen by the host, never reused within one life of a node.
using ClientRef = StrongId<struct ClientRefTag>;

inline constexpr NodeId kNobody{0};
inline constexpr GroupId kOnlyGroup{0};

}  // namespace pawl
