#include "checker/transactions/components.h"

#include <algorithm>
#include <deque>
#include <numeric>

namespace pawl::checker {
namespace {

constexpr std::uint64_t kVisitsMax = std::uint64_t{1} << 25;
constexpr std::uint32_t kNone = 0xffffffff;

// The nodes of a graph, each twice where it matters how it was reached: a cycle without two neighbouring
// anti-dependencies is one of these.
class Doubled {
 public:
  Doubled(const Graph& graph, const Relation& relation) : graph_(graph), relation_(relation) {}

  std::uint32_t count() const { return graph_.node_count() * factor(); }
  Node node_of(std::uint32_t place) const { return place / factor(); }

  // Calls visit(place, packed) for all that comes after `place`.
  template <typename Visit>
  void for_each_after(std::uint32_t place, const Visit& visit) const {
    const bool is_by_anti = relation_.forbids_adjacent ? false : place % 2 == 1;
    graph_.for_each_after(node_of(place), relation_, [&](Node to, Reason reason, std::uint32_t key) {
      const std::uint32_t packed = key << 4 | static_cast<std::uint32_t>(reason);
      if (relation_.forbids_adjacent) {
        visit(to, packed);
      } else if (reason == Reason::Through) {
        visit(2 * to + (is_by_anti ? 1U : 0U), packed);
      } else if (!is_anti(reason)) {
        visit(2 * to, packed);
      } else if (!is_by_anti) {
        visit(2 * to + 1, packed);
      }
    });
  }

 private:
  std::uint32_t factor() const { return relation_.forbids_adjacent ? 1 : 2; }

  const Graph& graph_;
  const Relation& relation_;
};

// What is left of the places when those that nothing leads to are taken away again and again: cycles, and
// what comes after them.
std::vector<std::uint32_t> behind_cycles(const Doubled& doubled) {
  const std::uint32_t count = doubled.count();
  std::vector<std::uint32_t> arrivals(count, 0);
  for (std::uint32_t place = 0; place < count; ++place)
    doubled.for_each_after(place, [&](std::uint32_t to, std::uint32_t) { ++arrivals[to]; });
  std::vector<std::uint32_t> free;
  for (std::uint32_t place = 0; place < count; ++place) {
    if (arrivals[place] == 0) free.push_back(place);
  }
  while (!free.empty()) {
    const std::uint32_t place = free.back();
    free.pop_back();
    doubled.for_each_after(place, [&](std::uint32_t to, std::uint32_t) {
      if (--arrivals[to] == 0) free.push_back(to);
    });
  }
  std::vector<std::uint32_t> left;
  for (std::uint32_t place = 0; place < count; ++place) {
    if (arrivals[place] > 0) left.push_back(place);
  }
  return left;
}

// A part of the places with their edges, numbered from 0.
struct Part {
  struct Edge {
    std::uint32_t to;
    std::uint32_t packed;
  };
  std::vector<std::uint32_t> places;
  std::vector<std::uint32_t> begins;
  std::vector<Edge> edges;
  std::uint32_t size() const { return static_cast<std::uint32_t>(places.size()); }
};

Part part_of(const Doubled& doubled, std::vector<std::uint32_t> places) {
  Part part{.places = std::move(places), .begins = {0}, .edges = {}};
  std::vector<std::uint32_t> numbers(doubled.count(), kNone);
  for (std::uint32_t i = 0; i < part.size(); ++i) numbers[part.places[i]] = i;
  for (std::uint32_t i = 0; i < part.size(); ++i) {
    doubled.for_each_after(part.places[i], [&](std::uint32_t to, std::uint32_t packed) {
      if (numbers[to] != kNone) part.edges.push_back({.to = numbers[to], .packed = packed});
    });
    part.begins.push_back(static_cast<std::uint32_t>(part.edges.size()));
  }
  return part;
}

// Tarjan 1972, with the calls on a stack of its own.
class Tarjan {
 public:
  explicit Tarjan(const Part& part)
      : part_(part), order_(part.size(), kNone), low_(part.size(), 0), component_(part.size(), kNone) {}

  // By place in the part, the number of its component.
  std::vector<std::uint32_t> components() && {
    for (std::uint32_t i = 0; i < part_.size(); ++i) {
      if (order_[i] == kNone) visit(i);
    }
    return std::move(component_);
  }

 private:
  struct Call {
    std::uint32_t at;
    std::uint32_t next;
  };

  void enter(std::uint32_t at) {
    order_[at] = low_[at] = next_order_++;
    open_.push_back(at);
    calls_.push_back({.at = at, .next = part_.begins[at]});
  }
  void visit(std::uint32_t root) {
    enter(root);
    while (!calls_.empty()) {
      Call& call = calls_.back();
      if (call.next < part_.begins[call.at + 1]) {
        const std::uint32_t to = part_.edges[call.next++].to;
        if (order_[to] == kNone) {
          enter(to);
        } else if (component_[to] == kNone) {
          low_[call.at] = std::min(low_[call.at], order_[to]);
        }
        continue;
      }
      const std::uint32_t at = call.at;
      calls_.pop_back();
      if (!calls_.empty()) low_[calls_.back().at] = std::min(low_[calls_.back().at], low_[at]);
      if (low_[at] == order_[at]) close(at);
    }
  }
  void close(std::uint32_t root) {
    for (std::uint32_t at = kNone; at != root;) {
      at = open_.back();
      open_.pop_back();
      component_[at] = next_component_;
    }
    ++next_component_;
  }

