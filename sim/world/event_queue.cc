#include "sim/world/event_queue.h"

#include <array>
#include <cstddef>

#include <algorithm>

#include "core/base/check.h"

namespace pawl::sim {

const char* name_of(EventKind kind) {
  static constexpr std::array kNames{"deliver",
                                     "hang-up",
                                     "turn",
                                     "wake",
                                     "disk-done",
                                     "disk-lazy",
                                     "disk-finds",
                                     "start",
                                     "resume",
                                     "request-arrives",
                                     "give-up-arrives",
                                     "reply-arrives",
                                     "client-timer",
                                     "fault-begins",
                                     "fault-ends",
                                     "phase"};
  static_assert(kNames.size() == static_cast<std::size_t>(EventKind::Phase) + 1);
  return kNames[static_cast<std::size_t>(kind)];
}

void EventQueue::push(const Event& event) {
  heap_.push_back(event);
  std::size_t hole = heap_.size() - 1;
  while (hole > 0) {
    const std::size_t parent = (hole - 1) / 4;
    if (!is_before(event, heap_[parent])) break;
    heap_[hole] = heap_[parent];
    hole = parent;
  }
  heap_[hole] = event;
}

Event EventQueue::pop() {
  PAWL_CHECK(!heap_.empty());
  const Event first = heap_.front();
  const Event last = heap_.back();
  heap_.pop_back();
  now_ = first.at;
  if (heap_.empty()) return first;
  std::size_t hole = 0;
  while (true) {
    const std::size_t begin = hole * 4 + 1;
    if (begin >= heap_.size()) break;
    const std::size_t end = std::min(begin + 4, heap_.size());
    std::size_t best = begin;
    for (std::size_t child = begin + 1; child < end; ++child)
      if (is_before(heap_[child], heap_[best])) best = child;
    if (!is_before(heap_[best], last)) break;
    heap_[hole] = heap_[best];
    hole = best;
  }
  heap_[hole] = last;
  return first;
}

}  // namespace pawl::sim
