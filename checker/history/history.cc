#include "checker/history/history.h"

#include <fmt/format.h>

#include <string>

namespace pawl::checker {
namespace {

constexpr EventNumber kEventCountMax = kNever - 1;

std::unexpected<Damage> damage(const RawEvent& event, std::string what) {
  return std::unexpected(Damage{.place = event.place, .what = std::move(what)});
}

}  // namespace

std::expected<void, Damage> HistoryBuilder::add(const RawEvent& event) {
  if (!event.is_client) {
    history_.marks.emplace_back(history_.event_count, event_of(event));
    return {};
  }
  if (history_.event_count >= kEventCountMax) {
    return damage(event, "more than 4294967294 events: split the history by key and check the parts");
  }
  return event.type == EventType::Invoke ? invoke(event) : complete(event);
}

std::expected<void, Damage> HistoryBuilder::invoke(const RawEvent& event) {
  Open& slot = processes_[event.process];
  if (slot.is_retired) {
    return damage(
        event,
        fmt::format("process {} appears again after its :info: the worker must go on as a new process, {}",
                    process_text(event),
                    event.process < kNamedProcessesEnd ? "with another name"
                                                       : "usually process + number of workers"));
  }
  if (slot.is_open) {
    return damage(
        event, fmt::format("process {} invokes {} while its {} of line {} is still open: a process has one "
                           "operation at a time",
                           process_text(event), names().text(event.f),
                           history_.f_name(history_.operations[slot.operation]),
                           history_.operations[slot.operation].call_line));
  }
  slot.is_open = true;
  slot.operation = static_cast<std::uint32_t>(history_.operations.size());
  Operation& operation = history_.operations.emplace_back();
  operation.process = event.process;
  operation.call = history_.event_count++;
  operation.f = event.f;
  operation.key = value_of(event.key());
  operation.argument = value_of(event.value());
  note_witness(event, operation.witness);
  operation.call_ns = event.time_ns;
  operation.call_line = event.place.line;
  return {};
}

std::expected<void, Damage> HistoryBuilder::complete(const RawEvent& event) {
  const auto found = processes_.find(event.process);
  if (found == processes_.end() || !found->second.is_open) {
    return damage(event,
                  fmt::format("process {} completes {} that it has not invoked{}{}", process_text(event),
                              names().text(event.f), history_.operations.empty() ? ": " : "",
                              history_.operations.empty() ? kCompletionsAlone : ""));
  }
  Open& slot = found->second;
  Operation& operation = history_.operations[slot.operation];
  if (operation.f != event.f) {
    return damage(event, fmt::format("process {} completes {} but its open operation of line {} is {}",
                                     process_text(event), names().text(event.f), operation.call_line,
                                     history_.f_name(operation)));
  }
  slot.is_open = false;
  operation.ret_ns = event.time_ns;
  operation.ret_line = event.place.line;
  const EventNumber position = history_.event_count++;
  if (Value error = value_of(event.error()); !error.is_nil()) {
    history_.errors.emplace_back(slot.operation, std::move(error));
  }
  note_witness(event, operation.witness);
  switch (event.type) {
    case EventType::Ok:
      operation.outcome = Outcome::Ok;
      operation.ret = position;
      operation.result = value_of(event.value());
      if (operation.key.is_nil()) operation.key = value_of(event.key());
      break;
    case EventType::Fail:
      operation.outcome = Outcome::Fail;
      operation.ret = position;
      break;
    default: slot.is_retired = true; break;
  }
  return {};
}

History HistoryBuilder::take() {
  processes_.clear();
  return std::exchange(history_, History{});
}

}  // namespace pawl::checker
