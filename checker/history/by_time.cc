// The order of events by :time, for files whose lines come from several places.

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checker/history/history.h"

namespace pawl::checker {
namespace {

struct Moment {
  std::int64_t time_ns = 0;
  bool is_return = false;  ///< events of one time overlap: all that begins comes before all that ends
  EventNumber number = 0;  ///< in the order of lines
  std::uint32_t operation = 0;

  auto operator<=>(const Moment&) const = default;
};

std::unexpected<Damage> at_line(std::uint64_t line, std::string what) {
  return std::unexpected(Damage{.place = {.line = line, .column = 1}, .what = std::move(what)});
}

// Within a process the order of lines and that of times must agree.
std::expected<void, Damage> check_processes(const History& history) {
  std::unordered_map<std::int64_t, const Operation*> last_of;
  for (const Operation& operation : history.operations) {
    if (operation.ret_line != 0 && operation.ret_ns < operation.call_ns) {
      return at_line(
          operation.ret_line,
          fmt::format("by :time process {} completes before it invoked in line {}: these times say "
                      "nothing, leave out --order time",
                      history.process_text(operation), operation.call_line));
    }
    const Operation*& last = last_of[operation.process];
    if (last && last->ret_ns > operation.call_ns) {
      return at_line(
          operation.call_line,
          fmt::format("by :time process {} invokes before it completed in line {}: these times say "
                      "nothing, leave out --order time",
                      history.process_text(operation), last->ret_line));
    }
    last = &operation;
  }
  return {};
}

// Errors name operations by index, and marks the event before which they stand.
void move_beside(History& history, const std::vector<std::uint32_t>& new_index,
                 const std::vector<Moment>& moments) {
  for (auto& [operation, error] : history.errors) operation = new_index[operation];
  for (auto& [number, mark] : history.marks) {
    const auto after = std::ranges::upper_bound(moments, mark.time_ns, {}, &Moment::time_ns);
    number = static_cast<EventNumber>(after - moments.begin());
  }
}

}  // namespace

std::expected<void, Damage> order_by_time(History& history) {
  auto& operations = history.operations;
  if (history.account.untimed.count > 0) {
    return at_line(history.account.untimed.first_line,
                   "this event has no :time that is an integer, so it has no place in the order of time");
  }
  if (auto checked = check_processes(history); !checked) return checked;
  std::vector<Moment> moments;
  reserve_long(moments, 2 * operations.size());
  for (std::uint32_t i = 0; i < operations.size(); ++i) {
    const Operation& operation = operations[i];
    moments.push_back({.time_ns = operation.call_ns, .number = operation.call, .operation = i});
    if (operation.ret == kNever) continue;
    moments.push_back(
        {.time_ns = operation.ret_ns, .is_return = true, .number = operation.ret, .operation = i});
  }
  std::ranges::sort(moments);
  std::vector<std::uint32_t> new_index(operations.size());
  std::vector<Operation> ordered;
  reserve_long(ordered, operations.size());
  for (EventNumber number = 0; number < moments.size(); ++number) {
    const Moment& moment = moments[number];
    if (moment.is_return) {
      ordered[new_index[moment.operation]].ret = number;
      continue;
    }
    new_index[moment.operation] = static_cast<std::uint32_t>(ordered.size());
    ordered.push_back(std::move(operations[moment.operation]));
    ordered.back().call = number;
  }
  operations = std::move(ordered);
  history.event_count = static_cast<EventNumber>(moments.size());
  move_beside(history, new_index, moments);
  return {};
}

}  // namespace pawl::checker
