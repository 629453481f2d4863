#pragma once
// What the connections of the Redis edge have asked of the node and wait for. Belongs to the loop's thread.

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "real/host.h"
#include "real/resp/combiner.h"
#include "real/resp/shape.h"

namespace pawl::real::resp {

/// Who gets the answer to a single ask, and how it looks.
struct Single {
  std::shared_ptr<Session> session;
  AnswerNumber answer = 0;
  /// Which part of a split answer; kWhole if it is not split.
  std::size_t part = 0;
  Shape shape = Shape::LastNumber;
};
inline constexpr std::size_t kWhole = SIZE_MAX;

class Asks final : public Asker {
 public:
  explicit Asks(Host& host) : host_(host) {}

  /// To be answered behind all that was asked before it.
  void ask(Single single, node::Ask content, node::WhenNotLeader when_not_leader);
  void increment(std::string_view name, std::int64_t by, node::WhenNotLeader when_not_leader,
                 const std::shared_ptr<Session>& session) {
    combiner_.add(name, by, when_not_leader, session);
  }
  /// Gives the node what was combined until now.
  void seal();

  NodeStatus status() const { return host_.status(); }

  void answered(std::uint64_t token, machine::Outcome outcome, NodeId leader) override;

 private:
  /// Things under way, by a number that tells which.
  template <class Thing>
  class Slots {
   public:
    std::uint64_t add(Thing thing) {
      if (free_.empty()) {
        things_.push_back(std::move(thing));
        return things_.size() - 1;
      }
      const std::uint64_t slot = free_.back();
      free_.pop_back();
      things_[slot] = std::move(thing);
      return slot;
    }
    Thing take(std::uint64_t slot) {
      free_.push_back(slot);
      return std::exchange(things_[slot], Thing{});
    }

   private:
    std::vector<Thing> things_;
    std::vector<std::uint64_t> free_;
  };

  void answer(Group group, const machine::Outcome& outcome, NodeId leader);
  void deal_out(const Group& group, const machine::Reserved& range);
  void ask_one_by_one(const Group& group);
  void refuse(const Group& group, const Error& error, NodeId leader);
  void answer(const Single& single, const machine::Outcome& outcome, NodeId leader);
  void add_refusal(std::string& out, const Error& error, NodeId leader, const Session& session) const;

  Host& host_;
  Combiner combiner_;
  Slots<Group> groups_;
  Slots<Single> singles_;
};

}  // namespace pawl::real::resp
