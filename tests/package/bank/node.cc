#include "node.h"

#include <algorithm>
#include <utility>

#include "bank.h"
#include "core/base/overloaded.h"

namespace bank {

using namespace pawl::sim;
using pawl::Overloaded;

Node::Node(HostId self, Folder folder, std::uint32_t hosts, Now now, Haste haste)
    : self_(self),
      haste_(haste),
      folder_(std::move(folder)),
      written_{folder_.view.number, folder_.ledger.size()},
      ticks_at_(now.monotonic),
      needed_(folder_.ledger.size()) {
  for (std::uint64_t host = kKeeper.value + 1; host <= hosts; ++host) heard_[HostId{host}] = now.monotonic;
}

Effects<Bank> Node::step(Now now, std::vector<Input<Bank>> inputs, Choices&) {
  Effects<Bank> effects;
  effects_ = &effects;
  for (const Input<Bank>& input : inputs) take(now, input);
  if (now.monotonic >= ticks_at_) tick(now);
  if (role() == Role::Keeper) renew_view(now);
  if (role() == Role::Primary) copy_to_backup();
  answer();
  if (has_changed_) write();
  effects_ = nullptr;
  effects.wake_at = ticks_at_;
  return effects;
}

/// Nobody acts in a view that its disk does not hold yet.
Role Node::role() const {
  if (self_ == kKeeper) return Role::Keeper;
  if (written_.view != view().number) return Role::Idle;
  if (self_ == view().primary) return Role::Primary;
  return self_ == view().backup ? Role::Backup : Role::Idle;
}

std::size_t Node::confirmed() const {
  if (view().backup == kNoHost || haste_ == Haste::AnswersEarly) return written();
  return std::min(written(), backup_has_);
}

void Node::take(Now now, const Input<Bank>& input) {
  std::visit(Overloaded{[&](const Received<Bank>& it) { hear(now, it.from, it.message); },
                        [&](const Requested<Bank>& it) { ask(it.request, it.content); },
                        [&](const GaveUp& it) { waiting_.erase(it.request); },
                        [&](const Written& it) {
                          written_ = writing_.at(it.number);
                          writing_.erase(writing_.begin(), writing_.upper_bound(it.number));
                          if (role() == Role::Backup && folder_.ledger_view == view().number)
                            effects_->send.push_back({view().primary, Copied{view().number, written()}});
                        },
                        [](const auto&) {}},
             input);
}

void Node::hear(Now now, HostId from, const Message& message) {
  std::visit(Overloaded{[&](const Ping& it) {
                          heard_[from] = now.monotonic;
                          if (from == view().primary && it.joined == view().number) is_joined_ = true;
                          if (written_.view == view().number) effects_->send.push_back({from, Pong{view()}});
                        },
                        [&](const Pong& it) { adopt(it.view); }, [&](const Copy& it) { make_copy(it); },
                        [&](const Copied& it) {
                          if (it.view == view().number) backup_has_ = std::max(backup_has_, it.count);
                        }},
             message);
}

// -- the keeper --

bool Node::is_gone(HostId server, Now now) const { return now.monotonic - heard_.at(server) > kPatience; }

void Node::renew_view(Now now) {
  if (!is_joined_ || written_.view != view().number) return;
  const auto& [number, primary, backup] = view();
  View next{number + 1, primary, backup};
  if (backup == kNoHost) {
    for (const auto& [server, at] : heard_)
      if (server != primary && !is_gone(server, now)) next.backup = server;
    if (next.backup == kNoHost) return;
  } else if (is_gone(primary, now) && !is_gone(backup, now)) {
    next.primary = backup;
    next.backup = kNoHost;
  } else if (is_gone(backup, now) && !is_gone(primary, now)) {
    next.backup = kNoHost;
  } else {
    return;
  }
  folder_.view = next;
  is_joined_ = false;
  has_changed_ = true;
}

// -- the servers --

void Node::adopt(const View& newer) {
  if (newer.number <= view().number) return;
  folder_.view = newer;
  if (self_ == newer.primary) folder_.ledger_view = newer.number;
  backup_has_ = 0;
  sent_ = 0;
  needed_ = folder_.ledger.size();
  has_changed_ = true;
}

void Node::make_copy(const Copy& copy) {
  if (role() != Role::Backup || copy.view != view().number) return;
  Ledger& ledger = folder_.ledger;
  if (folder_.ledger_view != copy.view) {
    // What it has of its own may have been answered by nobody: it begins anew.
    if (copy.first != 0) return;
    ledger.clear();
    folder_.ledger_view = copy.view;
  }
  for (std::size_t i = 0; i < copy.orders.size(); ++i)
    if (copy.first + i == ledger.size()) ledger.push_back(copy.orders[i]);
  has_changed_ = true;
}

void Node::ask(RequestId request, const Order& order) {
  if (role() != Role::Primary) {
    effects_->answer.push_back({request, Reply{order.number, view().primary, {}}});
    return;
  }
  const std::size_t place = place_of(ledger(), order.number);
  if (place == ledger().size()) {
    folder_.ledger.push_back(order);
    has_changed_ = true;
  }
  waiting_[request] = place;
}

std::uint64_t Node::joined() const {
  if (role() != Role::Primary) return 0;
  return view().backup == kNoHost || backup_has_ >= needed_ ? view().number : 0;
}

void Node::tick(Now now) {
  ticks_at_ = now.monotonic + kTick;
  if (role() == Role::Keeper) return;
  effects_->send.push_back({kKeeper, Ping{joined()}});
  // What was lost on the way goes once more.
  sent_ = backup_has_;
  if (role() == Role::Primary && view().backup != kNoHost && written() == 0)
    effects_->send.push_back({view().backup, Copy{view().number, 0, {}}});
}

void Node::copy_to_backup() {
  if (view().backup == kNoHost || sent_ >= written()) return;
  const auto at = [&](std::size_t place) { return ledger().begin() + static_cast<std::ptrdiff_t>(place); };
  effects_->send.push_back({view().backup, Copy{view().number, sent_, Ledger(at(sent_), at(written()))}});
  sent_ = written();
}

void Node::answer() {
  const bool is_primary = role() == Role::Primary;
  std::erase_if(waiting_, [&](const auto& it) {
    const auto& [request, place] = it;
    const std::uint64_t number = ledger()[place].number;
    if (!is_primary)
      effects_->answer.push_back({request, Reply{number, view().primary, {}}});
    else if (place < confirmed())
      effects_->answer.push_back({request, Reply{number, kNoHost, outcome_at(ledger(), place)}});
    else
      return false;
    return true;
  });
}

void Node::write() {
  has_changed_ = false;
  ++writes_;
  writing_[writes_] = {view().number, ledger().size()};
  effects_->write = {writes_, true, folder_};
}

}  // namespace bank
