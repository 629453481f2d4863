// pawl-check: is this history linearizable? One file in, one verdict out.

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "checker/check.h"
#include "checker/cli/arguments.h"
#include "checker/cli/brief.h"
#include "checker/cli/deadline.h"
#include "checker/cli/extras.h"
#include "checker/cli/live.h"
#include "checker/cli/progress.h"
#include "checker/cli/report.h"
#include "checker/history/event_reader.h"
#include "checker/history/large_pages.h"

namespace {

using namespace pawl::checker;
using Clock = std::chrono::steady_clock;

// Files from here on are judged while they are read, if they are a sequencer's; of a pipe only so much is
// kept to be judged as a whole.
constexpr std::uint64_t kLiveBytes = std::uint64_t{64} << 20;
constexpr std::size_t kPipeBytes = std::size_t{16} << 20;
constexpr int kPollMilliseconds = 50;
constexpr const char* kSystemMemory = "the memory that the system gives";
// Two lines of a history, and how many of them are expected to come from the size of the file alone.
constexpr std::size_t kOperationBytes = 128;
constexpr std::size_t kOperationsExpectedMax = std::size_t{1} << 24;

volatile std::sig_atomic_t was_interrupted = 0;

// Ends without taking a history of millions apart, which can take longer than judging it did.
[[noreturn]] void leave(int code) {
  std::fflush(nullptr);
  std::_Exit(code);
}

int damaged(const std::string& path, const Damage& damage) {
  const std::string name = path == "-" ? "standard input" : path;
  if (damage.place.line == 0) {
    fmt::print(stderr, "{}: {}\n", name, damage.what);
  } else {
    fmt::print(stderr, "{}:{}:{}: {}\n", name, damage.place.line, damage.place.column, damage.what);
  }
  return kExitDamaged;
}

std::expected<ByteSource, int> open(const std::string& path, ByteSource::Growth growth) {
  auto source = ByteSource::open(path, growth);
  if (source) return std::move(*source);
  fmt::print(stderr, "pawl-check: {}\n", source.error());
  return std::unexpected(kExitDamaged);
}

std::expected<History, Damage> read_all(EventReader& reader, Progress& progress) {
  HistoryBuilder builder;
  builder.expect(std::min<std::size_t>(reader.bytes_total() / kOperationBytes, kOperationsExpectedMax));
  RawEvent raw;
  for (std::uint64_t count = 0;; ++count) {
    const Next next = reader.next(raw, builder.names());
    if (next == Next::Damaged) return std::unexpected(reader.damage());
    if (next != Next::Event) return builder.take();
    if (auto added = builder.add(raw); !added) return std::unexpected(std::move(added.error()));
    if (count % 65536 != 0) continue;
    const double total = static_cast<double>(reader.bytes_total());
    progress.show("reading", total > 0 ? static_cast<double>(reader.bytes_read()) / total : -1);
  }
}

// What is said if the deadline or the memory ends while no verdict is known.
Ending unknown_while(std::string_view doing, const Deadline& deadline, const Arguments& arguments) {
  const auto brief = [&](const std::string& budget, const std::string& what) {
    return report_brief({.verdict = Verdict::Unknown,
                         .model = arguments.options.model,
                         .reason = fmt::format("{} ended while {}", what, doing),
                         .budget = budget},
                        arguments.output);
  };
  return {.out = brief("deadline", deadline.name()),
          .out_of_memory = brief("memory", kSystemMemory),
          .exit_code = static_cast<int>(Verdict::Unknown)};
}

// What is said once a verdict is known.
Ending cut_short(const Brief& brief, const Deadline& deadline, const Arguments& arguments) {
  const auto noted = [&](Brief copy, const std::string& what) {
    copy.note = fmt::format("{} ended before more could be said", what);
    return report_brief(copy, arguments.output);
  };
  return {.out = noted(brief, deadline.name()),
          .out_of_memory = noted(brief, kSystemMemory),
          .exit_code = static_cast<int>(brief.verdict)};
}

Brief brief_of(const PartResult& part, std::string model) {
  return {.verdict = part.verdict,
          .model = std::move(model),
          .procedure = part.decided_by,
          .key = part.key.is_nil() ? "" : to_edn(part.key),
          .reason = part.reason};
}

// Prints a verdict, however long its reader takes.
void print(const std::string& text, Deadline& deadline) {
  deadline.hold();
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

int judge_whole(EventReader& reader, const Arguments& arguments, Deadline& deadline, Progress& progress) {
  deadline.prepare(unknown_while("reading", deadline, arguments));
  auto history = read_all(reader, progress);
  progress.clear();
  if (!history) return damaged(arguments.file, history.error());
  deadline.prepare(unknown_while("judging", deadline, arguments));
  CheckOptions options = arguments.options;
  options.deadline = deadline.left();
  options.progress = [&](double fraction) { progress.show("searching", fraction); };
  options.on_refuted = [&](const PartResult& part, std::string_view model) {
    deadline.prepare(cut_short(brief_of(part, std::string(model)), deadline, arguments));
  };
  auto result = check(*history, options);
  progress.clear();
  if (!result) return damaged(arguments.file, result.error());
  deadline.prepare(cut_short({.verdict = result->verdict, .model = result->model, .reason = result->reason},
                             deadline, arguments));
  print(report({.history = *history, .result = *result}, arguments.output), deadline);
  int code = static_cast<int>(result->verdict);
  if (!arguments.page.empty() && !write_page(arguments, *history, *result, deadline)) code = kExitUsage;
  if (!arguments.second_opinion.empty() && !agrees_with_second_opinion(arguments, *result, deadline))
    code = kExitDisagreement;
  leave(code);
}

bool wait_for_more() {
  ::poll(nullptr, 0, kPollMilliseconds);
  return was_interrupted == 0;
}

Brief brief_of(const LiveResult& live) {
  const bool is_good = live.kind == LiveResult::Kind::Linearizable;
  return {.verdict = is_good ? Verdict::Linearizable : Verdict::NotLinearizable,
          .model = "sequencer",
          .procedure = "sequencer-stream",
          .event_count = live.event_count,
          .key = live.key,
          .reason = live.reason};
}

// The operations of a live core, drawn: another pass over the file.
std::string draw_core(const LiveResult& live, const std::string& file) {
  auto again = open(file, ByteSource::Growth::Fixed);
  if (!again) return {};
  EventReader second_pass(std::move(*again));
  const auto core = collect_core(second_pass, live.core);
  if (!core) return {};
  std::vector<std::uint32_t> all(core->operations.size());
  for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
  return diagram(*core, all);
}

// Prints the verdict of a pass over the file. Nothing: the whole history is needed.
std::optional<int> judge_while_reading(EventReader& reader, const Arguments& arguments, Deadline& deadline,
                                       Progress& progress) {
  deadline.prepare(unknown_while("judging what was read so far", deadline, arguments));
  const Value* init = arguments.options.init ? &*arguments.options.init : nullptr;
  const std::int64_t initial = init && init->integer() ? *init->integer() : 0;
  auto live = judge_live(reader, initial, wait_for_more,
                         [&](double fraction) { progress.show("judging", fraction); });
  progress.clear();
  if (!live) return damaged(arguments.file, live.error());
  if (live->kind == LiveResult::Kind::NeedsWhole) return std::nullopt;
  const Brief brief = brief_of(*live);
  deadline.prepare(cut_short(brief, deadline, arguments));
  std::string text = report_brief(brief, arguments.output);
  if (!live->core.empty() && arguments.output == Output::Text && arguments.file != "-") {
    text += draw_core(*live, arguments.file);
  }
  print(text, deadline);
  return static_cast<int>(brief.verdict);
}

// A model without a live procedure is asked again whenever the file rests, and not more often than
// asking takes. A violation of what there is remains one. Each asking has the deadline for itself.
int follow_whole(const Arguments& arguments, Deadline& deadline) {
  auto source = open(arguments.file, ByteSource::Growth::Growing);
  if (!source) return source.error();
  EventReader reader(std::move(*source));
  HistoryBuilder builder;
  RawEvent raw;
  bool has_news = false;
  Clock::time_point next_check = Clock::now();
  for (;;) {
    const Next next = reader.next(raw, builder.names());
    if (next == Next::Damaged) return damaged(arguments.file, reader.damage());
    if (next == Next::Event) {
      has_news = true;
      if (auto added = builder.add(raw); !added) return damaged(arguments.file, added.error());
      continue;
    }
    const bool is_over = !wait_for_more();
    if (!is_over && (!has_news || Clock::now() < next_check)) continue;
    const auto begin = Clock::now();
    if (is_over) {
      deadline.prepare(unknown_while("judging", deadline, arguments));
      deadline.start();
    }
    History history = builder.copy();
    const auto result = check(history, arguments.options);
    if (!result) return damaged(arguments.file, result.error());
    next_check = Clock::now() + (Clock::now() - begin);
    has_news = false;
    if (!is_over && result->verdict != Verdict::NotLinearizable) continue;
    print(report({.history = history, .result = *result}, arguments.output), deadline);
    leave(static_cast<int>(result->verdict));
  }
}

// A sequencer's history that is too long to be held is judged while it is read.
bool is_long(ByteSource& source) {
  return source.is_pipe() ? source.read_ahead(kPipeBytes) : source.bytes_total() >= kLiveBytes;
}

int run(const Arguments& arguments) {
  Progress progress(!arguments.is_quiet);
  Deadline deadline(*arguments.options.deadline, progress.clearing());
  if (!arguments.follows) deadline.start();
  deadline.prepare(unknown_while("opening the file", deadline, arguments));
  const bool may_be_sequencer = arguments.options.model.empty() || arguments.options.model == "sequencer";
  auto source =
      open(arguments.file, arguments.follows ? ByteSource::Growth::Growing : ByteSource::Growth::Fixed);
  if (!source) return source.error();
  // An order is as long as the history: who asks for it has the whole held.
  const bool wants_little = !arguments.options.keep_order && arguments.page.empty() &&
                            arguments.second_opinion.empty() && arguments.options.use_decisions;
  const bool is_live = may_be_sequencer && (arguments.follows || (wants_little && is_long(*source)));
  std::optional<EventReader> reader(std::move(*source));
  if (is_live) {
    if (const auto code = judge_while_reading(*reader, arguments, deadline, progress)) return *code;
    auto again = std::move(*reader).rewound();
    reader.reset();
    if (again) reader.emplace(std::move(*again));
  }
  if (arguments.follows) return follow_whole(arguments, deadline);
  if (reader) return judge_whole(*reader, arguments, deadline, progress);
  fmt::print(stderr,
             "pawl-check: this history must be judged as a whole, and a pipe can be read only once: write it "
             "to a file\n");
  return static_cast<int>(Verdict::Unknown);
}

}  // namespace

int main(int argc, char** argv) {
  put_heap_on_large_pages();
  const auto arguments = read_arguments(argc, argv);
  if (!arguments) return arguments.error();
  if (arguments->follows) {
    std::signal(SIGINT, [](int) { was_interrupted = 1; });
    std::signal(SIGTERM, [](int) { was_interrupted = 1; });
  }
  return run(*arguments);
}
