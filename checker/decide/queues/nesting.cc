#include "checker/decide/queues/nesting.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "checker/decide/queues/cover.h"
#include "checker/decide/queues/range_max.h"

namespace pawl::checker {
namespace {

constexpr std::size_t kNoElement = std::numeric_limits<std::size_t>::max();

// The ends of puts and the starts of takes in their order: each has a rank.
struct Rank {
  Position at = 0;
  std::size_t element = 0;
  bool is_put = true;
};

std::vector<Rank> ranks_of(std::span<const Element> elements) {
  std::vector<Rank> ranks;
  ranks.reserve(2 * elements.size());
  for (std::size_t i = 0; i < elements.size(); ++i) {
    ranks.push_back({.at = elements[i].put_end, .element = i, .is_put = true});
    ranks.push_back({.at = elements[i].take_start, .element = i, .is_put = false});
  }
  std::ranges::sort(ranks, {}, [](const Rank& rank) { return std::pair(rank.at, rank.element); });
  return ranks;
}

class Nester {
 public:
  explicit Nester(std::span<const Element> elements)
      : elements_(elements),
        ranks_(ranks_of(elements)),
        rank_of_put_(elements.size()),
        rank_of_take_(elements.size()),
        next_put_(ranks_.size() + 1),
        unready_(ranks_.size()),
        ready_(ranks_.size()),
        cover_(count_cover()) {
    for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
      next_put_[rank] = ranks_[rank].is_put ? rank : rank + 1;
      if (ranks_[rank].is_put) unready_.set(rank, -elements_[ranks_[rank].element].put_start);
    }
    next_put_[ranks_.size()] = ranks_.size();
  }

  Nesting nest() {
    if (elements_.empty()) return {};
    push_runs(0, ranks_.size() - 1, kNoEnd);
    while (!todo_.empty()) {
      const Todo todo = todo_.back();
      todo_.pop_back();
      if (todo.going != kNoElement) {
        // Below what stays for ever lies what does so, though a taker could have taken it.
        if (ranks_[todo.last].at != kNoEnd)
          nesting_.steps.push_back({.element = todo.going, .is_put = false});
        nesting_.deadlines.push_back({.from = ranks_[todo.last].at, .deadline = todo.deadline});
      } else if (!split(todo)) {
        nesting_.crossed = crossed_between(todo.first, todo.last);
        return std::move(nesting_);
      }
    }
    return std::move(nesting_);
  }

 private:
  // Elements that cover all from one rank to another; or the going of what lies below such.
  struct Todo {
    std::size_t first = 0;
    std::size_t last = 0;
    Position deadline = kNoEnd;  ///< of what is pushed outside of it
    std::size_t going = kNoElement;
  };

  // Place i is what lies between the ranks i and i + 1. Fills the ranks of the elements as well.
  std::vector<std::int32_t> count_cover() {
    std::vector<std::int32_t> counts(ranks_.size());
    std::int32_t count = 0;
    for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
      (ranks_[rank].is_put ? rank_of_put_ : rank_of_take_)[ranks_[rank].element] = rank;
      count += ranks_[rank].is_put ? 1 : -1;
      counts[rank] = count;
    }
    return counts;
  }

  // The first rank from `rank` on at which the put of an element ends that is not nested yet.
  std::size_t put_from(std::size_t rank) {
    std::size_t root = rank;
    while (next_put_[root] != root) root = next_put_[root];
    while (next_put_[rank] != root) rank = std::exchange(next_put_[rank], root);
    return root;
  }

  // What is left between two ranks falls into runs without a gap; the first of them is to be done first.
  void push_runs(std::size_t first, std::size_t last, Position deadline) {
    const std::size_t begin = todo_.size();
    for (std::size_t rank = put_from(first); rank <= last;) {
      const std::size_t end = cover_.first_open(rank);
      todo_.push_back({.first = rank, .last = end, .deadline = deadline});
      rank = put_from(end + 1);
    }
    std::reverse(todo_.begin() + static_cast<std::ptrdiff_t>(begin), todo_.end());
  }

  // Lays one below all others of a run. False: none can lie there.
  bool split(const Todo& run) {
    // Whoever can have come before the end of the first put can have come before all of the run, and of all
    // runs inside it.
    while (unready_.greatest(run.first, run.last) > -ranks_[run.first].at) {
      const std::size_t rank = unready_.place_of_greatest(run.first, run.last);
      unready_.set(rank, RangeMax::kNone);
      ready_.set(rank, elements_[ranks_[rank].element].take_end);
    }
    const Position latest = ready_.greatest(run.first, run.last);
    if (latest == RangeMax::kNone || latest < ranks_[run.last].at) return false;
    const std::size_t rank = ready_.place_of_greatest(run.first, run.last);
    const std::size_t bottom = ranks_[rank].element;
    const Position deadline = std::min(run.deadline, latest);
    nesting_.steps.push_back({.element = bottom, .is_put = true, .from = ranks_[run.first].at});
    nesting_.deadlines.push_back({.from = ranks_[run.first].at, .deadline = deadline});
    ready_.set(rank, RangeMax::kNone);
    next_put_[rank] = rank + 1;
    cover_.uncover(rank, rank_of_take_[bottom] - 1);
    todo_.push_back({.first = run.first, .last = run.last, .deadline = run.deadline, .going = bottom});
    push_runs(run.first, run.last, deadline);
    return true;
  }

  // The fewest elements that cover all between two ranks.
  std::vector<std::size_t> crossed_between(std::size_t first, std::size_t last) {
    std::vector<std::size_t> chosen;
    std::size_t farthest = ranks_[first].element;
    for (std::size_t reached = first, rank = first; reached < last;) {
      for (; rank <= reached; rank = put_from(rank + 1)) {
        const std::size_t element = ranks_[rank].element;
        if (rank_of_take_[element] > rank_of_take_[farthest]) farthest = element;
      }
      chosen.push_back(farthest);
      reached = rank_of_take_[farthest];
    }
    return chosen;
  }

  std::span<const Element> elements_;
  std::vector<Rank> ranks_;
  std::vector<std::size_t> rank_of_put_;
  std::vector<std::size_t> rank_of_take_;
  std::vector<std::size_t> next_put_;  ///< ever nearer to the next rank of a put that is not nested yet
  RangeMax unready_;                   ///< at the rank of its put, minus the start of the put
  RangeMax ready_;                     ///< the end of the take, once it can lie at the bottom of its run
  Cover cover_;
  std::vector<Todo> todo_;
  Nesting nesting_;
};

}  // namespace

Nesting nest(std::span<const Element> elements) { return Nester(elements).nest(); }

}  // namespace pawl::checker
