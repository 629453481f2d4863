#pragma once
// The returns of a problem in order, and what is called between them: fixed before the search begins.
// Pending operations stand in one list ordered by return; entering and leaving it is undone exactly.

#include <cstdint>
#include <vector>

#include "checker/search/problem.h"

namespace pawl::checker {

inline constexpr std::uint32_t kNoItem = 0xffffffffu;

/// Calls of one stage: those before the stage's return and after the return before it.
struct StageCalls {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct Timeline {
  std::vector<std::uint32_t> returns;   ///< items that return, in order of return
  std::vector<StageCalls> known_calls;  ///< per stage, ranges of called_known
  std::vector<StageCalls> loose_calls;  ///< per stage, ranges of called_loose
  std::vector<std::uint32_t> called_known;
  std::vector<std::uint32_t> called_loose;
  std::vector<std::uint32_t> slot;  ///< of each known item: its bit in the set of pending ones
  std::vector<std::uint32_t> rank;  ///< of each item among the optional ones of its action
  std::vector<std::uint32_t>
      insert_after;  ///< of each known item: its neighbour in the list when it is called
  std::uint32_t slot_count = 0;
  /// Optional items of each action, by call; and the actions that have any, ascending.
  std::vector<std::vector<std::uint32_t>> loose_of;
  std::vector<ActionId> loose_actions;
  /// How many known items each action has.
  std::vector<std::uint32_t> known_count;
};

Timeline make_timeline(const Problem& problem);

/// The pending known items, ordered by return; item_count stands for the head of the list.
class PendingList {
 public:
  explicit PendingList(std::uint32_t item_count);
  std::uint32_t first() const { return next_[head_]; }
  std::uint32_t after(std::uint32_t item) const { return next_[item]; }
  std::uint32_t head() const { return head_; }
  void insert(std::uint32_t item, std::uint32_t neighbour);
  void remove(std::uint32_t item);
  /// Puts back the item that was removed last.
  void restore(std::uint32_t item);

 private:
  std::uint32_t head_;
  std::vector<std::uint32_t> next_;
  std::vector<std::uint32_t> previous_;
};

}  // namespace pawl::checker
