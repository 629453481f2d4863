// pawl-check: is this history linearizable? One file in, one verdict out.

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>

#include "checker/check.h"
#include "checker/cli/arguments.h"
#include "checker/cli/extras.h"
#include "checker/cli/live.h"
#include "checker/cli/progress.h"
#include "checker/cli/report.h"
#include "checker/history/event_reader.h"

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
constexpr std::size_t kOperationsExpectedMax = std::size_t{1} << 21;

volatile std::sig_atomic_t was_interrupted = 0;

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
    if (auto added = builder.add(event_of(raw)); !added) return std::unexpected(std::move(added.error()));
    if (count % 65536 != 0) continue;
    const double total = static_cast<double>(reader.bytes_total());
    progress.show("reading", total > 0 ? static_cast<double>(reader.bytes_read()) / total : -1);
  }
}

int judge_whole(EventReader& reader, const Arguments& arguments) {
  Progress progress(!arguments.is_quiet);
  const auto begin = Clock::now();
  auto history = read_all(reader, progress);
  progress.clear();
  if (!history) return damaged(arguments.file, history.error());
  CheckOptions options = arguments.options;
  options.deadline = std::max<std::chrono::nanoseconds>(*options.deadline - (Clock::now() - begin),
                                                        std::chrono::nanoseconds(1));
  options.progress = [&](double fraction) { progress.show("searching", fraction); };
  auto result = check(*history, options);
  progress.clear();
  if (!result) return damaged(arguments.file, result.error());
  const Report report{.history = *history, .result = *result};
  const std::string text = arguments.output == Output::Json  ? report_json(report)
                           : arguments.output == Output::Edn ? report_edn(report)
                                                             : report_text(report);
  std::fwrite(text.data(), 1, text.size(), stdout);
  int code = static_cast<int>(result->verdict);
  if (!arguments.page.empty() && !write_page(arguments, *history, *result)) code = kExitUsage;
  if (!arguments.second_opinion.empty() && !agrees_with_second_opinion(arguments, *result))
    code = kExitDisagreement;
  return code;
}

bool wait_for_more() {
  ::poll(nullptr, 0, kPollMilliseconds);
  return was_interrupted == 0;
}

std::string live_text(const LiveResult& live, const Arguments& arguments) {
  const bool is_good = live.kind == LiveResult::Kind::Linearizable;
  if (arguments.output == Output::Edn) {
    return fmt::format("{{:valid? {}, :analyzer :pawl, :algorithm \"sequencer-stream\"{}}}\n", is_good,
                       is_good ? "" : ", :reason " + to_edn(Value::of(live.reason)));
  }
  if (arguments.output == Output::Json) {
    std::string reason;
    append_json(reason, Value::of(live.reason));
    return fmt::format(R"({{"verdict":"{}","model":"sequencer","events":{}{}}})",
                       is_good ? "linearizable" : "not linearizable", live.event_count,
                       is_good ? "" : ",\"reason\":" + reason) +
           "\n";
  }
  std::string text = fmt::format("{}: {} events of sequencer, while reading\n",
                                 is_good ? "linearizable" : "not linearizable", live.event_count);
  if (!live.key.empty()) text += fmt::format("key {}\n", live.key);
  return is_good ? text : text + live.reason + "\n";
}

// Prints the verdict of a pass over the file. Nothing: the whole history is needed.
std::optional<int> judge_while_reading(EventReader& reader, const Arguments& arguments) {
  Progress progress(!arguments.is_quiet);
  const Value* init = arguments.options.init ? &*arguments.options.init : nullptr;
  const std::int64_t initial = init && init->integer() ? *init->integer() : 0;
  auto live = judge_live(reader, initial, wait_for_more,
                         [&](double fraction) { progress.show("judging", fraction); });
  progress.clear();
  if (!live) return damaged(arguments.file, live.error());
  if (live->kind == LiveResult::Kind::NeedsWhole) return std::nullopt;
  std::string text = live_text(*live, arguments);
  if (!live->core.empty() && arguments.output == Output::Text && arguments.file != "-") {
    if (auto again = open(arguments.file, ByteSource::Growth::Fixed)) {
      EventReader second_pass(std::move(*again));
      if (const auto core = collect_core(second_pass, live->core)) {
        std::vector<std::uint32_t> all(core->operations.size());
        for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
        text += diagram(*core, all);
      }
    }
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  return live->kind == LiveResult::Kind::Linearizable ? 0 : 1;
}

// A model without a live procedure is asked again whenever the file rests, and not more often than
// asking takes. A violation of what there is remains one.
int follow_whole(const Arguments& arguments) {
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
      if (auto added = builder.add(event_of(raw)); !added) return damaged(arguments.file, added.error());
      continue;
    }
    const bool is_over = !wait_for_more();
    if (!is_over && (!has_news || Clock::now() < next_check)) continue;
    const auto begin = Clock::now();
    History history = builder.copy();
    const auto result = check(history, arguments.options);
    if (!result) return damaged(arguments.file, result.error());
    next_check = Clock::now() + (Clock::now() - begin);
    has_news = false;
    if (!is_over && result->verdict != Verdict::NotLinearizable) continue;
    const Report report{.history = history, .result = *result};
    const std::string text = arguments.output == Output::Json  ? report_json(report)
                             : arguments.output == Output::Edn ? report_edn(report)
                                                               : report_text(report);
    std::fwrite(text.data(), 1, text.size(), stdout);
    return static_cast<int>(result->verdict);
  }
}

// A sequencer's history that is too long to be held is judged while it is read.
bool is_long(ByteSource& source) {
  return source.is_pipe() ? source.read_ahead(kPipeBytes) : source.bytes_total() >= kLiveBytes;
}

int run(const Arguments& arguments) {
  const bool may_be_sequencer = arguments.options.model.empty() || arguments.options.model == "sequencer";
  auto source =
      open(arguments.file, arguments.follows ? ByteSource::Growth::Growing : ByteSource::Growth::Fixed);
  if (!source) return source.error();
  const bool wants_little =
      arguments.page.empty() && arguments.second_opinion.empty() && arguments.options.use_decisions;
  const bool is_live = may_be_sequencer && (arguments.follows || (wants_little && is_long(*source)));
  std::optional<EventReader> reader(std::move(*source));
  if (is_live) {
    if (const auto code = judge_while_reading(*reader, arguments)) return *code;
    auto again = std::move(*reader).rewound();
    reader.reset();
    if (again) reader.emplace(std::move(*again));
  }
  if (arguments.follows) return follow_whole(arguments);
  if (reader) return judge_whole(*reader, arguments);
  fmt::print(stderr,
             "pawl-check: this history must be judged as a whole, and a pipe can be read only once: write it "
             "to a file\n");
  return static_cast<int>(Verdict::Unknown);
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = read_arguments(argc, argv);
  if (!arguments) return arguments.error();
  if (arguments->follows) {
    std::signal(SIGINT, [](int) { was_interrupted = 1; });
    std::signal(SIGTERM, [](int) { was_interrupted = 1; });
  }
  return run(*arguments);
}
