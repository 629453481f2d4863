#include "sim/evidence/evidence.h"

#include <fmt/format.h>

#include <fstream>
#include <set>
#include <system_error>

#include "checker/check.h"
#include "checker/history/event_reader.h"
#include "checker/page/page.h"

namespace pawl::sim {
namespace {

namespace fs = std::filesystem;

/// The checker's verdict on a long history may take a while; the evidence does not wait for ever.
constexpr std::chrono::seconds kJudgingMax{20};

/// Files of one folder; remembers the first that could not be written.
class Folder {
 public:
  explicit Folder(fs::path path) : path_(std::move(path)) {
    std::error_code error;
    fs::create_directories(path_, error);
    if (error) failed_ = fmt::format("{}: {}", path_.string(), error.message());
  }
  fs::path file(std::string_view name) const { return path_ / name; }
  void write(std::string_view name, std::string_view text) {
    std::ofstream out(file(name), std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    if (out.fail() && failed_.empty()) failed_ = file(name).string() + ": cannot be written";
  }
  const std::string& failed() const { return failed_; }

 private:
  fs::path path_;
  std::string failed_;
};

/// A run made once more, with everything that can be known of it.
struct Witnessed {
  RunResult result;
  std::string trace;
  Recording choices;
  Story story;
};

Witnessed witness(const Runner& runner, RunSettings settings) {
  Witnessed seen;
  settings.trace = [&seen](const std::string& line) { seen.trace += line + '\n'; };
  settings.record = &seen.choices;
  settings.story = &seen.story;
  settings.keep_history = true;
  seen.result = runner(settings);
  return seen;
}

struct Judged {
  checker::History history;
  std::expected<checker::Result, checker::Damage> result;
};

std::expected<Judged, checker::Damage> judge_again(const RunResult& run) {
  auto history = checker::read_history(checker::ByteSource::memory(run.edn));
  if (!history) return std::unexpected(std::move(history.error()));
  checker::CheckOptions options;
  options.model = run.checker_model;
  options.deadline = kJudgingMax;
  auto result = checker::check(*history, options);
  if (!result) return std::unexpected(std::move(result.error()));
  return Judged{std::move(*history), std::move(result)};
}

/// The calls of the contradiction that the checker found.
std::set<CallName> calls_in_question(const Judged& judged) {
  std::set<CallName> calls;
  for (const checker::PartResult& part : judged.result->parts)
    for (const std::uint32_t index : part.core) {
      const checker::Operation& operation = judged.history.operations[index];
      calls.insert({operation.process, SimTime{operation.call_ns}});
    }
  return calls;
}

std::string guide(const Witnessed& seen, const Invocation& invocation, std::string_view checker_says) {
  std::string text = verdict_text(invocation, seen.result);
  if (!checker_says.empty())
    text += fmt::format("\npawl-check says of the clients' history: {}\n", checker_says);
  text += "\ntimeline.html  the run as a picture; begin here\n";
  if (!checker_says.empty())
    text +=
        "history.html   the clients' history and the checker's reasons\n"
        "history.edn    the same for pawl-check\n";
  return text +
         "trace.txt      every event, line by line\n"
         "choices.txt    every choice, for replay --choices\n"
         "sparse.txt     the choices that are not the quiet ones, for the same; may be edited\n\n" +
         figures_text(seen.result);
}

/// Lets the checker judge the clients' history once more, and keeps what it says.
void add_judgement(const RunResult& run, Folder& folder, TimelineInput& timeline) {
  folder.write("history.edn", run.edn);
  const auto judged = judge_again(run);
  if (!judged) {
    timeline.checker_says = "not judged: " + judged.error().what;
    return;
  }
  timeline.calls_in_question = calls_in_question(*judged);
  timeline.checker_says = std::string(checker::verdict_text(judged->result->verdict));
  if (!judged->result->reason.empty()) timeline.checker_says += ": " + judged->result->reason;
  folder.write("history.html", checker::history_page({.history = judged->history,
                                                      .result = *judged->result,
                                                      .title = timeline.title,
                                                      .state_after = {},
                                                      .initial_state = {}}));
}

}  // namespace

fs::path evidence_folder(const Invocation& invocation, std::uint64_t seed, const fs::path& parent) {
  return parent / fmt::format("{}-{}", fs::path(invocation.scenario).stem().string(), seed);
}

std::expected<void, std::string> write_evidence(const Runner& runner, const RunSettings& settings,
                                                const Invocation& invocation, const fs::path& path,
                                                const Insight& insight) {
  const Witnessed seen = witness(runner, settings);
  const std::string name = fs::path(invocation.scenario).stem().string();
  Folder folder(path);
  if (!folder.failed().empty()) return std::unexpected(folder.failed());
  folder.write("trace.txt", seen.trace);
  folder.write("choices.txt", to_text(whole_list(seen.choices)));
  folder.write("sparse.txt", to_text(sparse_list(seen.choices)));

  TimelineInput timeline{.story = seen.story,
                         .violation = seen.result.violation,
                         .title = fmt::format("{}, seed {}", name, settings.seed),
                         .replay = replay_command(invocation, settings.seed),
                         .calls_in_question = {},
                         .checker_says = {},
                         .insight = insight};
  if (!seen.result.checker_model.empty()) add_judgement(seen.result, folder, timeline);
  folder.write("timeline.html", timeline_page(timeline));
  folder.write("verdict.txt", guide(seen, invocation, timeline.checker_says));
  if (!folder.failed().empty()) return std::unexpected(folder.failed());
  return {};
}

}  // namespace pawl::sim
