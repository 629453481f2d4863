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
#include "checker/cli/extras.h"
#include "checker/cli/limits.h"
#include "checker/cli/live.h"
#include "checker/cli/long_transactions.h"
#include "checker/cli/notes.h"
#include "checker/cli/progress.h"
#include "checker/cli/report.h"
#include "checker/history/event_reader.h"
#include "checker/history/large_pages.h"
#include "checker/model/catalog.h"

namespace {

using namespace pawl::checker;
using Clock = std::chrono::steady_clock;

// Files from here on are judged while they are read, if they are a sequencer's; of a pipe only so much is
// kept to be judged as a whole.
constexpr std::uint64_t kLiveBytes = std::uint64_t{64} << 20;
constexpr std::size_t kPipeBytes = std::size_t{16} << 20;
constexpr int kPollMilliseconds = 50;
// Two lines of a history, and how many of them are expected to come from the size of the file alone.
constexpr std::size_t kOperationBytes = 128;
constexpr std::size_t kOperationsExpectedMax = std::size_t{1} << 24;
// What is expected may be wrong: no more than this part of the memory is set aside for it.
constexpr std::uint64_t kExpectedShare = 2;
// A table that grows is there twice for a moment, the second time twice as long.
constexpr std::uint64_t kSearchShare = 4;
constexpr const char* kMoreMemory = ": give it more, or judge the keys in several files";

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

std::expected<History, Damage> read_all(EventReader& reader, const Limits& limits, Progress& progress) {
  HistoryBuilder builder;
  builder.expect(std::min<std::size_t>({reader.bytes_total() / kOperationBytes, kOperationsExpectedMax,
                                        limits.memory_left() / (kExpectedShare * sizeof(Operation))}));
  RawEvent raw;
  for (std::uint64_t count = 0;; ++count) {
    const Next next = reader.next(raw, builder.names());
    if (next == Next::Damaged) return std::unexpected(reader.damage());
    if (next != Next::Event) {
      History history = builder.take();
      history.account = reader.account();
      return history;
    }
    if (auto added = builder.add(raw); !added) return std::unexpected(std::move(added.error()));
    if (count % 65536 != 0) continue;
    const double total = static_cast<double>(reader.bytes_total());
    progress.show("reading", total > 0 ? static_cast<double>(reader.bytes_read()) / total : -1);
  }
}

// Until the next time: a limit that ends while no verdict is known.
void prepare_unknown(Limits& limits, const Arguments& arguments, std::string_view doing) {
  limits.prepare(static_cast<int>(Verdict::Unknown), [&](Limit limit, const std::string& name) {
    const bool is_memory = limit == Limit::Memory;
    return LastWords{.out = report_brief({.verdict = Verdict::Unknown,
                                          .model = arguments.options.model,
                                          .reason = fmt::format("{} ended while {}{}", name, doing,
                                                                is_memory ? kMoreMemory : ""),
                                          .budget = is_memory ? "memory" : "deadline"},
                                         arguments.output)};
  });
}

// Until the next time: a limit that ends after the verdict.
void prepare_cut(Limits& limits, const Arguments& arguments, const Brief& brief) {
  limits.prepare(static_cast<int>(brief.verdict), [&](Limit, const std::string& name) {
    Brief cut = brief;
    cut.note = fmt::format("{} ended before more could be said", name);
    return LastWords{.out = report_brief(cut, arguments.output)};
  });
}

Brief brief_of(const PartResult& part, std::string model) {
  return {.verdict = part.verdict,
          .model = std::move(model),
          .procedure = std::string(part.decided_by),
          .key = part.key.is_nil() ? "" : to_edn(part.key),
          .reason = part.reason};
}

// Prints a verdict, however long its reader takes.
void print(const std::string& text, Limits& limits) {
  limits.hold();
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

int judge_whole(EventReader& reader, const Arguments& arguments, Limits& limits, Progress& progress) {
  prepare_unknown(limits, arguments, "reading");
  auto history = read_all(reader, limits, progress);
  progress.clear();
  if (!history) return damaged(arguments.file, history.error());
  if (arguments.order == Order::Time) {
    if (auto ordered = order_by_time(*history); !ordered) return damaged(arguments.file, ordered.error());
    history->account.backward = {};
  }
  prepare_unknown(limits, arguments, "judging");
  CheckOptions options = arguments.options;
  options.deadline = limits.time_left();
  options.memory_bytes_max = limits.memory_left() / kSearchShare;
  options.progress = [&](double fraction) { progress.show("searching", fraction); };
  options.on_refuted = [&](const PartResult& part, std::string_view model) {
    prepare_cut(limits, arguments, brief_of(part, std::string(model)));
  };
  auto result = check(*history, options);
  progress.clear();
  if (!result) return damaged(arguments.file, result.error());
  prepare_cut(limits, arguments,
              {.verdict = result->verdict, .model = result->model, .reason = result->reason});
  print(report({.history = *history, .result = *result, .notes = notes_of(*history, *result, options)},
               arguments.output),
        limits);
  int code = static_cast<int>(result->verdict);
  if (!arguments.page.empty() && !write_page(arguments, *history, *result, limits)) code = kExitUsage;
  if (!arguments.second_opinion.empty() && !agrees_with_second_opinion(arguments, *history, *result, limits))
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
          .reason = live.reason,
          .note = fmt::format("{}", fmt::join(notes_of(live.account), "\n"))};
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
std::optional<int> judge_while_reading(EventReader& reader, const Arguments& arguments, Limits& limits,
                                       Progress& progress) {
  prepare_unknown(limits, arguments, "judging what was read so far");
  const Value* init = arguments.options.init ? &*arguments.options.init : nullptr;
  const std::int64_t initial = init && init->integer() ? *init->integer() : 0;
  auto live = judge_live(reader, initial, wait_for_more,
                         [&](double fraction) { progress.show("judging", fraction); });
  progress.clear();
  if (!live) return damaged(arguments.file, live.error());
  if (live->kind == LiveResult::Kind::NeedsWhole) return std::nullopt;
  const Brief brief = brief_of(*live);
  prepare_cut(limits, arguments, brief);
  std::string text = report_brief(brief, arguments.output);
  if (!live->core.empty() && arguments.output == Output::Text && arguments.file != "-") {
    text += draw_core(*live, arguments.file);
  }
  print(text, limits);
  return static_cast<int>(brief.verdict);
}

// Prints the verdict on a long history of transactions. Nothing: it must be judged as a whole.
std::optional<int> judge_log(EventReader& reader, const Arguments& arguments, Limits& limits,
                             Progress& progress) {
  prepare_unknown(limits, arguments, "judging what was read so far");
  auto result = judge_long_transactions(reader, arguments.options,
                                        [&](double fraction) { progress.show("reading", fraction); });
  progress.clear();
  if (!result) return damaged(arguments.file, result.error());
  if (!*result) return std::nullopt;
  const Result& judged = **result;
  print(
      report({.history = History{}, .result = judged, .notes = notes_of(reader.account())}, arguments.output),
      limits);
  leave(static_cast<int>(judged.verdict));
}

// A model without a live procedure is asked again whenever the file rests, and not more often than
// asking takes. A violation of what there is remains one. Each asking has the deadline for itself.
int follow_whole(const Arguments& arguments, Limits& limits) {
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
      prepare_unknown(limits, arguments, "judging");
      limits.start();
    }
    History history = builder.copy();
    history.account = reader.account();
    CheckOptions options = arguments.options;
    options.memory_bytes_max = limits.memory_left() / kSearchShare;
    const auto result = check(history, options);
    if (!result) return damaged(arguments.file, result.error());
    next_check = Clock::now() + (Clock::now() - begin);
    has_news = false;
    if (!is_over && result->verdict != Verdict::NotLinearizable) continue;
    print(report({.history = history, .result = *result, .notes = notes_of(history, *result, options)},
                 arguments.output),
          limits);
    leave(static_cast<int>(result->verdict));
  }
}

