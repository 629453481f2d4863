#pragma once
// What other threads have for the loop: submissions of edges, questions for the status, how far the disk is.
// One lock, and one wake-up of the loop for all that gathers between two of its turns.

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "core/base/ids.h"
#include "real/edge.h"

namespace pawl::real {

struct Submission {
  node::Ask content;
  node::WhenNotLeader when_not_leader = node::WhenNotLeader::Refuse;
  std::function<void(Answered)> done;
};

struct InboxContent {
  std::vector<Submission> submissions;
  std::vector<std::function<void(NodeStatus)>> status_questions;
  /// 0: nothing new.
  PersistSeq persisted;
};

class Inbox {
 public:
  /// `wake` makes the loop turn; it is called without the lock, from the thread that put something in.
  explicit Inbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  /// False if the inbox is closed; then `submission` is untouched.
  [[nodiscard]] bool add(Submission& submission) {
    return put([&] { content_.submissions.push_back(std::move(submission)); });
  }
  /// False if the inbox is closed; then `question` is untouched.
  [[nodiscard]] bool add(std::function<void(NodeStatus)>& question) {
    return put([&] { content_.status_questions.push_back(std::move(question)); });
  }
  /// Without effect once the inbox is closed.
  void add(PersistSeq persisted) {
    put([&] { content_.persisted = persisted; });
  }

  InboxContent take() {
    const std::lock_guard lock(mutex_);
    is_awake_ = false;
    return std::exchange(content_, {});
  }

  /// The last take.
  InboxContent close() {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    return std::exchange(content_, {});
  }

 private:
  template <class Put>
  bool put(const Put& put_in) {
    bool is_first = false;
    {
      const std::lock_guard lock(mutex_);
      if (is_closed_) return false;
      put_in();
      is_first = !std::exchange(is_awake_, true);
    }
    if (is_first) wake_();
    return true;
  }

  std::mutex mutex_;
  InboxContent content_;
  bool is_awake_ = false;
  bool is_closed_ = false;
  std::function<void()> wake_;
};

}  // namespace pawl::real
