#include "sim/pawl/client/chronicle.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "checker/history/writer.h"
#include "core/base/overloaded.h"

namespace pawl::sim {
namespace {

const std::string kNoName;

const std::string& name_of(const node::Ask& ask) {
  if (const auto* request = std::get_if<machine::Request>(&ask))
    return std::visit([](const auto& operation) -> const std::string& { return operation.name; },
                      request->operation);
  if (const auto* get = std::get_if<machine::SequenceGet>(&std::get<machine::Query>(ask))) return get->name;
  return kNoName;
}

/// What a call is called in a history, and its value.
struct Line {
  std::string_view f;
  checker::Payload asked;
};

/// What a create asks for, as far as it is not the default: `{:increment 5, :max 100}`.
std::string parameters_edn(const machine::SequenceParameters& parameters) {
  std::string text;
  const auto add = [&text](std::string_view name, std::int64_t value) {
    text += fmt::format("{}:{} {}", text.empty() ? "{" : ", ", name, value);
  };
  if (parameters.initial != 0) add("initial", parameters.initial);
  if (parameters.increment != 1) add("increment", parameters.increment);
  if (parameters.min) add("min", *parameters.min);
  if (parameters.max) add("max", *parameters.max);
  if (parameters.cycle) text += text.empty() ? "{:cycle true" : ", :cycle true";
  return text.empty() ? "nil" : text + "}";
}

/// `text` holds what the line's value borrows.
std::optional<Line> line_of(const CallRecord& call, std::string& text) {
  using checker::Payload;
  if (const machine::Request* request = call.request()) {
    return std::visit(
        Overloaded{[&text](const machine::SequenceCreate& create) {
                     text = parameters_edn(create.parameters);
                     return Line{"create", Payload::edn(text)};
                   },
                   [](const machine::SequenceReserve& reserve) {
                     return reserve.count == 1 ? Line{"next", Payload::nil()}
                                               : Line{"reserve", Payload::count(reserve.count)};
                   },
                   [](const machine::SequenceDelete&) { return Line{"delete", Payload::nil()}; }},
        request->operation);
  }
  if (std::holds_alternative<machine::SequenceGet>(std::get<machine::Query>(call.ask)))
    return Line{"read", Payload::nil()};
  return std::nullopt;
}

/// What is not must be refused before anything happens, whatever becomes of the answer.
bool is_well_formed(const node::Ask& ask) {
  return std::visit([](const auto& content) { return machine::validate(content).has_value(); }, ask);
}

void write_end(checker::HistoryWriter& writer, const CallRecord& call, const Line& line,
               checker::Marks marks) {
  using checker::Payload;
  const checker::Stamp stamp{call.process, call.ended.ns};
  if (!call.is_ok()) {
    marks.error = pawl::name(call.outcome->error().code);
    if (call.is_failed())
      writer.fail(stamp, line.f, call.name(), line.asked, marks);
    else
      writer.unknown(stamp, line.f, call.name(), line.asked, marks);
    return;
  }
  Payload value = line.asked;
  const machine::Answer& answer = **call.outcome;
  if (const auto* reserved = std::get_if<machine::Reserved>(&answer)) {
    value = line.f == "next" ? Payload::number(reserved->first)
                             : Payload::range(reserved->count, reserved->first, reserved->last);
    marks.incarnation = static_cast<std::int64_t>(reserved->incarnation);
    marks.revision = static_cast<std::int64_t>(reserved->revision);
  } else if (const auto* found = std::get_if<machine::Found>(&answer)) {
    value = Payload::number(found->sequence.current);
    marks.incarnation = static_cast<std::int64_t>(found->sequence.incarnation);
  } else if (const auto* created = std::get_if<machine::Created>(&answer)) {
    marks.incarnation = static_cast<std::int64_t>(created->sequence.incarnation);
  } else if (const auto* deleted = std::get_if<machine::Deleted>(&answer)) {
    marks.incarnation = static_cast<std::int64_t>(deleted->incarnation);
  }
  writer.ok(stamp, line.f, call.name(), value, marks);
}

void write_made(checker::HistoryWriter& writer, std::int64_t process, const machine::Sequence& sequence) {
  const std::string parameters = parameters_edn(sequence.parameters);
  const auto asked = checker::Payload::edn(parameters);
  writer.invoke({process, 0}, "create", sequence.name, asked, {});
  checker::Marks marks;
  marks.incarnation = static_cast<std::int64_t>(sequence.incarnation);
  writer.ok({process, 0}, "create", sequence.name, asked, marks);
}

}  // namespace

const std::string& CallRecord::name() const { return name_of(ask); }

std::size_t Chronicle::begin(std::int64_t process, node::Ask ask, SimTime now) {
  CallRecord& call = calls_.emplace_back();
  call.process = process;
  call.ask = std::move(ask);
  call.start = next_position_++;
  call.started = now;
  return calls_.size() - 1;
}

void Chronicle::end(std::size_t number, machine::Outcome outcome, std::uint32_t attempts, SimTime now) {
  CallRecord& call = calls_[number];
  call.outcome = std::move(outcome);
  call.end = next_position_++;
  call.ended = now;
  call.attempts = attempts;
  if (call.is_ok()) ++acknowledged_;
}

std::string Chronicle::to_edn(const std::set<std::string>& left_out, const Before& before) const {
  struct Place {
    const CallRecord* call = nullptr;
    bool is_end = false;
  };
  std::vector<Place> places(static_cast<std::size_t>(next_position_));
  for (const CallRecord& call : calls_) {
    places[static_cast<std::size_t>(call.start)] = {&call, false};
    if (call.end >= 0) places[static_cast<std::size_t>(call.end)] = {&call, true};
  }
  std::string text;
  checker::HistoryWriter writer(text);
  for (const machine::Sequence& sequence : before.sequences)
    if (!left_out.contains(sequence.name)) write_made(writer, before.process, sequence);
  for (const Place& place : places) {
    std::string borrowed;
    const std::optional<Line> line = line_of(*place.call, borrowed);
    if (!line || !is_well_formed(place.call->ask) || left_out.contains(place.call->name())) continue;
    checker::Marks marks;
    const machine::Request* request = place.call->request();
    if (request != nullptr && request->key) marks.idem = *request->key;
    if (place.is_end)
      write_end(writer, *place.call, *line, marks);
    else
      writer.invoke({place.call->process, place.call->started.ns}, line->f, place.call->name(), line->asked,
                    marks);
  }
  return text;
}

}  // namespace pawl::sim