// A sequencer's history that is too long to be held is judged while it is read.
bool is_long(ByteSource& source) {
  return source.is_pipe() ? source.read_ahead(kPipeBytes) : source.bytes_total() >= kLiveBytes;
}

int run(const Arguments& arguments) {
  Progress progress(!arguments.is_quiet);
  Limits limits(*arguments.options.deadline, arguments.memory_bytes, progress.clearing());
  if (!arguments.follows) limits.start();
  prepare_unknown(limits, arguments, "opening the file");
  const bool may_be_sequencer = arguments.options.model.empty() || arguments.options.model == "sequencer";
  auto source =
      open(arguments.file, arguments.follows ? ByteSource::Growth::Growing : ByteSource::Growth::Fixed);
  if (!source) return source.error();
  // An order is as long as the history: who asks for it has the whole held.
  const bool wants_little = arguments.output != Output::Json && arguments.page.empty() &&
                            arguments.second_opinion.empty() && arguments.options.use_decisions &&
                            arguments.order == Order::Lines;
  const bool may_be_transactions =
      arguments.options.model.empty() || is_of_transactions(arguments.options.model);
  const bool is_held_in_part = wants_little && !arguments.follows && is_long(*source);
  const bool is_live = may_be_sequencer && (arguments.follows || is_held_in_part);
  std::optional<EventReader> reader(std::move(*source));
  if (is_live) {
    if (const auto code = judge_while_reading(*reader, arguments, limits, progress)) return *code;
    auto again = std::move(*reader).rewound();
    reader.reset();
    if (again) reader.emplace(std::move(*again));
  }
  if (arguments.follows) return follow_whole(arguments, limits);
  if (reader && is_held_in_part && may_be_transactions) {
    if (const auto code = judge_log(*reader, arguments, limits, progress)) return *code;
    auto again = std::move(*reader).rewound();
    reader.reset();
    if (again) reader.emplace(std::move(*again));
  }
  if (reader) return judge_whole(*reader, arguments, limits, progress);
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