  const Part& part_;
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> low_;
  std::vector<std::uint32_t> component_;
  std::vector<std::uint32_t> open_;
  std::vector<Call> calls_;
  std::uint32_t next_order_ = 0;
  std::uint32_t next_component_ = 0;
};

// Breadth first: a way costs the transactions on it, junctions and moments are free.
class ShortestCycle {
 public:
  ShortestCycle(const Graph& graph, const Doubled& doubled, const Part& part)
      : graph_(graph),
        doubled_(doubled),
        part_(part),
        components_(Tarjan(part).components()),
        distance_(part.size(), kNone),
        from_(part.size(), kNone) {}

  std::vector<Hop> find() {
    std::vector<std::uint32_t> sizes(part_.size(), 0);
    for (const std::uint32_t component : components_) ++sizes[component];
    // Small components first: what they show is seen at once.
    std::vector<std::uint32_t> roots;
    for (std::uint32_t i = 0; i < part_.size(); ++i) {
      if (sizes[components_[i]] > 1 && is_transaction(i)) roots.push_back(i);
    }
    std::ranges::sort(roots, {}, [&](std::uint32_t i) { return std::pair(sizes[components_[i]], i); });
    for (const std::uint32_t root : roots) {
      if (!best_.empty() && (best_.size() <= 2 || visits_ > kVisitsMax)) break;
      search(root);
    }
    return best_;
  }

 private:
  bool is_transaction(std::uint32_t at) const {
    return graph_.is_transaction(doubled_.node_of(part_.places[at]));
  }

  void search(std::uint32_t root) {
    std::deque<std::uint32_t> queue{root};
    std::vector<std::uint32_t> touched{root};
    distance_[root] = 0;
    bool is_closed = false;
    while (!queue.empty() && !is_closed) {
      const std::uint32_t at = queue.front();
      queue.pop_front();
      if (!best_.empty() && distance_[at] + 1 >= best_.size()) break;
      for (std::uint32_t e = part_.begins[at]; e < part_.begins[at + 1]; ++e) {
        ++visits_;
        const std::uint32_t to = part_.edges[e].to;
        if (components_[to] != components_[root]) continue;
        if (to == root) {
          from_[root] = at;
          is_closed = true;
          break;
        }
        const std::uint32_t distance = distance_[at] + (is_transaction(to) ? 1 : 0);
        if (distance_[to] != kNone && distance_[to] <= distance) continue;
        if (distance_[to] == kNone) touched.push_back(to);
        distance_[to] = distance;
        from_[to] = at;
        if (is_transaction(to)) {
          queue.push_back(to);
        } else {
          queue.push_front(to);
        }
      }
    }
    if (is_closed) keep(root);
    for (const std::uint32_t at : touched) distance_[at] = kNone;
  }

  // The way back from the root to itself, as hops from transaction to transaction.
  void keep(std::uint32_t root) {
    std::vector<std::uint32_t> way{root};
    for (std::uint32_t at = from_[root]; at != root; at = from_[at]) way.push_back(at);
    way.push_back(root);
    std::ranges::reverse(way);
    std::vector<Hop> hops;
    for (std::size_t i = 0; i + 1 < way.size(); ++i) {
      if (!is_transaction(way[i])) continue;
      const Part::Edge edge = edge_between(way[i], way[i + 1]);
      std::size_t next = i + 1;
      while (!is_transaction(way[next])) ++next;
      hops.push_back({.from = doubled_.node_of(part_.places[way[i]]),
                      .to = doubled_.node_of(part_.places[way[next]]),
                      .reason = static_cast<Reason>(edge.packed & 15U),
                      .key = edge.packed >> 4});
    }
    if (best_.empty() || hops.size() < best_.size()) best_ = std::move(hops);
  }

  Part::Edge edge_between(std::uint32_t from, std::uint32_t to) const {
    for (std::uint32_t e = part_.begins[from];; ++e) {
      if (part_.edges[e].to == to) return part_.edges[e];
    }
  }

  const Graph& graph_;
  const Doubled& doubled_;
  const Part& part_;
  std::vector<std::uint32_t> components_;
  std::vector<std::uint32_t> distance_;
  std::vector<std::uint32_t> from_;
  std::uint64_t visits_ = 0;
  std::vector<Hop> best_;
};

}  // namespace

std::optional<std::vector<Hop>> find_cycle(const Graph& graph, const Relation& relation) {
  const Doubled doubled(graph, relation);
  std::vector<std::uint32_t> left = behind_cycles(doubled);
  if (left.empty()) return std::nullopt;
  const Part part = part_of(doubled, std::move(left));
  return ShortestCycle(graph, doubled, part).find();
}

}  // namespace pawl::checker
