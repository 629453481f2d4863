#include "checker/cli/arguments.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "checker/history/event_reader.h"

namespace pawl::checker {
namespace {

constexpr double kDeadlineSeconds = 60;
constexpr double kDeadlineSecondsMax = 1e8;
constexpr std::uint64_t kMemoryBytesMin = std::uint64_t{16} << 20;
constexpr std::uint64_t kMemoryBytesMax = std::uint64_t{1} << 50;
constexpr std::uint64_t kMemoryBytes = std::uint64_t{4} << 30;

constexpr const char* kExplanation =
    "Reads EDN as Jepsen writes it (lines, a vector, tuples), JSON, JSON lines and logs of tuples.\n"
    "Exit: 0 linearizable, 1 not, 2 unknown (a budget ended), 3 the second opinion differs,\n"
    "64 wrong usage, 65 the file is damaged.";

std::string model_list() {
  return fmt::format("the model: {}; guessed from the functions if absent", fmt::join(model_names(), ", "));
}

// Flags that choose one of several words.
struct Words {
  std::string nil_read = "value";
  std::string cas_fail = "drop";
  std::string tuples = "guess";
  std::string order = "lines";
  std::string level = "strict-serializable";
};

template <typename T>
using Choices = std::vector<std::pair<std::string_view, T>>;

// An error names the flag and all its words.
template <typename T>
std::expected<void, std::string> choose(std::string_view flag, const std::string& word,
                                        const Choices<T>& choices, T& chosen) {
  std::vector<std::string_view> all;
  for (const auto& [name, value] : choices) {
    all.push_back(name);
    if (name != word) continue;
    chosen = value;
    return {};
  }
  return std::unexpected(fmt::format("{} is one of {}, not '{}'", flag, fmt::join(all, ", "), word));
}

std::expected<void, std::string> settle_words(const Words& words, Arguments& arguments) {
  CheckOptions& options = arguments.options;
  if (auto chosen = choose<Order>("--order", words.order, {{"lines", Order::Lines}, {"time", Order::Time}},
                                  arguments.order);
      !chosen)
    return chosen;
  if (auto chosen = choose<NilRead>("--nil-read", words.nil_read,
                                    {{"value", NilRead::Value}, {"any", NilRead::Any}}, options.nil_read);
      !chosen)
    return chosen;
  if (auto chosen =
          choose<CasFail>("--cas-fail", words.cas_fail,
                          {{"drop", CasFail::Drop}, {"differs", CasFail::Differs}}, options.cas_fail);
      !chosen)
    return chosen;
  Choices<Level> levels;
  for (const Level level : all_levels()) levels.emplace_back(level_name(level), level);
  if (auto chosen = choose<Level>("--level", words.level, levels, options.level); !chosen) return chosen;
  return choose<Tuples>("--tuples", words.tuples,
                        {{"guess", Tuples::Guess}, {"yes", Tuples::Yes}, {"no", Tuples::No}}, options.tuples);
}

// Of the container, if it has less.
std::uint64_t half_of_the_machine() {
  const auto machine = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
                       static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  std::uint64_t container = machine;
  // Without a bound it says "max".
  if (!(std::ifstream("/sys/fs/cgroup/memory.max") >> container)) container = machine;
  return std::min(machine, container) / 2;
}

// What the flags say in text becomes what check() takes.
std::expected<void, std::string> settle(Arguments& arguments, double deadline_s) {
  if (!(deadline_s > 0) || deadline_s > kDeadlineSecondsMax) {
    return std::unexpected("--deadline is a number of seconds, more than 0 and at most 100000000");
  }
  arguments.options.deadline = std::chrono::nanoseconds(static_cast<std::int64_t>(deadline_s * 1e9));
  if (arguments.memory_bytes < kMemoryBytesMin || arguments.memory_bytes > kMemoryBytesMax) {
    return std::unexpected("--memory is at least 16MB and at most 1PB");
  }
  if (!arguments.init.empty()) {
    auto value = read_value(arguments.init);
    if (!value) {
      return std::unexpected(fmt::format("--init {}: column {}: {}", arguments.init,
                                         value.error().place.column, value.error().what));
    }
    arguments.options.init = std::move(*value);
  }
  if (!arguments.options.model.empty()) {
    const auto names = model_names();
    if (std::ranges::find(names, arguments.options.model) == names.end()) {
      return std::unexpected(
          fmt::format("there is no model {}; there are {}", arguments.options.model, fmt::join(names, ", ")));
    }
  }
  if (!arguments.second_opinion.empty() && arguments.file == "-") {
    return std::unexpected("--second-opinion needs a file: standard input can be read only once");
  }
  if (arguments.order == Order::Time && (arguments.follows || !arguments.second_opinion.empty())) {
    return std::unexpected(
        "--order time goes with neither --follow nor --second-opinion: both go by the order of the lines");
  }
  if (arguments.follows && (!arguments.page.empty() || !arguments.second_opinion.empty())) {
    return std::unexpected(
        "--follow goes with neither --html nor --second-opinion: ask them when the file is done");
  }
  return {};
}

}  // namespace

std::expected<Arguments, int> read_arguments(int argc, char** argv) {
  Arguments arguments;
  CheckOptions& options = arguments.options;
  double deadline_s = kDeadlineSeconds;
  arguments.memory_bytes = std::min(kMemoryBytes, half_of_the_machine());
  bool is_json = false;
  bool is_edn = false;
  bool is_whole = false;
  bool searches_only = false;
  bool has_no_core = false;
  Words words;
  options.jobs = std::max(1U, std::thread::hardware_concurrency());
  CLI::App app("Is this history linearizable?", "pawl-check");
  app.set_version_flag("--version", "pawl-check " PAWL_VERSION);
  app.footer(kExplanation);
  app.add_option("file", arguments.file, "the history, or - for standard input")
      ->required()
      ->type_name("FILE");
  app.add_option("--model", options.model, model_list())->type_name("M");
  app.add_option("--init", arguments.init, "the first state, as EDN: 0, nil, \"\", {:x 0}")->type_name("V");
  app.add_option("--nil-read", words.nil_read, "a read of nil means: value = there is none, any = nothing")
      ->type_name("value|any");
  app.add_option("--cas-fail", words.cas_fail,
                 "a failed cas means: drop = nothing, differs = the value was another")
      ->type_name("drop|differs");
  app.add_option("--tuples", words.tuples, "whether values are [key value] of independent objects")
      ->type_name("guess|yes|no");
  app.add_option("--order", words.order, "events happened in the order of the lines, or of their :time")
      ->type_name("lines|time");
  app.add_option("--level", words.level,
                 "of transactions: what is asked, read-uncommitted to strict-serializable, which is "
                 "linearizable")
      ->type_name("L");
  app.add_option("--deadline", deadline_s, "seconds for deciding and explaining together")
      ->type_name("S")
      ->default_val(kDeadlineSeconds);
  app.add_option("--memory", arguments.memory_bytes,
                 "what the process may hold at most: 64MB, 2GB; half of the machine if absent, at most 4GB")
      ->transform(CLI::AsSizeValue(false).description(""))
      ->type_name("M");
  auto* json = app.add_flag("--json", is_json, "the result as JSON, with the order or the core");
  app.add_flag("--edn", is_edn, "the result as the EDN map that Knossos prints")->excludes(json);
  app.add_option("--html", arguments.page, "write the history and the verdict as one HTML page")
      ->type_name("PAGE");
  app.add_flag("--follow", arguments.follows, "judge a file while it grows; interrupt to have the verdict");
  app.add_option("--second-opinion", arguments.second_opinion, "ask another checker too: knossos")
      ->check(CLI::IsMember({"knossos"}).description(""))
      ->type_name("knossos");
  app.add_option("--jobs", options.jobs,
                 "threads that judge different keys; the memory is shared out among them")
      ->check(CLI::Range(1, 1024).description(""))
      ->type_name("J");
  app.add_flag("--whole", is_whole, "judge all keys of a key/value store as one object");
  app.add_flag("--search", searches_only, "do not use the near-linear decisions, only the search");
  app.add_flag("--no-core", has_no_core, "do not look for a minimal core");
  app.add_flag("--quiet", arguments.is_quiet, "no progress bar");
  try {
    app.parse(argc, argv);
  } catch (const CLI::RequiredError& error) {
    // The parser looks for what is missing before it looks at what it does not know.
    const auto unknown = app.remaining(true);
    app.exit(unknown.empty() ? static_cast<const CLI::ParseError&>(error) : CLI::ExtrasError(unknown));
    return std::unexpected(kExitUsage);
  } catch (const CLI::ParseError& error) {
    return std::unexpected(app.exit(error) == 0 ? 0 : kExitUsage);
  }
  if (is_json) arguments.output = Output::Json;
  if (is_edn) arguments.output = Output::Edn;
  options.partition = !is_whole;
  options.use_decisions = !searches_only;
  options.explain = !has_no_core;
  options.keep_all = is_json || is_edn || !arguments.page.empty();
  auto settled = settle_words(words, arguments);
  if (settled) settled = settle(arguments, deadline_s);
  if (!settled) {
    fmt::print(stderr, "pawl-check: {}\n", settled.error());
    return std::unexpected(kExitUsage);
  }
  return arguments;
}

}  // namespace pawl::checker
