#include "checker/history/names.h"

namespace pawl::checker {

Names::Names() {
  for (std::string_view name :
       {"next", "reserve",  "read",   "create",  "delete", "write",    "cas",     "get",
        "put",  "append",   "add",    "acquire", "renew",  "release",  "enqueue", "dequeue",
        "txn",  "generate", "remove", "inc",     "dec",    "transfer", "push",    "pop"}) {
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

std::int64_t Names::intern_process(std::string_view name) {
  if (auto found = process_numbers_.find(name); found != process_numbers_.end()) return found->second;
  const std::int64_t number = kNamedProcessesBegin + static_cast<std::int64_t>(process_texts_.size());
  if (number >= kNamedProcessesEnd) return kNamedProcessesEnd;
  process_texts_.emplace_back(name);
  process_numbers_.emplace(name, number);
  return number;
}

std::string Names::process_text(std::int64_t process) const {
  if (process >= kNamedProcessesEnd) return std::to_string(process);
  const auto index = static_cast<std::size_t>(process - kNamedProcessesBegin);
  return index < process_texts_.size() ? process_texts_[index] : std::to_string(process);
}

}  // namespace pawl::checker
