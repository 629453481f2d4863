#include "core/machine/stored_state.h"

#include <utility>

#include "core/base/overloaded.h"

namespace pawl::machine {

void StoredState::add(Row row) {
  std::visit(Overloaded{
                 [&](Sequence& sequence) { sequences.push_back(std::move(sequence)); },
                 [&](RememberedRequest& request) { requests.push_back(std::move(request)); },
                 [&](const MachineHead& it) { head = it; },
             },
             row);
}

}  // namespace pawl::machine
