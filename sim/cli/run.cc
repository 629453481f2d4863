#include "sim/cli/verbs.h"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "sim/cli/complain.h"
#include "sim/cli/files.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/minimal.h"
#include "sim/cli/options.h"
#include "sim/cli/verdict.h"
#include "sim/run/results.h"

namespace pawl::sim {
namespace {

using Clock = std::chrono::steady_clock;

/// Of a campaign's bad runs: how many are printed, how many of one oracle leave their evidence, how many the
/// machine-readable results list.
constexpr std::uint64_t kToldMax = 10;
constexpr std::uint64_t kEvidenceMax = 3;
constexpr std::size_t kListedMax = 1'000;
constexpr double kSecondsToMinimize = 60;

struct Asked {
  std::string program;
  /// Where words for people go.
  std::FILE* out = stdout;
  std::vector<std::string> paths;
  CampaignSettings campaign;
  /// How many seeds; none: one, or, where there is a budget of time, as many as it allows.
  std::optional<std::uint64_t> runs;
  /// All campaigns together; none: they end by their runs alone.
  std::optional<double> seconds;
  EvidencePlace evidence;
  bool goes_on = false;
  /// The first failure of each oracle is made small, for so many seconds at most.
  bool minimizes = false;
  bool shows_marks = false;
  std::string marks_out;
  std::string json_out;
  std::string junit_out;
};

/// The runs of one scenario under way.
class Campaign {
 public:
  Campaign(const Asked& asked, const ScenarioFile& scenario, std::optional<std::chrono::nanoseconds> time)
      : asked_(asked), scenario_(scenario), time_(time), bar_({asked.campaign.run_count, time}) {
    report_.invocation = {asked.program, scenario.path, asked.campaign.oracles_off, {}};
  }

