#pragma once
// An edge without a node: answers what a test tells it to, on a thread of its own like a loop's, or at once.

#include <atomic>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "real/edge.h"

namespace pawl::real::api::test {

class FakeEdge final : public Edge {
 public:
  using Answer = std::function<Answered(const node::Ask&, node::WhenNotLeader)>;

  explicit FakeEdge(Answer answer) : answer_(std::move(answer)) {}

  void submit(node::Ask content, node::WhenNotLeader when_not_leader,
              std::function<void(Answered)> done) override {
    if (is_silent) {
      const std::lock_guard lock(mutex_);
      unanswered_.push_back(std::move(done));
      return;
    }
    done(answer_(content, when_not_leader));
  }

  void status(std::function<void(NodeStatus)> done) override { done(status_to_tell); }

  /// Answers whoever was left waiting.
  void answer_all(const Answered& answered) {
    std::vector<std::function<void(Answered)>> waiting;
    {
      const std::lock_guard lock(mutex_);
      waiting.swap(unanswered_);
    }
    for (const auto& done : waiting) done(answered);
  }

  std::size_t unanswered_count() {
    const std::lock_guard lock(mutex_);
    return unanswered_.size();
  }

  std::atomic<bool> is_silent = false;
  NodeStatus status_to_tell;

 private:
  Answer answer_;
  std::mutex mutex_;
  std::vector<std::function<void(Answered)>> unanswered_;
};

inline Answered answer_of(machine::Outcome outcome) { return {std::move(outcome), kNobody, {}}; }
inline Answered refusal_of(ErrorCode code) {
  return answer_of(machine::Outcome{std::unexpect, Error{code, "so the test says"}});
}

}  // namespace pawl::real::api::test
