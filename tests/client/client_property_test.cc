// A client in a hostile world: whatever is answered, lost or late, every call ends once and by its deadline,
// a request without a key has at most one attempt that may happen, and the end never denies what may have
// happened.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "tests/client/story.h"

namespace pawl::client {
namespace {

/// Draws from rapidcheck, so that a failing story shrinks.
class Drawn final : public Choices {
 public:
  std::uint64_t choose(const char*, std::uint64_t count) override {
    return *rc::gen::inRange<std::uint64_t>(0, std::min<std::uint64_t>(count, 1'000));
  }
};

struct Known {
  Content content;
  Instant deadline;
  /// Attempts whose fate the world knows: true if it did take effect or still may.
  std::map<std::uint64_t, bool> may_happen{};
  bool was_told = false;
  bool is_over = false;
};

class World {
 public:
  void begin() {
    Call call;
    call.content = *rc::gen::element(next(), next_with_key(), get());
    call.deadline = milliseconds(*rc::gen::inRange<std::int64_t>(1, 6'000));
    Known known{.content = call.content, .deadline = now_.monotonic + call.deadline};
    const CallId id = client_.begin(now_, std::move(call), choices_);
    calls_.emplace(id.value, std::move(known));
    look();
  }

  void answer(std::uint64_t attempt) {
    const auto at = open_.find(attempt);
    if (at == open_.end()) return;
    Known& call = calls_.at(at->second);
    const bool succeeds = *rc::gen::inRange(0, 6) == 0;
    const auto code = static_cast<ErrorCode>(*rc::gen::inRange(0, kErrorCodeCount));
    if (!succeeds && certainty(code) == Certainty::DidNotHappen) call.may_happen[attempt] = false;
    // The machine remembers these under the key: no attempt of the call can have another end.
    const bool binds_all =
        code == ErrorCode::NotFound || code == ErrorCode::AlreadyExists || code == ErrorCode::Exhausted;
    if (!succeeds && binds_all) {
      for (auto& [id, may_happen] : call.may_happen) may_happen = false;
    }
    open_.erase(at);
    const auto hint = *rc::gen::inRange<std::uint64_t>(0, 5);
    client_.received(now_,
                     Reply{AttemptId{attempt}, succeeds ? number(1) : error(code),
                           hint == 0 ? std::nullopt : std::optional(NodeId{hint})},
                     choices_);
    look();
  }

  void lose(std::uint64_t attempt) {
    const auto at = open_.find(attempt);
    if (at == open_.end()) return;
    const Sent sent = *rc::gen::element(Sent::No, Sent::Maybe);
    if (sent == Sent::No) calls_.at(at->second).may_happen[attempt] = false;
    open_.erase(at);
    client_.transport_failed(now_, AttemptId{attempt}, sent, choices_);
    look();
  }

  void pass(Duration time) {
    now_.monotonic = now_.monotonic + time;
    client_.wake(now_, choices_);
    look();
  }
  void pass_to_wake() {
    if (client_.wake_at() != kNever) pass(client_.wake_at() - now_.monotonic);
  }

  void everything_ends() {
    for (int i = 0; i < 100'000 && client_.call_count() > 0; ++i) pass_to_wake();
    RC_ASSERT(client_.call_count() == 0U);
    RC_ASSERT(client_.wake_at() == kNever);
    for (const auto& [id, call] : calls_) RC_ASSERT(call.is_over);
  }
  std::uint64_t attempt_count() const { return attempt_count_; }

 private:
  void look() {
    for (const Action& action : client_.take_actions()) {
      if (const auto* send = std::get_if<Send>(&action)) {
        saw_send(*send);
      } else {
        saw_done(std::get<Done>(action));
      }
    }
    for (const auto& [id, call] : calls_) RC_ASSERT(call.is_over || call.deadline > now_.monotonic);
    RC_ASSERT(client_.call_count() == 0U || client_.wake_at() > now_.monotonic);
  }

  void saw_send(const Send& send) {
    Known& call = calls_.at(send.call.value);
    RC_ASSERT(!call.is_over);
    RC_ASSERT(send.attempt.value == ++attempt_count_);
    RC_ASSERT(send.timeout > Duration{0});
    RC_ASSERT(now_.monotonic + send.timeout <= call.deadline);
    const auto* request = std::get_if<machine::Request>(&call.content);
    if (request != nullptr && !request->key) {
      for (const auto& [id, may_happen] : call.may_happen) RC_ASSERT(!may_happen);
    }
    call.may_happen[send.attempt.value] = request != nullptr;
    open_.emplace(send.attempt.value, send.call.value);
  }

  void saw_done(const Done& done) {
    Known& call = calls_.at(done.call.value);
    RC_ASSERT(!call.is_over);
    call.is_over = true;
    RC_ASSERT(done.attempt_count == call.may_happen.size());
    if (done.outcome || certainty(done.outcome.error().code) == Certainty::MayHaveHappened) return;
    for (const auto& [id, may_happen] : call.may_happen) RC_ASSERT(!may_happen);
  }

  Client client_{Options{.endpoints = {{1}, {2}, {3}}}};
  Drawn choices_;
  Now now_{Instant{1}, WallTime{}};
  std::map<std::uint64_t, Known> calls_;
  /// Attempts not answered yet, and their calls.
  std::map<std::uint64_t, std::uint64_t> open_;
  std::uint64_t attempt_count_ = 0;
};

RC_GTEST_PROP(ClientProperty, EveryCallEndsOnceInTimeAndHonestly, ()) {
  using rc::gen::inRange;
  World world;
  const int steps = *inRange(1, 60);
  for (int step = 0; step < steps; ++step) {
    const auto recent = [&] {
      return world.attempt_count() -
             *inRange<std::uint64_t>(0, std::min<std::uint64_t>(world.attempt_count() + 1, 6));
    };
    switch (*inRange(0, 8)) {
      case 0: world.begin(); break;
      case 1: world.pass(milliseconds(*inRange<std::int64_t>(0, 1'500))); break;
      case 2: world.pass_to_wake(); break;
      case 3: world.lose(recent()); break;
      default: world.answer(recent());
    }
  }
  world.everything_ends();
}

}  // namespace
}  // namespace pawl::client
