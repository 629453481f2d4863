#include "checker/search/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace pawl::checker {

std::expected<void, std::string> verify_order(const History& history, std::span<const std::uint32_t> members,
                                              std::span<const std::uint32_t> order, Machine& machine) {
  std::vector<bool> is_placed(members.size(), false);

  // Real time: the order is right if no operation returned before one placed ahead of it was called.
  EventNumber latest_call = 0;
  bool is_first = true;
  machine.begin();
  for (const std::uint32_t index : order) {
    const auto place = static_cast<std::size_t>(std::ranges::lower_bound(members, index) - members.begin());
    if (place == members.size() || members[place] != index || is_placed[place]) {
      return std::unexpected(
          fmt::format("operation {} stands in the order twice or does not belong there", index));
    }
    is_placed[place] = true;
    const Operation& operation = history.operations[index];
    if (!is_first && operation.ret < latest_call) {
      return std::unexpected(
          fmt::format("operation {} stands behind one that was called after its return", index));
    }
    is_first = false;
    latest_call = std::max(latest_call, operation.call);
    if (!machine.advance(operation)) {
      return std::unexpected(fmt::format("operation {} is not possible where it stands", index));
    }
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!is_placed[i] && history.operations[members[i]].ret != kNever) {
      return std::unexpected(fmt::format("operation {} returned but is not in the order", members[i]));
    }
  }
  return {};
}

}  // namespace pawl::checker
