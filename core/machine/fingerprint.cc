#include "core/base/digest.h"
#include "core/base/overloaded.h"
#include "core/machine/operation.h"

namespace pawl::machine {
namespace {

/// Of the fingerprint's format, which lives on disk: never renumber.
enum class Kind : std::uint64_t { Create = 1, Reserve = 2, Delete = 3 };

Hasher begin(Kind kind) {
  Hasher hasher;
  hasher.add(static_cast<std::uint64_t>(kind));
  return hasher;
}

}  // namespace

const std::string& sequence_name(const Operation& operation) {
  return std::visit([](const auto& any) -> const std::string& { return any.name; }, operation);
}

std::uint64_t fingerprint(const Operation& operation) {
  const Hasher hasher =
      std::visit(Overloaded{
                     [](const SequenceCreate& create) {
                       Hasher fields = begin(Kind::Create);
                       fields.add(create.parameters.initial).add(create.parameters.increment);
                       fields.add(create.parameters.min);
                       fields.add(create.parameters.max);
                       return fields.add(std::uint64_t{create.parameters.cycle});
                     },
                     [](const SequenceReserve& reserve) {
                       return begin(Kind::Reserve)
                           .add(reserve.count)
                           .add(static_cast<std::uint64_t>(reserve.on_missing));
                     },
                     [](const SequenceDelete&) { return begin(Kind::Delete); },
                 },
                 operation);
  return hasher.finish().low;
}

}  // namespace pawl::machine
