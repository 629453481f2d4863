#pragma once
// Where the search stands: how many operations have returned, the state, which pending ones took effect, how
// many optional ones of each action were used. Every step is on a trail and can be taken back.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "checker/search/problem.h"
#include "checker/search/timeline.h"

namespace pawl::checker {

class Configuration {
 public:
  /// A step on the trail.
  struct Step {
    enum class Kind : std::uint32_t { Linearize, Use, Return, State };
    Kind kind;
    std::uint32_t what;  ///< item, action, item, the state before
  };
  /// What two configurations with the same future have in common, and the optional operations that it took.
  struct Key {
    std::uint64_t hash = 0;
    std::vector<std::uint64_t> words;
    std::vector<std::uint32_t> uses;  ///< (action, count) pairs with count > 0, ascending by action
  };

  /// Borrows both.
  Configuration(const Problem& problem, const Timeline& line);

  /// Begins in a state, with the calls before the first return. There is a return.
  void begin(StateId start);

  std::uint32_t stage() const { return stage_; }  ///< returns passed
  bool is_complete() const { return stage_ == line_.returns.size(); }
  StateId state() const { return state_; }
  const PendingList& pending() const { return pending_; }
  bool is_done(std::uint32_t item) const {
    const std::uint32_t slot = line_.slot[item];
    return (done_[slot / 64] >> (slot % 64) & 1) != 0;
  }
  bool can_use(ActionId action) const { return used_[action] < available_[action]; }
  /// Overwrites `key`, whose memory is used again. Its words are word_count(). Where states forget the order,
  /// the key has no state: the pending set and the uses say all.
  void write_key(Key& key) const;
  std::size_t word_count() const { return 1 + done_.size(); }

  /// A pending item takes effect, and leads to `following`.
  void linearize(std::uint32_t item, StateId following);
  /// An optional item takes effect, the earliest of its action, and leads to `following`.
  void use(ActionId action, StateId following);
  /// The item that returns next, which took effect, returns; the calls up to the following return are
  /// pending.
  void pass_return();

  const std::vector<Step>& trail() const { return trail_; }
  void undo_to(std::size_t trail_count);
  /// All items that took effect, in their order.
  std::vector<std::uint32_t> order() const;
  std::size_t bytes() const { return trail_.capacity() * sizeof(Step); }

 private:
  void flip(std::uint32_t item);
  void set_state(StateId state);
  void call_stage();
  void uncall_stage();
  void undo(Step step);

  const Problem& problem_;
  const Timeline& line_;
  PendingList pending_;
  std::uint32_t stage_ = 0;
  StateId state_ = 0;
  std::vector<std::uint64_t> done_;       // pending known items that took effect, by slot
  std::uint64_t hash_ = 0;                // of done_
  std::vector<std::uint32_t> used_;       // optional items that took effect, per action
  std::vector<std::uint32_t> available_;  // optional items called so far, per action
  std::vector<ActionId> used_actions_;    // those with used_ > 0, ascending
  std::vector<Step> trail_;
};

}  // namespace pawl::checker
