#include "core/wire/outcomes.h"

#include <utility>

#include "core/base/overloaded.h"
#include "core/wire/operations.h"

namespace pawl::wire {
namespace {

// The proto's codes are the core's plus one, so that zero is none of them.
static_assert(static_cast<int>(ErrorCode::InvalidArgument) + 1 == proto::ERROR_CODE_INVALID_ARGUMENT);
static_assert(static_cast<int>(ErrorCode::TimedOut) + 1 == proto::ERROR_CODE_TIMED_OUT);
static_assert(proto::ErrorCode_MAX == kErrorCodeCount);

void write_answer_of(const machine::Answer& from, proto::Outcome& to) {
  std::visit(Overloaded{
                 [&](const machine::Created& created) {
                   write_sequence(created.sequence, *to.mutable_created()->mutable_sequence());
                   to.mutable_created()->set_is_new(created.is_new);
                 },
                 [&](const machine::Reserved& reserved) {
                   proto::Reserved& out = *to.mutable_reserved();
                   out.set_first(reserved.first);
                   out.set_last(reserved.last);
                   out.set_count(reserved.count);
                   out.set_increment(reserved.increment);
                   out.set_revision(reserved.revision);
                   out.set_incarnation(reserved.incarnation);
                 },
                 [&](const machine::Deleted& deleted) {
                   to.mutable_deleted()->set_incarnation(deleted.incarnation);
                 },
                 [&](const machine::Found& found) {
                   write_sequence(found.sequence, *to.mutable_found()->mutable_sequence());
                 },
                 [&](const machine::Listed& listed) {
                   proto::Listed& out = *to.mutable_listed();
                   for (const machine::Sequence& sequence : listed.sequences) {
                     write_sequence(sequence, *out.add_sequences());
                   }
                   out.set_more(listed.more);
                 },
             },
             from);
}

std::expected<machine::Outcome, WireError> read_created(proto::Created& from) {
  if (!from.has_sequence()) return wrong("Created.sequence is missing");
  auto sequence = read_sequence(*from.mutable_sequence());
  if (!sequence) return std::unexpected(sequence.error());
  return machine::Outcome{machine::Created{.sequence = std::move(*sequence), .is_new = from.is_new()}};
}

std::expected<machine::Outcome, WireError> read_found(proto::Found& from) {
  if (!from.has_sequence()) return wrong("Found.sequence is missing");
  auto sequence = read_sequence(*from.mutable_sequence());
  if (!sequence) return std::unexpected(sequence.error());
  return machine::Outcome{machine::Found{std::move(*sequence)}};
}

std::expected<machine::Outcome, WireError> read_listed(proto::Listed& from) {
  machine::Listed listed{.sequences = {}, .more = from.more()};
  listed.sequences.reserve(static_cast<std::size_t>(from.sequences_size()));
  for (proto::Sequence& one : *from.mutable_sequences()) {
    auto sequence = read_sequence(one);
    if (!sequence) return std::unexpected(sequence.error());
    listed.sequences.push_back(std::move(*sequence));
  }
  return machine::Outcome{std::move(listed)};
}

std::expected<machine::Outcome, WireError> read_error_of(proto::Error& from) {
  const int code = from.code();
  if (code < 1 || code > kErrorCodeCount) return wrong("Error.code is missing or of a later version");
  // Not std::unexpected of the outer type: the outcome itself is the error.
  machine::Outcome outcome{std::unexpect, Error{.code = static_cast<ErrorCode>(code - 1),
                                                .detail = std::move(*from.mutable_detail())}};
  return outcome;
}

}  // namespace

void write_outcome(const machine::Outcome& from, proto::Outcome& to) {
  if (from) return write_answer_of(*from, to);
  to.mutable_error()->set_code(static_cast<proto::ErrorCode>(static_cast<int>(from.error().code) + 1));
  to.mutable_error()->set_detail(from.error().detail);
}

std::expected<machine::Outcome, WireError> read_outcome(proto::Outcome& from) {
  switch (from.outcome_case()) {
    case proto::Outcome::kCreated: return read_created(*from.mutable_created());
    case proto::Outcome::kReserved: {
      const proto::Reserved& reserved = from.reserved();
      return machine::Outcome{machine::Reserved{.first = reserved.first(),
                                                .last = reserved.last(),
                                                .count = reserved.count(),
                                                .increment = reserved.increment(),
                                                .revision = reserved.revision(),
                                                .incarnation = reserved.incarnation()}};
    }
    case proto::Outcome::kDeleted:
      return machine::Outcome{machine::Deleted{.incarnation = from.deleted().incarnation()}};
    case proto::Outcome::kFound: return read_found(*from.mutable_found());
    case proto::Outcome::kListed: return read_listed(*from.mutable_listed());
    case proto::Outcome::kError: return read_error_of(*from.mutable_error());
    case proto::Outcome::OUTCOME_NOT_SET: break;
  }
  return wrong("Outcome.outcome is missing or of a later version");
}

}  // namespace pawl::wire
