#include "real/resp/asks.h"

#include <fmt/format.h>

#include <utility>

#include "core/base/check.h"
#include "real/resp/session.h"

namespace pawl::real::resp {
namespace {

// A token is a slot's number and what kind of slot it is.
constexpr std::uint64_t kGroupBit = 1U;

/// DidNotHappen, and less at a time may still be had.
bool may_succeed_alone(const Error& error) { return error.code == ErrorCode::Exhausted; }

}  // namespace

void Asks::ask(Single single, node::Ask content, node::WhenNotLeader when_not_leader) {
  // What was combined before this came before it.
  seal();
  host_.ask({this, singles_.add(std::move(single)) << 1U}, std::move(content), when_not_leader);
}

void Asks::seal() {
  for (Group& group : combiner_.take()) {
    machine::Request request{{},
                             machine::SequenceReserve{group.name, group.total, machine::OnMissing::Create}};
    const node::WhenNotLeader when_not_leader = group.when_not_leader;
    host_.ask({this, groups_.add(std::move(group)) << 1U | kGroupBit}, std::move(request), when_not_leader);
  }
}

void Asks::answered(std::uint64_t token, machine::Outcome outcome, NodeId leader) {
  if ((token & kGroupBit) != 0) {
    answer(groups_.take(token >> 1U), outcome, leader);
  } else {
    answer(singles_.take(token >> 1U), outcome, leader);
  }
}

void Asks::answer(Group group, const machine::Outcome& outcome, NodeId leader) {
  if (outcome) {
    const auto* range = std::get_if<machine::Reserved>(&*outcome);
    PAWL_CHECK(range != nullptr && range->count == group.total);
    deal_out(group, *range);
  } else if (may_succeed_alone(outcome.error()) &&
             (group.shares.size() > 1 || group.shares.front().count > 1)) {
    ask_one_by_one(group);
  } else {
    refuse(group, outcome.error(), leader);
  }
}

void Asks::deal_out(const Group& group, const machine::Reserved& range) {
  for (const Share& share : group.shares) {
    share.session->settle(share.answer, share.count, [&](std::string& out) {
      for (std::size_t i = 0; i < share.count; ++i) {
        const std::int64_t steps = share.offset + static_cast<std::int64_t>(i + 1) * share.by - 1;
        add_integer(out, range.first + range.increment * steps);
      }
    });
  }
}

void Asks::ask_one_by_one(const Group& group) {
  for (const Share& share : group.shares) {
    share.session->split(share.answer, share.count);
    for (std::size_t part = 0; part < share.count; ++part) {
      machine::Request request{{},
                               machine::SequenceReserve{group.name, share.by, machine::OnMissing::Create}};
      const Single single{share.session, share.answer, part, Shape::LastNumber};
      host_.ask({this, singles_.add(single) << 1U}, std::move(request), group.when_not_leader);
    }
  }
}

void Asks::refuse(const Group& group, const Error& error, NodeId leader) {
  for (const Share& share : group.shares) {
    share.session->settle(share.answer, share.count, [&](std::string& out) {
      for (std::size_t i = 0; i < share.count; ++i) add_refusal(out, error, leader, *share.session);
    });
  }
}

void Asks::answer(const Single& single, const machine::Outcome& outcome, NodeId leader) {
  const auto write = [&](std::string& out) {
    if (!outcome && outcome.error().code == ErrorCode::NotLeader) {
      add_refusal(out, outcome.error(), leader, *single.session);
    } else {
      add_outcome(out, single.shape, outcome, single.session->protocol());
    }
  };
  if (single.part == kWhole) {
    single.session->settle(single.answer, 1, write);
  } else {
    std::string text;
    write(text);
    single.session->settle_part(single.answer, single.part, std::move(text));
  }
}

void Asks::add_refusal(std::string& out, const Error& error, NodeId leader, const Session& session) const {
  const std::string address = error.code == ErrorCode::NotLeader && session.wants_redirect()
                                  ? host_.client_addresses(leader).resp
                                  : "";
  if (address.empty()) {
    add_error(out, error);
  } else {
    add_error(out, fmt::format("MOVED 0 {}", address));
  }
}

}  // namespace pawl::real::resp
