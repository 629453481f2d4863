#include "checker/cli/extras.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>

#include "checker/knossos/second_opinion.h"
#include "checker/model/catalog.h"
#include "checker/page/page.h"

namespace pawl::checker {
namespace {

// The state after each operation of the orders found, as text.
std::vector<std::string> states_along(const Arguments& arguments, const History& history,
                                      const Result& result, std::string& initial) {
  CheckOptions options = arguments.options;
  const auto make = find_model(result.model, options);
  std::vector<std::string> texts(history.operations.size());
  if (!make) return {};
  for (const PartResult& part : result.parts) {
    Machine machine = (*make)();
    std::vector<const Operation*> operations;
    for (const std::uint32_t index : part.order) operations.push_back(&history.operations[index]);
    machine.prepare(operations);
    StateId state = machine.initial();
    initial = machine.show(state);
    for (const std::uint32_t index : part.order) {
      std::vector<StateId> following;
      machine.step(state, history.operations[index], following);
      if (following.size() != 1) break;
      state = following.front();
      texts[index] = machine.show(state);
    }
  }
  return texts;
}

// The name under which a page is written until it is whole. A pipe, a device or a link has but one.
std::string part_name(const std::string& page) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::symlink_status(page, error);
  const bool is_other = std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
  return is_other ? page : page + ".part";
}

}  // namespace

bool write_page(const Arguments& arguments, const History& history, const Result& result, Limits& limits) {
  const std::string part = part_name(arguments.page);
  limits.prepare(
      static_cast<int>(result.verdict),
      [](Limit, const std::string& name) {
        return LastWords{.err = fmt::format("pawl-check: {} ended before the page was written\n", name)};
      },
      part == arguments.page ? "" : part);
  std::string initial;
  std::vector<std::string> states = states_along(arguments, history, result, initial);
  const std::string page = history_page({.history = history,
                                         .result = result,
                                         .title = arguments.file == "-" ? "standard input" : arguments.file,
                                         .state_after = std::move(states),
                                         .initial_state = initial});
  std::FILE* file = std::fopen(part.c_str(), "wb");
  const bool is_written = file && std::fwrite(page.data(), 1, page.size(), file) == page.size();
  const bool is_closed = file && std::fclose(file) == 0;
  const bool is_there = is_written && is_closed &&
                        (part == arguments.page || std::rename(part.c_str(), arguments.page.c_str()) == 0);
  limits.hold();
  if (is_there) return true;
  fmt::print(stderr, "pawl-check: cannot write {}: {}\n", arguments.page, std::strerror(errno));
  if (file && part != arguments.page) std::remove(part.c_str());
  return false;
}

bool agrees_with_second_opinion(const Arguments& arguments, const History& history, const Result& result,
                                Limits& limits) {
  if (history.names.named_process_count() > 0) {
    fmt::print(stderr, "second opinion: none: Knossos is asked only where every process is an integer\n");
    return true;
  }
  CheckOptions options = arguments.options;
  options.model = result.model;
  const std::string no_answer =
      fmt::format("second opinion: no answer from Knossos within {}\n", limits.name(Limit::Deadline));
  limits.prepare(static_cast<int>(result.verdict),
                 [&](Limit, const std::string&) { return LastWords{.err = no_answer}; });
  limits.lift_memory();
  const auto opinion =
      ask_knossos({.options = options,
                   .init = arguments.init,
                   .file = arguments.file,
                   .deadline = std::chrono::ceil<std::chrono::milliseconds>(limits.time_left())});
  limits.hold();
  if (!opinion) {
    fmt::print(stderr, "second opinion: none: {}\n", opinion.error());
    return true;
  }
  if (opinion->verdict == Verdict::Unknown) {
    fmt::print(stderr, "{}", no_answer);
    return true;
  }
  const bool agrees = result.verdict == Verdict::Unknown || opinion->verdict == result.verdict;
  fmt::print(stderr, "second opinion: {}Knossos says {}: {}\n",
             agrees ? "" : "DIFFERS: ", verdict_text(opinion->verdict), opinion->text);
  return agrees;
}

}  // namespace pawl::checker
