#include "bench/load/recorder.h"

#include <utility>

#include "core/base/check.h"

namespace pawl::bench {
namespace {

using checker::EventType;
using checker::Payload;

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::Next: return "next";
    case Kind::Reserve: return "reserve";
    case Kind::Read: return "read";
  }
  std::unreachable();
}

/// The value with which the operation is invoked, and which :fail and :info repeat.
Payload asked(const Recorded& operation) {
  return operation.kind == Kind::Reserve ? Payload::count(operation.count) : Payload::nil();
}

Payload answered(const Recorded& operation, const machine::Answer& answer) {
  if (operation.kind == Kind::Read) {
    const auto* found = std::get_if<machine::Found>(&answer);
    PAWL_CHECK(found != nullptr);
    return Payload::number(found->sequence.current);
  }
  const auto* reserved = std::get_if<machine::Reserved>(&answer);
  PAWL_CHECK(reserved != nullptr);
  if (operation.kind == Kind::Next) return Payload::number(reserved->last);
  return Payload::range(reserved->count, reserved->first, reserved->last);
}

checker::Marks marks_of(const Recorded& operation) {
  checker::Marks marks;
  marks.idem = operation.key;
  return marks;
}

}  // namespace

std::expected<Recorder, std::string> Recorder::open(const std::string& path) {
  Recorder recorder;
  if (path.empty()) return recorder;
  auto file = checker::HistoryFile::create(path);
  if (!file) return std::unexpected(file.error());
  recorder.file_.emplace(*std::move(file));
  return recorder;
}

void Recorder::begin(std::int64_t time_ns, const Recorded& operation) {
  if (!file_) return;
  file_->write(EventType::Invoke, {.process = operation.process, .time_ns = time_ns}, name_of(operation.kind),
               "", asked(operation), marks_of(operation));
}

void Recorder::end(std::int64_t time_ns, const Recorded& operation, const machine::Outcome& outcome) {
  if (!file_) return;
  const checker::Stamp stamp{.process = operation.process, .time_ns = time_ns};
  checker::Marks marks = marks_of(operation);
  if (outcome) {
    if (const auto* reserved = std::get_if<machine::Reserved>(&*outcome)) {
      marks.revision = static_cast<std::int64_t>(reserved->revision);
    }
    file_->write(EventType::Ok, stamp, name_of(operation.kind), "", answered(operation, *outcome), marks);
    return;
  }
  const ErrorCode code = outcome.error().code;
  marks.error = name(code);
  const EventType type = certainty(code) == Certainty::DidNotHappen ? EventType::Fail : EventType::Info;
  file_->write(type, stamp, name_of(operation.kind), "", asked(operation), marks);
}

std::expected<void, std::string> Recorder::close() {
  if (!file_) return {};
  return file_->flush();
}

}  // namespace pawl::bench
