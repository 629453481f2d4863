#include "checker/search/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace pawl::checker {
namespace {

// The place of `index` in `members`, or their count. Looks around `hint` in growing steps: an order follows
// the calls more or less, so the next place is near the last.
std::size_t find_near(std::span<const std::uint32_t> members, std::uint32_t index, std::size_t hint) {
  if (index < members.size() && members[index] == index) return index;  // a history of one object
  std::size_t low = hint;
  std::size_t high = hint;
  for (std::size_t step = 1; low > 0 && members[low] > index; step *= 2) low -= std::min(low, step);
  for (std::size_t step = 1; high < members.size() && members[high] < index; step *= 2)
    high += std::min(members.size() - high, step);
  const auto found = std::lower_bound(members.begin() + static_cast<std::ptrdiff_t>(low),
                                      members.begin() + static_cast<std::ptrdiff_t>(high), index);
  const auto place = static_cast<std::size_t>(found - members.begin());
  return place < members.size() && members[place] == index ? place : members.size();
}

}  // namespace

std::expected<void, std::string> verify_order(const History& history, std::span<const std::uint32_t> members,
                                              std::span<const std::uint32_t> order, Machine& machine) {
  std::vector<bool> is_placed(members.size(), false);

  // Real time: the order is right if no operation returned before one placed ahead of it was called.
  EventNumber latest_call = 0;
  bool is_first = true;
  std::size_t hint = 0;
  machine.begin();
  for (const std::uint32_t index : order) {
    const std::size_t place = find_near(members, index, hint);
    if (place == members.size() || is_placed[place]) {
      return std::unexpected(
          fmt::format("operation {} stands in the order twice or does not belong there", index));
    }
    is_placed[place] = true;
    hint = place;
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