  CampaignReport run() {
    const Clock::time_point begin = Clock::now();
    const std::clock_t processor_begin = std::clock();
    CampaignSettings settings = asked_.campaign;
    if (scenario_.is_one_run) settings.run_count = 1;
    // The first run is made however little time there is, and however early the interrupt: a campaign without
    // runs would seem well.
    std::atomic<bool> has_begun = false;
    settings.is_over = [begin, time = time_, &has_begun] {
      const bool is_late = time && Clock::now() - begin >= *time;
      return has_begun.exchange(true) && (is_late || is_interrupted());
    };
    CampaignSum so_far;
    report_.sum = run_campaign(scenario_.runs, settings, [&](const RunResult& result) {
      so_far.add(result);
      if (!is_good(result)) take(result);
      bar_.show(so_far.runs, progress_words(so_far));
    });
    bar_.clear();
    report_.was_interrupted = is_interrupted();
    report_.cost.wall = Clock::now() - begin;
    report_.cost.processor = std::chrono::nanoseconds(
        static_cast<std::int64_t>(std::clock() - processor_begin) * (1'000'000'000 / CLOCKS_PER_SEC));
    if (told_ > kToldMax) fmt::print(asked_.out, "... and {} more\n", told_ - kToldMax);
    return std::move(report_);
  }

 private:
  /// Keeps a bad run: its failure stays though the campaign goes on.
  void take(const RunResult& result) {
    BadRun bad{.seed = result.seed,
               .violation = result.violation,
               .unknown = result.unknown,
               .thin = below(result.floors),
               .evidence = {}};
    bar_.clear();
    // A violation of its own kind is told though others filled the terminal.
    const bool is_kept = result.violation && kept_[result.violation->oracle]++ < kEvidenceMax;
    if (told_++ < kToldMax || is_kept) tell_verdict(asked_.out, report_.invocation, result);
    if (is_kept) {
      RunSettings settings;
      settings.seed = result.seed;
      settings.oracles_off = asked_.campaign.oracles_off;
      bad.evidence = leave_evidence(asked_.out, scenario_.runs(), settings, report_.invocation,
                                    place_of(report_.invocation, result.seed, asked_.evidence), {});
    }
    if (is_kept && asked_.minimizes && kept_[result.violation->oracle] == 1 && !is_interrupted()) {
      FailingRun failing;
      failing.invocation = report_.invocation;
      failing.seed = result.seed;
      failing.seconds = kSecondsToMinimize;
      failing.jobs = asked_.campaign.job_count;
      failing.evidence = asked_.evidence;
      leave_minimal(asked_.out, failing, {scenario_, {result.seed, nullptr, std::nullopt}}, {});
    }
    if (report_.bad_runs.size() < kListedMax) report_.bad_runs.push_back(std::move(bad));
  }

  const Asked& asked_;
  ScenarioFile scenario_;
  std::optional<std::chrono::nanoseconds> time_;
  ProgressBar bar_;
  CampaignReport report_;
  std::uint64_t told_ = 0;
  /// By the oracle's name.
  std::map<std::string, std::uint64_t> kept_;
};

std::optional<std::vector<ScenarioFile>> read_all(const Subject& subject,
                                                  const std::vector<std::string>& paths) {
  const auto files = scenario_files(paths);
  if (!files) {
    complain(files.error());
    return std::nullopt;
  }
  std::vector<ScenarioFile> scenarios;
  for (const std::string& file : *files) {
    auto scenario = subject.read(file);
    if (!scenario) {
      complain(scenario.error());
      return std::nullopt;
    }
    scenarios.push_back(std::move(*scenario));
  }
  return scenarios;
}

ExitCode exit_code(const std::vector<CampaignReport>& reports) {
  bool is_unknown = false;
  for (const CampaignReport& report : reports) {
    if (report.sum.violations != 0) return kViolation;
    is_unknown = is_unknown || report.sum.unknown != 0 || !report.sum.floors.below().empty();
  }
  if (is_interrupted()) return interrupted_code();
  return is_unknown ? kUnknown : kWell;
}

/// Every campaign's sums together.
std::string total_text(const std::vector<CampaignReport>& reports) {
  std::uint64_t runs = 0;
  std::uint64_t violations = 0;
  std::uint64_t unknown = 0;
  std::uint64_t below_floors = 0;
  for (const CampaignReport& report : reports) {
    runs += report.sum.runs;
    violations += report.sum.violations;
    unknown += report.sum.unknown;
    below_floors += report.sum.floors.below().empty() ? 0 : 1;
  }
  return fmt::format("{} scenarios: {} runs, {} violations, {} unknown, {} campaigns below their floors\n",
                     reports.size(), runs, violations, unknown, below_floors);
}

bool write_results(const Subject& subject, const Asked& asked, const std::vector<CampaignReport>& reports,
                   const MarkSum& marks) {
  if (asked.shows_marks) {
    std::uint64_t runs = 0;
    for (const CampaignReport& report : reports) runs += report.sum.runs;
    fmt::print(asked.out, "{}", marks_text(marks, runs));
  }
  if (!asked.marks_out.empty() && !write_file(asked.marks_out, marks_table(marks, subject.phases)))
    return false;
  if (!asked.json_out.empty() && !write_file(asked.json_out, json_text(reports))) return false;
  return asked.junit_out.empty() || write_file(asked.junit_out, junit_text(reports));
}

ExitCode run(const Subject& subject, const Asked& asked) {
  const auto scenarios = read_all(subject, asked.paths);
  if (!scenarios) return kDamaged;
  end_work_on_signals();
  const Clock::time_point begin = Clock::now();
  std::vector<CampaignReport> reports;
  MarkSum marks;
  // A signal that comes before the first scenario finds one all the same, so that there is something to sum
  // up.
  for (std::size_t i = 0; i < scenarios->size() && (i == 0 || !is_interrupted()); ++i) {
    std::optional<std::chrono::nanoseconds> time;
    if (asked.seconds) {
      // What the scenarios before did not use is for those that come.
      const std::chrono::duration<double> left =
          std::chrono::duration<double>(*asked.seconds) - (Clock::now() - begin);
      time = std::chrono::duration_cast<std::chrono::nanoseconds>(left / (scenarios->size() - i));
    }
    reports.push_back(Campaign(asked, (*scenarios)[i], time).run());
    const CampaignReport& report = reports.back();
    marks.add(report.sum.marks);
    if (report.was_interrupted)
      fmt::print(asked.out, "interrupted before all {} runs were made\n", asked.campaign.run_count);
    fmt::print(asked.out, "{}", summary_text(report.invocation.scenario, report.sum, report.cost));
    std::fflush(asked.out);
    if (asked.campaign.stops_at_violation && report.sum.violations != 0) break;
  }
  if (scenarios->size() > 1) fmt::print(asked.out, "{}", total_text(reports));
  return write_results(subject, asked, reports, marks) ? exit_code(reports) : kCannotWrite;
}

std::vector<Option> results_options(Asked& asked) {
  return {
      {.name = "--stop",
       .about = "begin no more runs after a violation",
       .place = &asked.campaign.stops_at_violation},
      {.name = "--keep-going",
       .about = "go on after a violation, whose evidence is kept (so it is anyway)",
       .place = &asked.goes_on,
       .excludes = "--stop"},
      {.name = "--minimize",
       .about = "makes the first violation of each oracle small, too, for a minute at most (see minimize)",
       .place = &asked.minimizes},
      {.name = "--json",
       .about = "writes what came of it into this file, as JSON; -: shows it",
       .place = &asked.json_out},
      {.name = "--junit",
       .about = "writes the same into this file as JUnit's XML",
       .place = &asked.junit_out},
      {.name = "--marks",
       .about = "shows which marks the runs hit, and which none did",
       .place = &asked.shows_marks},
      {.name = "--marks-out",
       .about = "writes a line `mark TAB runs TAB hits` for each mark into this file",
       .place = &asked.marks_out},
  };
}

}  // namespace

Verb run_verb(const Subject& subject, const std::string& program) {
  const auto asked = std::make_shared<Asked>();
  asked->program = program;
  std::vector<Option> options{
      {.name = "scenarios",
       .about = "scenarios (*.textproto), and folders: all scenarios below them",
       .place = &asked->paths,
       .need = Option::Need::MustBeThere},
      seed_option(asked->campaign.first_seed, "the first seed (1)"),
      oracles_off_option(asked->campaign.oracles_off, subject),
      {.name = "--runs",
       .about =
           "how many seeds of each scenario, one after another (1); at most so many if there is a budget "
           "of time",
       .place = Bounded<std::uint64_t, std::optional<std::uint64_t>>{&asked->runs, 1, kCountMax}},
      {.name = "--seconds",
       .about = "a budget of time, by the clock on the wall: begins no more runs when it is used up; several "
                "scenarios share it",
       .place = Bounded<double, std::optional<double>>{&asked->seconds, kSecondsMin, kSecondsMax}},
      jobs_option(asked->campaign.job_count),
  };
  add_evidence(options, asked->evidence);
  const std::vector<Option> results = results_options(*asked);
  options.insert(options.end(), results.begin(), results.end());
  return {"run", "runs many seeds of scenarios and sums them up", std::move(options), [&subject, asked] {
            if (asked->json_out == "-" || asked->junit_out == "-") asked->out = stderr;
            asked->campaign.run_count = asked->runs.value_or(asked->seconds ? kCountMax : 1);
            return run(subject, *asked);
          }};
}

}  // namespace pawl::sim
