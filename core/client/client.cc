#include "core/client/client.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/base/marks.h"
#include "core/client/verdict.h"

namespace pawl::client {
namespace {

Instant later(Instant from, Duration wait) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(from.ns, wait.ns, &sum)) return kNever;
  return {sum};
}

std::expected<void, Error> validate(const Call& call) {
  if (call.deadline.ns <= 0) {
    return std::unexpected(Error{ErrorCode::InvalidArgument, "the deadline must be more than zero"});
  }
  return std::visit([](const auto& content) { return machine::validate(content); }, call.content);
}

std::string endpoint_text(NodeId endpoint) { return "endpoint " + std::to_string(endpoint.value); }

}  // namespace

Client::Client(Options options) : options_(std::move(options)) {
  std::vector<NodeId> endpoints = options_.endpoints;
  std::ranges::sort(endpoints);
  PAWL_CHECK(!endpoints.empty());
  PAWL_CHECK(std::ranges::adjacent_find(endpoints) == endpoints.end());
  PAWL_CHECK(options_.attempt_timeout.ns > 0);
  PAWL_CHECK(options_.backoff_min.ns > 0);
  PAWL_CHECK(options_.backoff_min <= options_.backoff_max);
}

CallId Client::begin(Now now, Call call, Choices& choices) {
  last_call_ = last_call_.next();
  if (auto valid = validate(call); !valid) {
    PAWL_SOMETIMES("client.malformed-call-is-not-sent");
    actions_.emplace_back(Done{last_call_, std::unexpected(valid.error()), 0});
    return last_call_;
  }
  if (!position_) position_ = choices.choose("client-endpoint", options_.endpoints.size());
  CallState state;
  state.content = std::move(call.content);
  state.deadline = later(now.monotonic, call.deadline);
  state.next_step = state.deadline;
  const Place place = calls_.emplace(last_call_, std::move(state)).first;
  send(now, place, std::nullopt);
  return last_call_;
}

void Client::received(Now now, Reply reply, Choices& choices) {
  learn_leader(reply.leader);
  const auto ended = end_attempt(reply.attempt);
  PAWL_SOMETIMES("client.answer-comes-after-the-call", !ended);
  if (!ended) return;
  if (reply.outcome) {
    PAWL_SOMETIMES("client.is-answered-at-the-first-attempt", ended->call->second.attempt_count == 1);
    PAWL_SOMETIMES("client.is-answered-at-a-later-attempt", ended->call->second.attempt_count > 1);
    PAWL_SOMETIMES("client.attempt-that-was-given-up-is-answered", !ended->was_current);
    if (!leader_) leader_ = ended->endpoint;
    finish(ended->call, std::move(reply.outcome));
  } else {
    failed(now, *ended, std::move(reply.outcome).error(), choices);
  }
}

void Client::transport_failed(Now now, AttemptId attempt, Sent sent, Choices& choices) {
  const auto ended = end_attempt(attempt);
  PAWL_SOMETIMES("client.connection-fails-after-the-call", !ended);
  if (!ended) return;
  PAWL_SOMETIMES("client.cannot-reach-a-node", sent == Sent::No);
  PAWL_SOMETIMES("client.connection-breaks", sent == Sent::Maybe);
  doubt_leader(ended->endpoint);
  const std::string endpoint = endpoint_text(ended->endpoint);
  if (sent == Sent::No) {
    failed(now, *ended, {ErrorCode::NotLeader, endpoint + " cannot be reached: is it running?"}, choices);
  } else {
    failed(now, *ended,
           {ErrorCode::TimedOut, "the connection to " + endpoint + " broke before an answer came"}, choices);
  }
}

