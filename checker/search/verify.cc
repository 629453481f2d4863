#include "checker/search/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace pawl::checker {

std::expected<void, std::string> verify_order(const History& history, std::span<const std::uint32_t> members,
                                              std::span<const std::uint32_t> order, Machine& machine) {
  enum : std::uint8_t { kForeign, kAwaited, kPlaced };
  std::vector<std::uint8_t> marks(history.operations.size(), kForeign);
  for (const std::uint32_t member : members) marks[member] = kAwaited;

  // Real time: the order is right if no operation returned before one placed ahead of it was called.
  EventNumber latest_call = 0;
  bool is_first = true;
  std::vector<StateId> states{machine.initial()};
  std::vector<StateId> following;
  for (const std::uint32_t index : order) {
    if (index >= marks.size() || marks[index] != kAwaited) {
      return std::unexpected(
          fmt::format("operation {} stands in the order twice or does not belong there", index));
    }
    marks[index] = kPlaced;
    const Operation& operation = history.operations[index];
    if (!is_first && operation.ret < latest_call) {
      return std::unexpected(
          fmt::format("operation {} stands behind one that was called after its return", index));
    }
    is_first = false;
    latest_call = std::max(latest_call, operation.call);
    following.clear();
    for (const StateId state : states) machine.step(state, operation, following);
    std::sort(following.begin(), following.end());
    following.erase(std::unique(following.begin(), following.end()), following.end());
    if (following.empty()) {
      return std::unexpected(fmt::format("operation {} is not possible where it stands", index));
    }
    states.swap(following);
  }
  for (const std::uint32_t member : members) {
    if (marks[member] == kAwaited && history.operations[member].ret != kNever) {
      return std::unexpected(fmt::format("operation {} returned but is not in the order", member));
    }
  }
  return {};
}

}  // namespace pawl::checker
