#include "checker/search/timeline.h"

#include <algorithm>
#include <queue>

namespace pawl::checker {
namespace {

// Walks through the stages once and notes for each call where the list will have its place and
// which slot is free.
void place_calls(const Problem& problem, Timeline& line) {
  PendingList pending(static_cast<std::uint32_t>(problem.items.size()));
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> free_slots;
  for (std::size_t stage = 0; stage < line.returns.size(); ++stage) {
    if (stage > 0) {
      const std::uint32_t returned = line.returns[stage - 1];
      pending.remove(returned);
      free_slots.push(line.slot[returned]);
    }
    const StageCalls calls = line.known_calls[stage];
    for (std::uint32_t i = calls.begin; i < calls.end; ++i) {
      const std::uint32_t item = line.called_known[i];
      std::uint32_t neighbour = pending.head();
      for (std::uint32_t next = pending.first(); next != pending.head(); next = pending.after(next)) {
        if (problem.items[next].ret > problem.items[item].ret) break;
        neighbour = next;
      }
      line.insert_after[item] = neighbour;
      pending.insert(item, neighbour);
      if (free_slots.empty()) free_slots.push(line.slot_count++);
      line.slot[item] = free_slots.top();
      free_slots.pop();
    }
  }
}

}  // namespace

PendingList::PendingList(std::uint32_t item_count)
    : head_(item_count), next_(item_count + 1, item_count), previous_(item_count + 1, item_count) {}

void PendingList::insert(std::uint32_t item, std::uint32_t neighbour) {
  const std::uint32_t next = next_[neighbour];
  next_[item] = next;
  previous_[item] = neighbour;
  next_[neighbour] = item;
  previous_[next] = item;
}

void PendingList::remove(std::uint32_t item) {
  next_[previous_[item]] = next_[item];
  previous_[next_[item]] = previous_[item];
}

void PendingList::restore(std::uint32_t item) {
  next_[previous_[item]] = item;
  previous_[next_[item]] = item;
}

Timeline make_timeline(const Problem& problem) {
  const auto count = static_cast<std::uint32_t>(problem.items.size());
  Timeline line;
  line.slot.assign(count, 0);
  line.rank.assign(count, 0);
  line.insert_after.assign(count, kNoItem);
  line.loose_of.resize(problem.action_count);
  line.known_count.assign(problem.action_count, 0);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!problem.items[i].is_optional()) line.returns.push_back(i);
  }
  std::sort(line.returns.begin(), line.returns.end(),
            [&](std::uint32_t a, std::uint32_t b) { return problem.items[a].ret < problem.items[b].ret; });
  std::uint32_t next = 0;
  for (const std::uint32_t returned : line.returns) {
    StageCalls known{static_cast<std::uint32_t>(line.called_known.size()), 0};
    StageCalls loose{static_cast<std::uint32_t>(line.called_loose.size()), 0};
    for (; next < count && problem.items[next].call < problem.items[returned].ret; ++next) {
      const Item& item = problem.items[next];
      if (item.is_optional()) {
        line.rank[next] = static_cast<std::uint32_t>(line.loose_of[item.action].size());
        line.loose_of[item.action].push_back(next);
        line.called_loose.push_back(next);
      } else {
        ++line.known_count[item.action];
        line.called_known.push_back(next);
      }
    }
    known.end = static_cast<std::uint32_t>(line.called_known.size());
    loose.end = static_cast<std::uint32_t>(line.called_loose.size());
    line.known_calls.push_back(known);
    line.loose_calls.push_back(loose);
  }
  for (ActionId action = 0; action < problem.action_count; ++action) {
    if (!line.loose_of[action].empty()) line.loose_actions.push_back(action);
  }
  place_calls(problem, line);
  return line;
}

}  // namespace pawl::checker
