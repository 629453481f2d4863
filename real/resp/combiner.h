#pragma once
// INCR and INCRBY of one name that arrive in one turn, from however many connections, become one reserve; its
// range is dealt out in the order of arrival. Each caller gets just what it would have got alone, at a
// fraction of the cost: a hot counter is what most callers have.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/node/effects.h"
#include "real/resp/answers.h"

namespace pawl::real::resp {

class Session;

/// One connection's part of a group: `count` answers, each the last of `by` numbers.
struct Share {
  std::shared_ptr<Session> session;
  AnswerNumber answer = 0;
  /// Numbers of the group that come before this share's.
  std::int64_t offset = 0;
  std::int64_t by = 1;
  std::size_t count = 1;
};

struct Group {
  std::string name;
  node::WhenNotLeader when_not_leader = node::WhenNotLeader::Forward;
  std::int64_t total = 0;
  std::vector<Share> shares;
};

class Combiner {
 public:
  /// Adds one request for `by` numbers (1 to kReserveCountMax) of a name within its limits.
  void add(std::string_view name, std::int64_t by, node::WhenNotLeader when_not_leader,
           const std::shared_ptr<Session>& session);

  bool empty() const { return groups_.empty(); }
  /// The groups in the order in which each was begun.
  std::vector<Group> take();

 private:
  Group& group_for(std::string_view name, std::int64_t by, node::WhenNotLeader when_not_leader);

  std::vector<Group> groups_;
  /// The open group of each name.
  std::unordered_map<std::string, std::size_t> open_;
  std::size_t last_ = 0;
};

}  // namespace pawl::real::resp
