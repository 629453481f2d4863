#pragma once
// The verbs in which the stories of a client's calls are told. Time stands still until a story lets it pass,
// and every choice is the one the story set.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/client/client.h"

namespace pawl::client {

/// Draws the lowest or the highest number, and remembers what was asked.
class OneSided final : public Choices {
 public:
  std::uint64_t choose(const char* label, std::uint64_t count) override {
    labels.emplace_back(label);
    return takes_highest && std::string_view(label) == "client-backoff" ? count - 1 : 0;
  }
  bool takes_highest = true;
  std::vector<std::string> labels;
};

inline machine::Outcome number(std::int64_t value) {
  return machine::Reserved{
      .first = value, .last = value, .count = 1, .increment = 1, .revision = 1, .incarnation = 1};
}
inline machine::Outcome error(ErrorCode code) { return std::unexpected(Error{code, "as the story has it"}); }

inline Content next() { return machine::Request{std::nullopt, machine::SequenceReserve{"s", 1}}; }
inline Content next_with_key() { return machine::Request{"k", machine::SequenceReserve{"s", 1}}; }
inline Content get() { return machine::SequenceGet{"s"}; }

/// Three nodes, attempts of one second, pauses of 10 ms and doubling up to a second, each at its longest.
class Story {
 public:
  explicit Story(std::vector<NodeId> endpoints = {{1}, {2}, {3}})
      : client(Options{.endpoints = std::move(endpoints)}) {}

  /// "1->2 3->1" for the attempts sent, and "done 7", "done not-leader" for ends, since the last look.
  std::string actions() {
    std::string text;
    for (const Action& action : client.take_actions()) {
      if (!text.empty()) text += ' ';
      if (const auto* send = std::get_if<Send>(&action)) {
        last = *send;
        text += std::to_string(send->attempt.value) + "->" + std::to_string(send->endpoint.value);
      } else {
        done = std::get<Done>(action);
        text += "done " + outcome_text(done.outcome);
      }
    }
    return text;
  }

  std::string begin(Content content, Duration deadline = seconds(10)) {
    call = client.begin(now(), Call{std::move(content), deadline}, choices);
    return actions();
  }
  std::string answer(std::uint64_t attempt, machine::Outcome outcome, std::optional<NodeId> leader = {}) {
    client.received(now(), Reply{AttemptId{attempt}, std::move(outcome), leader}, choices);
    return actions();
  }
  std::string refuse(std::uint64_t attempt, ErrorCode code, std::optional<NodeId> leader = {}) {
    return answer(attempt, error(code), leader);
  }
  std::string lose(std::uint64_t attempt, Sent sent) {
    client.transport_failed(now(), AttemptId{attempt}, sent, choices);
    return actions();
  }
  std::string pass(Duration time) {
    clock = clock + time;
    client.wake(now(), choices);
    return actions();
  }
  Duration until_wake() const { return client.wake_at() - clock; }

  Now now() const { return {clock, WallTime{}}; }

  static std::string outcome_text(const machine::Outcome& outcome) {
    if (!outcome) return std::string(name(outcome.error().code));
    const auto* reserved = std::get_if<machine::Reserved>(&*outcome);
    return reserved != nullptr ? std::to_string(reserved->last) : "answered";
  }

  Client client;
  OneSided choices;
  Instant clock{1'000};
  CallId call;
  Send last;
  Done done;
};

}  // namespace pawl::client
