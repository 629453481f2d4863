#pragma once
// The leader's stamp for log entries: cluster time continues where the log ends and advances with the
// leader's monotonic clock. A wall clock that jumps moves nothing; time in which nobody led does not count.

#include <algorithm>

#include "core/base/ids.h"
#include "core/base/time.h"

namespace pawl::node {

class ClusterClock {
 public:
  /// The stamp for an entry made now. `last_stamp` is the newest stamp in the log; it is looked at when a
  /// term begins.
  ClusterTime stamp(Term term, Instant now, ClusterTime last_stamp) {
    if (term != term_) {
      term_ = term;
      began_ = now;
      base_ = last_stamp;
    }
    newest_ = std::max({newest_, last_stamp, base_ + (now - began_)});
    return newest_;
  }

 private:
  Term term_;
  Instant began_;
  ClusterTime base_;
  ClusterTime newest_;
};

}  // namespace pawl::node
