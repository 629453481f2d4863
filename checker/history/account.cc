#include "checker/history/account.h"

#include <string_view>

namespace pawl::checker {

std::vector<NotJudged> not_judged(const Account& account) {
  std::vector<NotJudged> all;
  const auto add = [&](std::uint64_t count, std::string_view one, std::string_view many) {
    if (count > 0) all.push_back({.count = count, .what = std::string(count == 1 ? one : many)});
  };
  add(account.nemesis_count, "event of the nemesis", "events of the nemesis");
  add(account.bystander_count, ":info of a process that invoked nothing before",
      ":info of processes that invoked nothing before");
  add(account.log_line_count, "line of the log that holds no operation",
      "lines of the log that hold no operation");
  return all;
}

}  // namespace pawl::checker
