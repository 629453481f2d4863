#include "checker/cli/notes.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace pawl::checker {
namespace {

using Notes = std::vector<std::string>;

// A verdict on operations that never happened says little, and looks like one that says much.
void note_no_success(const History& history, Notes& notes) {
  const auto count = [&](Outcome outcome) {
    return std::ranges::count(history.operations, outcome, &Operation::outcome);
  };
  if (count(Outcome::Ok) > 0) return;
  if (history.operations.empty()) {
    notes.emplace_back("no client did anything: this verdict says nothing");
    return;
  }
  notes.push_back(fmt::format("nothing succeeded: {} operations failed, {} are of unknown outcome",
                              count(Outcome::Fail), count(Outcome::Unknown)));
}

}  // namespace

Notes notes_of(const Account& account) {
  std::string all;
  for (const NotJudged& passed : not_judged(account)) {
    all += fmt::format("{}{} {}", all.empty() ? "not judged: " : ", ", passed.count, passed.what);
  }
  return all.empty() ? Notes{} : Notes{std::move(all)};
}

Notes notes_of(const History& history, const Result&, const CheckOptions&) {
  Notes notes = notes_of(history.account);
  note_no_success(history, notes);
  return notes;
}

}  // namespace pawl::checker
