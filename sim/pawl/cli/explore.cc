#include "sim/pawl/cli/explore.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "sim/cli/complain.h"
#include "sim/cli/files.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/options.h"
#include "sim/explore/search.h"
#include "sim/pawl/explore/raft_world.h"
#include "sim/pawl/explore/story.h"

namespace pawl::sim {
namespace {

using namespace explore;

struct Asked {
  /// None: all.
  std::vector<std::string> names;
  std::vector<std::string> changes;
  bool wants_list = false;
  bool has_no_memory = false;
  std::uint64_t states = Limits{}.states;
  double seconds = 0;
  std::uint64_t megabytes = 4096;
  std::string story;
};

double seconds_of(std::chrono::nanoseconds time) { return static_cast<double>(time.count()) / 1e9; }

double per_second(std::uint64_t count, std::chrono::nanoseconds time) {
  return static_cast<double>(count) / std::max(seconds_of(time), 1e-9);
}

/// One line on a terminal, written over again and again; nothing elsewhere.
class Line {
 public:
  Line() : is_terminal_(isatty(STDERR_FILENO) == 1) {}
  ~Line() { clear(); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  void show(const Figures& it) {
    if (!is_terminal_ || it.time - shown_ < std::chrono::milliseconds(200)) return;
    shown_ = it.time;
    fmt::print(stderr, "\r\x1b[K{} states, {} wait, depth {}, {:.1f} M steps/s, {} MB, {:.0f} s", it.states,
               it.waiting, it.depth, per_second(it.transitions, it.time) / 1e6, it.bytes_now >> 20U,
               seconds_of(it.time));
    std::fflush(stderr);
  }
  void clear() {
    if (is_terminal_ && shown_.count() != 0) fmt::print(stderr, "\r\x1b[K");
  }

 private:
  bool is_terminal_;
  std::chrono::nanoseconds shown_{};
};

std::string list_text() {
  std::string text;
  for (const Bounds& it : all_bounds()) text += fmt::format("{:<12} {}\n", it.name, it.about);
  return text;
}

std::string_view end_text(End end) {
  switch (end) {
    case End::Complete: return "complete: every state within the bounds was visited";
    case End::Violation: return "VIOLATION";
    case End::States: return "not complete: as many states as were asked for";
    case End::Time: return "not complete: the time is up";
    case End::Memory: return "not complete: the memory is full";
    case End::Interrupted: return "not complete: interrupted";
  }
  return "?";
}

std::uint64_t peak_kilobytes() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<std::uint64_t>(used.ru_maxrss);
}

/// Rates are by the processor's time, so that a busy machine does not change them.
std::string summary_text(const Universe& universe, const Result& result, std::chrono::nanoseconds processor) {
  const Figures& it = result.figures;
  std::string text = fmt::format("{}: {}\n", universe.bounds().name, end_text(result.end));
  text += fmt::format("  {} states, {} transitions, depth {}, {} states wait\n", it.states, it.transitions,
                      it.depth, it.waiting);
  text += fmt::format("  {:.1f} s ({:.1f} s of processor): {:.0f} states/s, {:.0f} transitions/s\n",
                      seconds_of(it.time), seconds_of(processor), per_second(it.states, processor),
                      per_second(it.transitions, processor));
  text += fmt::format("  the core made {} steps, all others were known; {} nodes, {} messages\n",
                      universe.core_steps(), universe.nodes_known(), universe.messages_known());
  text +=
      fmt::format("  memory: {} MB at most in tables, {} MB of the process; {} bytes a state that waits\n",
                  it.bytes_most >> 20U, peak_kilobytes() >> 10U, it.packed_bytes);
  return text;
}

std::string way_text(Universe& universe, const std::vector<Action>& way) {
  std::string text;
  RaftWorld world(universe);
  int number = 0;
  for (const Action action : way) {
    text += fmt::format("  {:>3}. {}\n", ++number, world.describe(action));
    world.apply(action);
  }
  return text;
}

ExitCode tell_violation(Universe& universe, const Result& result, const Asked& asked) {
  fmt::print("VIOLATION after {} steps: {}\n{}", result.way.size(), result.violation,
             way_text(universe, result.way));
  if (asked.story.empty()) {
    fmt::print("  --story FILE writes it as a text test for tests/raft\n");
    return kViolation;
  }
  if (!write_file(asked.story, story_of(universe, result.way, result.violation))) return kCannotWrite;
  fmt::print("  story: {} (raft_interaction_test {} tells it)\n", asked.story, asked.story);
  return kViolation;
}

/// The world of this name, with other bounds where they were asked for.
std::expected<Bounds, std::string> bounds_of(const std::string& name, const Asked& asked) {
  const Bounds* found = find_bounds(name);
  if (found == nullptr)
    return std::unexpected(
        fmt::format("there is no small world '{}'; these there are:\n{}", name, list_text()));
  Bounds bounds = *found;
  for (const std::string& it : asked.changes)
    if (const auto changed = change(bounds, it); !changed)
      return std::unexpected("--bound: " + changed.error());
  return bounds;
}

ExitCode explore_world(const Bounds& bounds, const Asked& asked) {
  Universe universe(bounds, !asked.has_no_memory);
  Limits limits;
  limits.states = asked.states;
  limits.bytes = asked.megabytes << 20U;
  if (asked.seconds > 0)
    limits.time = std::chrono::nanoseconds(static_cast<std::int64_t>(asked.seconds * 1e9));
  const std::clock_t begun = std::clock();
  Line line;
  const Watch watch{.tell = [&](const Figures& it) { line.show(it); },
                    .is_interrupted = [] { return is_interrupted(); },
                    .world_bytes = [&] { return universe.bytes(); }};
  const Result result = Search(RaftWorld(universe), limits, watch).run();
  line.clear();
  const std::chrono::nanoseconds processor{static_cast<std::int64_t>(std::clock() - begun) *
                                           (1'000'000'000 / CLOCKS_PER_SEC)};
  fmt::print("{}", summary_text(universe, result, processor));
  std::fflush(stdout);
  if (result.end == End::Violation) return tell_violation(universe, result, asked);
  return result.end == End::Interrupted ? interrupted_code() : kWell;
}

ExitCode explore_worlds(const Asked& asked) {
  if (asked.wants_list) {
    fmt::print("{}", list_text());
    return kWell;
  }
  std::vector<std::string> names = asked.names;
  if (names.empty())
    for (const Bounds& it : all_bounds()) names.emplace_back(it.name);
  throw_failed_checks();
  end_work_on_signals();
  for (const std::string& name : names) {
    const auto bounds = bounds_of(name, asked);
    if (!bounds) {
      complain(bounds.error());
      return kUsage;
    }
    if (const ExitCode code = explore_world(*bounds, asked); code != kWell) return code;
  }
  return kWell;
}

}  // namespace

Verb explore_verb() {
  const auto asked = std::make_shared<Asked>();
  std::vector<Option> options{
      {.name = "worlds",
       .about = "small worlds, which --list names (all, one after another)",
       .place = &asked->names},
      {.name = "--list", .about = "names all small worlds", .place = &asked->wants_list},
      {.name = "--bound",
       .about = "another bound than the world's, like crashes=2 (any number of times)",
       .place = &asked->changes},
      {.name = "--states",
       .about = "ends after so many states",
       .place = Bounded<std::uint64_t>{&asked->states, 1, Limits{}.states}},
      {.name = "--seconds",
       .about = "ends after so many seconds",
       .place = Bounded<double>{&asked->seconds, kSecondsMin, kSecondsMax}},
      {.name = "--memory",
       .about = "ends when the tables take so many megabytes (4096)",
       .place = Bounded<std::uint64_t>{&asked->megabytes, 16, std::uint64_t{1} << 20U}},
      {.name = "--story",
       .about = "writes a violation as a text test for tests/raft into this file",
       .place = &asked->story},
      {.name = "--no-memory",
       .about = "the core makes each step anew, even one that it has made before, and is compared",
       .place = &asked->has_no_memory},
  };
  return {"explore", "visits everything that can happen in a small world of Raft", std::move(options),
          [asked] { return explore_worlds(*asked); }};
}

}  // namespace pawl::sim
