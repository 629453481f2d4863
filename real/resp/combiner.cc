#include "real/resp/combiner.h"

#include <utility>

#include "core/base/limits.h"
#include "real/resp/session.h"

namespace pawl::real::resp {

void Combiner::add(std::string_view name, std::int64_t by, node::WhenNotLeader when_not_leader,
                   const std::shared_ptr<Session>& session) {
  Group& group = group_for(name, by, when_not_leader);
  // A pipeline of the same command is one share: one answer of several lines.
  if (!group.shares.empty() && by == 1) {
    Share& last = group.shares.back();
    if (last.session == session && last.by == 1 && last.answer == session->answers().last()) {
      ++last.count;
      ++group.total;
      return;
    }
  }
  group.shares.push_back({session, session->answers().expect(), group.total, by, 1});
  group.total += by;
}

Group& Combiner::group_for(std::string_view name, std::int64_t by, node::WhenNotLeader when_not_leader) {
  const auto fits = [&](const Group& group) {
    return group.name == name && group.when_not_leader == when_not_leader &&
           group.total + by <= kReserveCountMax;
  };
  if (!groups_.empty() && fits(groups_[last_])) return groups_[last_];
  const auto [found, is_new] = open_.try_emplace(std::string(name), groups_.size());
  if (is_new || !fits(groups_[found->second])) {
    found->second = groups_.size();
    groups_.push_back(
        {.name = std::string(name), .when_not_leader = when_not_leader, .total = 0, .shares = {}});
  }
  last_ = found->second;
  return groups_[last_];
}

std::vector<Group> Combiner::take() {
  open_.clear();
  last_ = 0;
  return std::exchange(groups_, {});
}

}  // namespace pawl::real::resp