/// An attempt ended without success. Decides whether the call ends with it and, if not, when to ask whom.
void Client::failed(Now now, const Ended& ended, Error error, Choices& choices) {
  CallState& call = ended.call->second;
  const Verdict verdict = judge(call.content, error.code);
  switch (verdict) {
    case Verdict::Final:
      PAWL_SOMETIMES("client.refusal-is-final");
      return finish(ended.call, std::unexpected(std::move(error)));
    case Verdict::Refused:
      PAWL_SOMETIMES("client.refusal-says-nothing-of-an-earlier-attempt", may_have_happened(call));
      PAWL_SOMETIMES("client.refusal-is-of-the-only-attempt", !may_have_happened(call));
      if (may_have_happened(call)) error = ambiguous_end(call.ambiguous, error);
      return finish(ended.call, std::unexpected(std::move(error)));
    case Verdict::Ambiguous:
      PAWL_SOMETIMES("client.call-without-key-may-have-happened", !is_repeatable(call.content));
      PAWL_SOMETIMES("client.call-that-may-have-happened-is-repeated", is_repeatable(call.content));
      if (!is_repeatable(call.content)) return finish(ended.call, std::unexpected(std::move(error)));
      if (is_request(call.content) && !call.ambiguous) call.ambiguous = error;
      break;
    case Verdict::GoOn:
    case Verdict::Wait: break;
  }
  call.refusal = std::move(error);
  // A late refusal of an attempt that was given up: another one is on its way already.
  PAWL_SOMETIMES("client.attempt-that-was-given-up-is-refused", !ended.was_current);
  if (!ended.was_current) return;
  if (verdict == Verdict::Wait) {
    PAWL_SOMETIMES("client.waits-because-a-node-is-overloaded");
    pause(now, call, choices);
  } else {
    go_on(now, ended, choices);
  }
}

/// Asks another node at once, and pauses when that has brought nothing at as many nodes as there are.
void Client::go_on(Now now, const Ended& ended, Choices& choices) {
  CallState& call = ended.call->second;
  doubt_leader(ended.endpoint);
  ++call.moved_count;
  PAWL_SOMETIMES("client.asks-another-node-at-once", call.moved_count < options_.endpoints.size());
  PAWL_SOMETIMES("client.follows-a-hint",
                 call.moved_count < options_.endpoints.size() && leader_.has_value());
  if (call.moved_count < options_.endpoints.size()) return send(now, ended.call, ended.endpoint);
  PAWL_SOMETIMES("client.hints-lead-in-a-circle", leader_.has_value());
  // The hints led in a circle or nowhere: after the pause the nodes are asked in turn.
  leader_.reset();
  pause(now, call, choices);
}

void Client::pause(Now now, CallState& call, Choices& choices) {
  std::int64_t longest = options_.backoff_min.ns;
  for (std::uint32_t i = 0; i < call.pause_count && longest < options_.backoff_max.ns; ++i) {
    longest = longest > options_.backoff_max.ns / 2 ? options_.backoff_max.ns : longest * 2;
  }
  PAWL_SOMETIMES("client.pauses", call.pause_count == 0);
  PAWL_SOMETIMES("client.pauses-longer", call.pause_count > 0);
  PAWL_SOMETIMES("client.pauses-as-long-as-it-may", longest == options_.backoff_max.ns);
  const std::int64_t shortest = longest / 2;
  const auto width = static_cast<std::uint64_t>(longest - shortest) + 1;
  const auto drawn = static_cast<std::int64_t>(choices.choose("client-backoff", width));
  call.next_step = std::min(later(now.monotonic, nanoseconds(shortest + drawn)), call.deadline);
  ++call.pause_count;
  call.moved_count = 0;
}

void Client::wake(Now now, Choices& choices) {
  for (auto at = calls_.begin(); at != calls_.end();) {
    const Place place = at++;
    CallState& call = place->second;
    if (now.monotonic >= call.deadline) {
      finish_at_deadline(place);
    } else if (now.monotonic >= call.next_step) {
      if (call.current) {
        give_up_attempt(now, place, choices);
      } else {
        send(now, place, std::nullopt);
      }
    }
  }
}

/// Its answer is still welcome, but another node is asked.
void Client::give_up_attempt(Now now, Place place, Choices& choices) {
  CallState& call = place->second;
  const Attempt late = *call.current;
  PAWL_SOMETIMES("client.attempt-is-given-up");
  call.current.reset();
  call.given_up.push_back(late);
  go_on(now, Ended{place, late.endpoint, true}, choices);
}

