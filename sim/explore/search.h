#pragma once
// Breadth-first search of everything that can happen in a world: the first violation that is found has a
// shortest way to it. One thread; the same search visits the same states in the same order everywhere.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/explore/explorable.h"
#include "sim/explore/frontier.h"
#include "sim/explore/open_table.h"

namespace pawl::sim::explore {

/// Where a search ends that is not complete before.
struct Limits {
  std::uint64_t states = 4'000'000'000;
  std::chrono::nanoseconds time = std::chrono::hours(24 * 365);
  /// For all tables of the search together.
  std::uint64_t bytes = std::uint64_t{4} << 30U;
};

enum class End : std::uint8_t { Complete, Violation, States, Time, Memory, Interrupted };

struct Figures {
  /// Different states, up to what makes no difference.
  std::uint64_t states = 0;
  /// Steps that were made, whether they led to a new state or not.
  std::uint64_t transitions = 0;
  /// Length of the longest of the shortest ways; all states less far than this were expanded.
  std::uint64_t depth = 0;
  /// States that wait to be expanded.
  std::uint64_t waiting = 0;
  std::uint64_t bytes_now = 0;
  std::uint64_t bytes_most = 0;
  /// A state that waits takes so many on average.
  std::uint64_t packed_bytes = 0;
  std::chrono::nanoseconds time{};
};

struct Result {
  End end = End::Complete;
  Figures figures;
  /// With End::Violation: what is wrong, and a shortest way to it.
  std::string violation;
  std::vector<Action> way;
};

/// What the search asks of whoever started it, some ten thousand steps apart.
struct Watch {
  std::function<void(const Figures&)> tell = [](const Figures&) {};
  std::function<bool()> is_interrupted = [] { return false; };
  /// Bytes that the world's own tables take; they count as the search's.
  std::function<std::uint64_t()> world_bytes = [] { return std::uint64_t{0}; };
};

template <Explorable World>
class Search {
 public:
  Search(const World& first, const Limits& limits, Watch watch)
      : world_(first), next_(first), limits_(limits), watch_(std::move(watch)) {}

  Result run() {
    begun_ = std::chrono::steady_clock::now();
    result_.violation = world_.violation();
    if (!result_.violation.empty()) end(End::Violation);
    if (!is_over_) add(world_, 0, 0);
    std::uint32_t number = 0;
    for (; !frontier_.empty() && !is_over_; ++number) {
      if (number == level_end_) {
        ++result_.figures.depth;
        level_end_ = static_cast<std::uint32_t>(ways_.size());
      }
      frontier_.take(world_);
      expand(number);
    }
    measure();
    return std::move(result_);
  }

 private:
  void expand(std::uint32_t number) {
    actions_.clear();
    world_.enabled(actions_);
    for (const Action action : actions_) {
      next_ = world_;
      ++result_.figures.transitions;
      const bool is_new = next_.apply(action);
      if (const std::string_view wrong = next_.violation(); !wrong.empty()) {
        result_.violation = wrong;
        result_.way = ways_.to(number);
        result_.way.push_back(action);
        return end(End::Violation);
      }
      if (is_new) add(next_, number, action);
      if (++since_look_ == kLookEvery) look();
      if (is_over_) return;
    }
  }

  void add(const World& world, std::uint32_t from, Action by) {
    if (visited_.is_about_to_grow() &&
        bytes() + visited_.bytes_when_grown() - visited_.bytes() > limits_.bytes)
      return end(End::Memory);
    if (!visited_.insert(world.fingerprint())) return;
    ways_.add(from, by);
    frontier_.put(world);
    if (visited_.size() >= limits_.states) end(End::States);
  }

  void look() {
    since_look_ = 0;
    measure();
    if (result_.figures.time >= limits_.time) end(End::Time);
    if (result_.figures.bytes_now > limits_.bytes) end(End::Memory);
    if (watch_.is_interrupted()) end(End::Interrupted);
    watch_.tell(result_.figures);
  }

  void measure() {
    Figures& it = result_.figures;
    it.states = visited_.size();
    it.waiting = frontier_.size();
    it.bytes_now = bytes();
    it.bytes_most = std::max(it.bytes_most, it.bytes_now);
    it.packed_bytes = frontier_.packed_bytes() / std::max<std::uint64_t>(frontier_.packed_count(), 1);
    it.time = std::chrono::steady_clock::now() - begun_;
  }

  std::uint64_t bytes() const {
    return visited_.bytes() + ways_.bytes() + frontier_.bytes() + watch_.world_bytes();
  }

  void end(End how) {
    if (!is_over_) result_.end = how;
    is_over_ = true;
  }

  static constexpr std::uint32_t kLookEvery = 16'384;

  World world_;
  World next_;
  Limits limits_;
  Watch watch_;
  FingerprintSet visited_;
  Frontier frontier_;
  Ways ways_;
  std::vector<Action> actions_;
  Result result_;
  /// The number of the first state that is one step farther than those now expanded.
  std::uint32_t level_end_ = 1;
  std::uint32_t since_look_ = 0;
  bool is_over_ = false;
  std::chrono::steady_clock::time_point begun_;
};

}  // namespace pawl::sim::explore
