#include "checker/history/names.h"

namespace pawl::checker {

Names::Names() {
  for (std::string_view name :
       {"next", "reserve",  "read",   "create",  "delete", "write",   "cas",     "get",
        "put",  "append",   "add",    "acquire", "renew",  "release", "enqueue", "dequeue",
        "txn",  "generate", "remove", "inc",     "dec",    "transfer"}) {
    intern(name);
  }
}

Symbol Names::intern(std::string_view name) {
  if (auto found = numbers_.find(name); found != numbers_.end()) return found->second;
  if (is_full()) return static_cast<Symbol>(texts_.size() - 1);
  const auto symbol = static_cast<Symbol>(texts_.size());
  texts_.emplace_back(name);
  numbers_.emplace(name, symbol);
  return symbol;
}

}  // namespace pawl::checker
