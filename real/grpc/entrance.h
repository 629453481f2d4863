#pragma once
// The way of gRPC's calls to the node, which may not be there yet: the port is taken before the node is made.

#include <atomic>
#include <functional>
#include <utility>

#include "real/edge.h"

namespace pawl::real::api {

class Entrance {
 public:
  /// From now on calls reach the node. `edge` outlives all calls.
  void open(Edge& edge) { edge_.store(&edge, std::memory_order_release); }

  /// As Edge::submit; before open() the answer is Overloaded.
  void submit(node::Ask content, node::WhenNotLeader when_not_leader, std::function<void(Answered)> done) {
    if (Edge* edge = edge_.load(std::memory_order_acquire)) {
      return edge->submit(std::move(content), when_not_leader, std::move(done));
    }
    done({std::unexpected(Error{ErrorCode::Overloaded, "this node is still starting; try again"}),
          kNobody,
          {}});
  }

  /// The node; null before open().
  Edge* edge() const { return edge_.load(std::memory_order_acquire); }

 private:
  std::atomic<Edge*> edge_ = nullptr;
};

}  // namespace pawl::real::api
