#include "core/node/forwarding.h"
#include "core/base/marks.h"

#include <utility>

namespace pawl::node {

ForwardedRequest ForwardedOut::begin(Instant now, ClientRef client, NodeId leader, Term term, Ask content) {
  const std::uint64_t id = next_id_++;
  const bool is_query = std::holds_alternative<machine::Query>(content);
  waiting_.emplace(id, Waiting{{client, is_query}, leader, now + timeout_});
  return ForwardedRequest{.id = id, .life = life_, .term = term, .content = std::move(content)};
}

std::optional<ClientRef> ForwardedOut::finish(const ForwardedOutcome& outcome) {
  if (outcome.life != life_) {
    PAWL_SOMETIMES("node.forwarded-answer-is-of-an-earlier-life");
    return std::nullopt;
  }
  const auto found = waiting_.find(outcome.id);
  if (found == waiting_.end()) {
    PAWL_SOMETIMES("node.forwarded-answer-comes-late-or-again");
    return std::nullopt;
  }
  PAWL_SOMETIMES("node.forwarded-answer-arrives");
  const ClientRef client = found->second.who.client;
  waiting_.erase(found);
  return client;
}

std::vector<ClientRef> ForwardedOut::take_expired(Instant now) {
  std::vector<ClientRef> expired;
  while (!waiting_.empty() && waiting_.begin()->second.deadline <= now) {
    PAWL_SOMETIMES("node.forwarded-request-times-out");
    expired.push_back(waiting_.begin()->second.who.client);
    waiting_.erase(waiting_.begin());
  }
  return expired;
}

std::vector<ForwardedOut::Unanswered> ForwardedOut::take_unanswered(NodeId leader) {
  std::vector<Unanswered> unanswered;
  std::erase_if(waiting_, [&](const auto& each) {
    const Waiting& waiting = each.second;
    if (waiting.leader != leader) return false;
    unanswered.push_back(waiting.who);
    return true;
  });
  return unanswered;
}

bool ForwardedIn::accept(Term term, NodeId from, const ForwardedRequest& request) {
  if (term != term_) {
    term_ = term;
    seen_.clear();
  }
  if (request.term != term) {
    PAWL_SOMETIMES("node.forwarded-request-is-for-another-term");
    return false;
  }
  Seen& seen = seen_[Sender{from, request.life}];
  if (request.id + ids_max_ <= seen.newest) {
    PAWL_SOMETIMES("node.forwarded-request-is-too-old-to-tell");
    return false;
  }
  if (!seen.ids.insert(request.id).second) {
    PAWL_SOMETIMES("node.forwarded-request-comes-again");
    return false;
  }
  PAWL_SOMETIMES("node.forwarded-request-overtakes-another", request.id < seen.newest);
  PAWL_SOMETIMES("node.forwarded-ids-are-forgotten", *seen.ids.begin() + ids_max_ <= request.id);
  if (request.id > seen.newest) seen.newest = request.id;
  while (*seen.ids.begin() + ids_max_ <= seen.newest) seen.ids.erase(seen.ids.begin());
  return true;
}

}  // namespace pawl::node
