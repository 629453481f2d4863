#include "core/raft/message.h"

namespace pawl::raft {

Term term_of(const Message& message) {
  return std::visit([](const auto& it) { return it.term; }, message);
}

}  // namespace pawl::raft