void Client::send(Now now, Place place, std::optional<NodeId> avoid) {
  CallState& call = place->second;
  last_attempt_ = last_attempt_.next();
  call.current = Attempt{last_attempt_, next_endpoint(avoid)};
  // What cannot be repeated gains nothing from giving up early.
  call.next_step = call.deadline;
  if (is_repeatable(call.content)) {
    call.next_step = std::min(later(now.monotonic, options_.attempt_timeout), call.deadline);
  }
  ++call.attempt_count;
  attempts_.emplace(last_attempt_, place->first);
  actions_.emplace_back(Send{call.current->endpoint, place->first, last_attempt_, call.content,
                             call.next_step - now.monotonic});
}

std::optional<Client::Ended> Client::end_attempt(AttemptId attempt) {
  const auto at = attempts_.find(attempt);
  if (at == attempts_.end()) return std::nullopt;
  const Place place = calls_.find(at->second);
  PAWL_CHECK(place != calls_.end());
  attempts_.erase(at);

  CallState& call = place->second;
  if (call.current && call.current->id == attempt) {
    const NodeId endpoint = call.current->endpoint;
    call.current.reset();
    return Ended{place, endpoint, true};
  }
  const auto given_up = std::ranges::find(call.given_up, attempt, &Attempt::id);
  PAWL_CHECK(given_up != call.given_up.end());
  const NodeId endpoint = given_up->endpoint;
  call.given_up.erase(given_up);
  return Ended{place, endpoint, false};
}

bool Client::may_have_happened(const CallState& call) const {
  return is_request(call.content) && (call.ambiguous || call.current || !call.given_up.empty());
}

void Client::finish_at_deadline(Place place) {
  const CallState& call = place->second;
  const bool is_awaited = call.current.has_value() || !call.given_up.empty();
  PAWL_SOMETIMES("client.deadline-finds-an-attempt-under-way", call.current.has_value());
  PAWL_SOMETIMES("client.deadline-finds-attempts-given-up", !call.current && !call.given_up.empty());
  PAWL_SOMETIMES("client.deadline-finds-an-ambiguous-end", !is_awaited && may_have_happened(call));
  PAWL_SOMETIMES("client.deadline-finds-refusals-alone", !is_awaited && !may_have_happened(call));
  if (is_awaited || may_have_happened(call) || !call.refusal) {
    return finish(place, std::unexpected(timed_out_end(call.content, call.attempt_count, call.refusal)));
  }
  finish(place, std::unexpected(refused_end(*call.refusal, call.attempt_count)));
}

void Client::finish(Place place, machine::Outcome outcome) {
  const CallState& call = place->second;
  if (call.current) attempts_.erase(call.current->id);
  for (const Attempt& attempt : call.given_up) attempts_.erase(attempt.id);
  actions_.emplace_back(Done{place->first, std::move(outcome), call.attempt_count});
  calls_.erase(place);
}

std::vector<Action> Client::take_actions() { return std::exchange(actions_, {}); }

Instant Client::wake_at() const {
  Instant earliest = kNever;
  for (const auto& [id, call] : calls_) earliest = std::min(earliest, call.next_step);
  return earliest;
}

void Client::add_endpoint(NodeId endpoint) {
  if (std::ranges::find(options_.endpoints, endpoint) == options_.endpoints.end()) {
    options_.endpoints.push_back(endpoint);
  }
}

NodeId Client::next_endpoint(std::optional<NodeId> avoid) {
  if (leader_) return *leader_;
  const std::uint64_t count = options_.endpoints.size();
  NodeId endpoint = options_.endpoints[*position_ % count];
  *position_ = (*position_ + 1) % count;
  if (endpoint == avoid && count > 1) {
    endpoint = options_.endpoints[*position_];
    *position_ = (*position_ + 1) % count;
  }
  return endpoint;
}

void Client::learn_leader(std::optional<NodeId> leader) {
  if (leader && std::ranges::find(options_.endpoints, *leader) != options_.endpoints.end()) leader_ = leader;
}

void Client::doubt_leader(NodeId endpoint) {
  PAWL_SOMETIMES("client.doubts-who-it-took-for-the-leader", leader_ == endpoint);
  if (leader_ == endpoint) leader_.reset();
}

}  // namespace pawl::client
