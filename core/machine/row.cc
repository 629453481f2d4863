#include "core/machine/row.h"

#include "core/base/overloaded.h"

namespace pawl::machine {
namespace {

/// The first field of every row's hash, so that rows of different kinds never share one.
enum class RowKind : std::uint64_t { Sequence = 1, Request = 2, Head = 3 };

void add_sequence(Hasher& hasher, const Sequence& sequence) {
  const SequenceParameters& parameters = sequence.parameters;
  hasher.add(std::string_view{sequence.name}).add(parameters.initial).add(parameters.increment);
  hasher.add(parameters.min);
  hasher.add(parameters.max);
  hasher.add(std::uint64_t{parameters.cycle}).add(sequence.current);
  hasher.add(sequence.revision).add(sequence.incarnation);
}

void add_answer(Hasher& hasher, const Answer& answer) {
  hasher.add(std::uint64_t{answer.index()});
  std::visit(Overloaded{
                 [&](const Created& created) {
                   add_sequence(hasher, created.sequence);
                   hasher.add(std::uint64_t{created.is_new});
                 },
                 [&](const Reserved& reserved) {
                   hasher.add(reserved.first).add(reserved.last).add(reserved.count);
                   hasher.add(reserved.increment).add(reserved.revision).add(reserved.incarnation);
                 },
                 [&](const Deleted& deleted) { hasher.add(deleted.incarnation); },
                 [&](const Found& found) { add_sequence(hasher, found.sequence); },
                 [&](const Listed& listed) {
                   hasher.add(std::uint64_t{listed.sequences.size()}).add(std::uint64_t{listed.more});
                   for (const Sequence& sequence : listed.sequences) add_sequence(hasher, sequence);
                 },
             },
             answer);
}

Hasher begin(RowKind kind) {
  Hasher hasher;
  hasher.add(static_cast<std::uint64_t>(kind));
  return hasher;
}

}  // namespace

RowKey key_of(const Row& row) {
  return std::visit(
      Overloaded{
          [](const Sequence& sequence) -> RowKey { return SequenceRowKey{sequence.name}; },
          [](const RememberedRequest& request) -> RowKey { return RequestRowKey{request.order}; },
          [](const MachineHead&) -> RowKey { return HeadRowKey{}; },
      },
      row);
}

Digest digest_of(const Sequence& sequence) {
  Hasher hasher = begin(RowKind::Sequence);
  add_sequence(hasher, sequence);
  return hasher.finish();
}

Digest digest_of(const RememberedRequest& request) {
  Hasher hasher = begin(RowKind::Request);
  hasher.add(request.order).add(std::string_view{request.name}).add(std::string_view{request.key});
  hasher.add(request.fingerprint).add(request.at.ns);
  hasher.add(std::uint64_t{request.answer.has_value()});
  if (request.answer) {
    add_answer(hasher, *request.answer);
  } else {
    hasher.add(static_cast<std::uint64_t>(request.answer.error().code));
  }
  return hasher.finish();
}

Digest digest_of(const MachineHead& head) {
  Hasher hasher = begin(RowKind::Head);
  return hasher.add(head.next_incarnation).add(head.next_order).add(head.keys_expired_to.ns).finish();
}

}  // namespace pawl::machine
