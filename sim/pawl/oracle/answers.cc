#include "sim/pawl/oracle/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/base/overloaded.h"
#include "core/node/command.h"
#include "sim/pawl/oracle/rules.h"
#include "sim/pawl/render.h"

namespace pawl::sim {
namespace {

/// Of all that the request says, its kind included.
Digest digest_of(const machine::Request& request) {
  Hasher hasher;
  hasher.add(std::uint64_t{request.key.has_value()}).add(request.key ? std::string_view(*request.key) : "");
  hasher.add(std::uint64_t{request.operation.index()});
  std::visit(Overloaded{[&](const machine::SequenceCreate& it) {
                          hasher.add(it.name).add(it.parameters.initial).add(it.parameters.increment);
                          hasher.add(it.parameters.min).add(it.parameters.max);
                          hasher.add(std::uint64_t{it.parameters.cycle});
                        },
                        [&](const machine::SequenceReserve& it) {
                          hasher.add(it.name).add(it.count).add(static_cast<std::uint64_t>(it.on_missing));
                        },
                        [&](const machine::SequenceDelete& it) { hasher.add(it.name); }},
             request.operation);
  return hasher.finish();
}

/// Codes that the objects themselves decide; the others are about the way to them.
bool is_of_objects(const machine::Outcome& outcome) {
  if (outcome) return true;
  switch (outcome.error().code) {
    case ErrorCode::NotFound:
    case ErrorCode::AlreadyExists:
    case ErrorCode::Exhausted:
    case ErrorCode::KeyReused:
    case ErrorCode::KeyExpired:
    case ErrorCode::KeyFromFuture:
    case ErrorCode::KeysFull: return true;
    default: return false;
  }
}

}  // namespace

Answers::Answers(std::uint32_t nodes, GroupId group, const node::Options& options, const Beginning& beginning,
                 Findings& findings)
    : findings_(&findings),
      options_(options),
      model_(group, options.retention, beginning),
      seen_(nodes + 1) {}

void Answers::asked(NodeId node, const node::FromClient& input, const LogBook& logs) {
  Attempt attempt{.node = node,
                  .since = logs.committed_last(),
                  .ask = input.content,
                  .forwards = input.when_not_leader == node::WhenNotLeader::Forward,
                  .step = seen_[node.value].steps};
  attempt.is_valid =
      std::visit([&](const auto& it) { return model::is_valid(it, options_.request_limits); }, input.content);
  if (const auto* request = std::get_if<machine::Request>(&input.content)) {
    attempt.content = &contents_[digest_of(*request)];
    ++attempt.content->attempts;
    attempt.content->waiting_since.push_back(attempt.since);
  }
  waiting_.insert_or_assign(input.client, std::move(attempt));
}

void Answers::booted(NodeId node, const node::Status& status) {
  for (auto at = waiting_.begin(); at != waiting_.end();) {
    if (at->second.node == node) {
      leave(at->second);
      at = waiting_.erase(at);
    } else {
      ++at;
    }
  }
  const std::uint64_t steps = seen_[node.value].steps;
  seen_[node.value] = {.steps = steps, .term = status.raft.term, .leader = status.raft.leader};
}

void Answers::committed(const LogBook& logs) {
  if (model_.applied() == logs.committed_last()) return;
  LogIndex oldest = model_.applied();
  for (const auto& [client, attempt] : waiting_) oldest = std::min(oldest, attempt.since);
  model_.keep_from(oldest);
  while (model_.applied() < logs.committed_last()) {
    const LogIndex index = model_.applied().next();
    const Command* command = logs.committed_command(index);
    if (command == nullptr) {
      model_.skip(index);
      continue;
    }
    auto outcomes = model_.apply({model_.group(), index, command->now, command->wall}, command->requests);
    for (std::size_t i = 0; i < outcomes.size(); ++i)
      account(index, command->requests[i], std::move(outcomes[i]));
  }
}

void Answers::account(LogIndex index, const machine::Request& request, machine::Outcome&& outcome) {
  if (!model::is_valid(request, options_.request_limits))
    findings_->violated(oracle::kModel, fmt::format("entry {} holds a request that must be refused: {}",
                                                    index.value, to_text(node::Ask(request))));
  Content& content = contents_[digest_of(request)];
  ++content.committed;
  if (!content.waiting_since.empty()) content.fates.push_back({index, std::move(outcome)});
  check_count(content, request);
}

void Answers::check_count(const Content& content, const machine::Request& request) {
  if (content.committed + content.refused <= content.attempts) return;
  findings_->violated(
      oracle::kRefused,
      fmt::format(
          "{}: {} times in the committed log and {} times refused as not done, but asked for {} times",
          to_text(node::Ask(request)), content.committed, content.refused, content.attempts));
}

void Answers::stepped(const NodeStep& step) {
  for (const node::ClientReply* reply : step.replies) judge(step, *reply);
  const std::uint64_t steps = seen_[step.node.value].steps + 1;
  seen_[step.node.value] = {.steps = steps,
                            .term = step.status.raft.term,
                            .leader = step.status.raft.leader,
                            .waiting_requests = step.status.waiting_requests,
                            .waiting_bytes = step.status.waiting_bytes};
}

void Answers::judge(const NodeStep& step, const node::ClientReply& reply) {
  const auto found = waiting_.find(reply.client);
  if (found == waiting_.end() || found->second.node != step.node)
    return findings_->violated(oracle::kModel, fmt::format("node {} answers somebody who does not wait: {}",
                                                           step.node.value, to_text(reply.outcome)));
  ++judged_;
  const Attempt attempt = std::move(found->second);
  waiting_.erase(found);
  if (!is_of_objects(reply.outcome))
    judge_refusal(step, attempt, reply);
  else if (!attempt.is_valid)
    wrong(oracle::kModel, attempt, reply.outcome, "it is malformed");
  else if (attempt.content != nullptr)
    judge_done(attempt, reply.outcome);
  else
    judge_query(attempt, reply.outcome);
  leave(attempt);
}

void Answers::judge_done(const Attempt& attempt, const machine::Outcome& outcome) {
  const bool has_key = std::get<machine::Request>(attempt.ask).key.has_value();
  const Fate* other = nullptr;
  for (Fate& fate : attempt.content->fates) {
    if (fate.index <= attempt.since || (fate.is_told && !has_key)) continue;
    if (model::is_same(fate.outcome, outcome)) {
      fate.is_told = true;
      return;
    }
    other = &fate;
  }
  wrong(oracle::kModel, attempt, outcome,
        other == nullptr ? std::string("no committed entry since then holds it")
                         : fmt::format("entry {} says: {}", other->index.value, to_text(other->outcome)));
}

void Answers::judge_query(const Attempt& attempt, const machine::Outcome& outcome) {
  const auto& query = std::get<machine::Query>(attempt.ask);
  for (LogIndex at = model_.applied();; at = at.previous()) {
    if (model::is_same(model_.query(query, at), outcome)) return;
    if (at <= attempt.since) break;
  }
  wrong(oracle::kModel, attempt, outcome,
        fmt::format("at no index from {} to {}; now it is: {}", attempt.since.value, model_.applied().value,
                    to_text(model_.query(query, model_.applied()))));
}

void Answers::judge_refusal(const NodeStep& step, const Attempt& attempt, const node::ClientReply& reply) {
  const ErrorCode code = reply.outcome.error().code;
  switch (code) {
    case ErrorCode::InvalidArgument:
      if (attempt.is_valid) wrong(oracle::kModel, attempt, reply.outcome, "it is well formed");
      break;
    case ErrorCode::Overloaded:
      if (!may_be_full(step) && !attempt.forwards)
        wrong(oracle::kModel, attempt, reply.outcome, "hardly anything waits");
      break;
    case ErrorCode::ShuttingDown:
      if (!step.status.is_retiring && !attempt.forwards)
        wrong(oracle::kModel, attempt, reply.outcome, "nobody asked the node to leave");
      break;
    case ErrorCode::NotLeader: judge_guidance(step, attempt, reply); break;
    default: break;
  }
  if (attempt.content == nullptr || certainty(code) != Certainty::DidNotHappen) return;
  ++attempt.content->refused;
  check_count(*attempt.content, std::get<machine::Request>(attempt.ask));
}

void Answers::judge_guidance(const NodeStep& step, const Attempt& attempt, const node::ClientReply& reply) {
  const Seen& before = seen_[step.node.value];
  const NodeId leader = step.status.raft.leader;
  // What comes with this very step was brought to nobody yet: the refusal is this node's own.
  const bool knows_leader =
      leader != kNobody && before.leader == leader && before.term == step.status.raft.term;
  if (!knows_leader || attempt.step != before.steps) return;
  if (reply.leader != leader)
    wrong(oracle::kGuidance, attempt, reply.outcome,
          fmt::format("without a word of leader {}", leader.value));
  if (attempt.forwards && leader != step.node)
    wrong(oracle::kGuidance, attempt, reply.outcome,
          fmt::format("though it was to be brought to leader {}", leader.value));
}

/// Whether a limit can have been reached within the step: what waited before it and what waits after it is
/// more than what waited at any moment in between.
bool Answers::may_be_full(const NodeStep& step) const {
  const Seen& before = seen_[step.node.value];
  constexpr std::uint64_t kRequestBytesMax = 4096;
  return before.waiting_requests + step.status.waiting_requests >= options_.waiting_count_max ||
         before.waiting_bytes + step.status.waiting_bytes + kRequestBytesMax > options_.waiting_bytes_max;
}

void Answers::leave(const Attempt& attempt) {
  if (attempt.content == nullptr) return;
  std::vector<LogIndex>& waiting = attempt.content->waiting_since;
  waiting.erase(std::find(waiting.begin(), waiting.end(), attempt.since));
  std::vector<Fate>& fates = attempt.content->fates;
  if (waiting.empty()) return fates.clear();
  const LogIndex oldest = *std::min_element(waiting.begin(), waiting.end());
  const bool has_key = std::get<machine::Request>(attempt.ask).key.has_value();
  std::erase_if(fates, [&](const Fate& fate) { return fate.index <= oldest || (fate.is_told && !has_key); });
}

void Answers::wrong(std::string_view oracle, const Attempt& attempt, const machine::Outcome& outcome,
                    std::string_view why) {
  findings_->violated(oracle, fmt::format("node {} answers {} with {}; {}", attempt.node.value,
                                          to_text(attempt.ask), to_text(outcome), why));
}

}  // namespace pawl::sim
