#include "real/cli/status.h"

#include <fmt/format.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/wire/pawl.grpc.pb.h"
#include "real/grpc/link.h"

namespace pawl::real::cli {
namespace {

using Json = nlohmann::ordered_json;

/// One question under way.
struct Question {
  std::unique_ptr<v1::Cluster::Stub> stub;
  grpc::ClientContext context;
  grpc::Status status;
  std::unique_ptr<grpc::ClientAsyncResponseReader<v1::StatusReply>> reader;
};

std::string_view role_text(v1::Role role) {
  switch (role) {
    case v1::FOLLOWER: return "follower";
    case v1::PRE_CANDIDATE: return "pre-candidate";
    case v1::CANDIDATE: return "candidate";
    case v1::LEADER: return "leader";
    default: return "unknown";
  }
}

Json node_json(const NodeAnswer& answer) {
  Json json;
  json["endpoint"] = answer.endpoint;
  json["answers"] = answer.has_answered;
  if (!answer.has_answered) {
    json["trouble"] = answer.trouble;
    return json;
  }
  const v1::StatusReply& status = answer.status;
  json["id"] = status.node_id();
  json["cluster"] = status.cluster_id();
  json["role"] = role_text(status.role());
  json["term"] = status.term();
  json["leader"] = status.leader_id();
  json["last"] = status.last_index();
  json["durable"] = status.durable_index();
  json["commit"] = status.commit_index();
  json["applied"] = status.applied_index();
  json["sequences"] = status.sequences();
  json["waiting_requests"] = status.waiting_requests();
  json["waiting_bytes"] = status.waiting_bytes();
  json["digest"] = status.digest();
  json["retiring"] = status.retiring();
  json["members"] = Json::array();
  for (const v1::Member& member : status.members()) {
    json["members"].push_back({{"id", member.id()},
                               {"peer", member.peer_address()},
                               {"grpc", member.grpc_address()},
                               {"resp", member.resp_address()},
                               {"connected", member.connected()}});
  }
  return json;
}

std::string status_json(const std::vector<NodeAnswer>& answers) {
  Json json;
  const std::uint64_t leader = leader_of(answers);
  json["leader"] = leader == 0 ? Json(nullptr) : Json(leader);
  json["nodes"] = Json::array();
  for (const NodeAnswer& answer : answers) json["nodes"].push_back(node_json(answer));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string status_text(const std::vector<NodeAnswer>& answers) {
  std::string text = fmt::format("{:<24}{:<6}{:<15}{:>6}{:>12}{:>12}{:>12}{:>12}\n", "endpoint", "node",
                                 "role", "term", "last", "commit", "applied", "sequences");
  for (const NodeAnswer& answer : answers) {
    if (!answer.has_answered) {
      text += fmt::format("{:<24}does not answer: {}\n", answer.endpoint, answer.trouble);
      continue;
    }
    const v1::StatusReply& status = answer.status;
    text += fmt::format("{:<24}{:<6}{:<15}{:>6}{:>12}{:>12}{:>12}{:>12}\n", answer.endpoint, status.node_id(),
                        role_text(status.role()), status.term(), status.last_index(), status.commit_index(),
                        status.applied_index(), status.sequences());
  }
  const std::uint64_t leader = leader_of(answers);
  text += leader == 0 ? "no leader\n" : fmt::format("leader: node {}\n", leader);
  return text;
}

}  // namespace

std::vector<NodeAnswer> ask_status(const std::vector<std::string>& endpoints, Duration timeout) {
  grpc::CompletionQueue queue;
  std::vector<NodeAnswer> answers(endpoints.size());
  std::vector<std::unique_ptr<Question>> questions;
  const auto deadline = std::chrono::system_clock::now() + std::chrono::nanoseconds(timeout.ns);
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    auto question = std::make_unique<Question>();
    question->stub = v1::Cluster::NewStub(api::make_channel(endpoints[i]));
    question->context.set_deadline(deadline);
    question->reader = question->stub->AsyncStatus(&question->context, v1::StatusRequest{}, &queue);
    answers[i].endpoint = endpoints[i];
    question->reader->Finish(&answers[i].status, &question->status, question.get());
    questions.push_back(std::move(question));
  }
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    void* done = nullptr;
    bool ok = false;
    queue.Next(&done, &ok);  // every question ends, at the latest at its deadline
  }
  queue.Shutdown();
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    answers[i].has_answered = questions[i]->status.ok();
    answers[i].trouble = questions[i]->status.error_message();
  }
  return answers;
}

std::uint64_t leader_of(const std::vector<NodeAnswer>& answers) {
  const NodeAnswer* leader = nullptr;
  for (const NodeAnswer& answer : answers) {
    if (!answer.has_answered || answer.status.role() != v1::LEADER) continue;
    if (leader == nullptr || answer.status.term() > leader->status.term()) leader = &answer;
  }
  return leader == nullptr ? 0 : leader->status.node_id();
}

std::string render_status(Format format, const std::vector<NodeAnswer>& answers) {
  return format == Format::Json ? status_json(answers) : status_text(answers);
}

}  // namespace pawl::real::cli
