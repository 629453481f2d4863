#include "sim/run/results.h"

#include <fmt/format.h>

#include <string_view>

#include "checker/history/value.h"

namespace pawl::sim {
namespace {

std::string json_text(std::string_view text) {
  std::string out;
  checker::append_json(out, checker::Value::of(std::string(text)));
  return out;
}

double seconds_of(std::chrono::nanoseconds time) { return static_cast<double>(time.count()) / 1e9; }

std::string json_of(const BadRun& run, const Invocation& invocation) {
  std::string text = fmt::format("{{\"seed\": {}", run.seed);
  if (run.violation) {
    text += fmt::format(", \"oracle\": {}, \"step\": {}, \"at_ns\": {}, \"node\": {}, \"detail\": {}",
                        json_text(run.violation->oracle), run.violation->step, run.violation->at.ns,
                        run.violation->node.value, json_text(run.violation->detail));
  }
  if (!run.unknown.empty()) text += ", \"unknown\": " + json_text(run.unknown);
  if (!run.thin.empty()) text += ", \"thin\": " + json_text(run.thin);
  if (!run.evidence.empty()) text += ", \"evidence\": " + json_text(run.evidence);
  return text + fmt::format(", \"replay\": {}}}", json_text(replay_command(invocation, run.seed)));
}

std::string json_of(const MarkSum& marks) {
  std::string text;
  for (const MarkSum::Line& line : marks.lines())
    text += fmt::format("{}{}: {{\"runs\": {}, \"hits\": {}}}", text.empty() ? "" : ", ",
                        json_text(line.name), line.runs, line.hits);
  return '{' + text + '}';
}

std::string json_of(const CampaignReport& report) {
  const CampaignSum& sum = report.sum;
  std::string bad;
  for (const BadRun& run : report.bad_runs)
    bad += (bad.empty() ? "\n      " : ",\n      ") + json_of(run, report.invocation);
  return fmt::format(
      "  {{\n"
      "    \"scenario\": {}, \"oracles_off\": {}, \"interrupted\": {},\n"
      "    \"first_seed\": {}, \"last_seed\": {}, \"runs\": {},\n"
      "    \"violations\": {}, \"unknown\": {}, \"thin\": {}, \"below_floors\": {},\n"
      "    \"events\": {}, \"acknowledged\": {}, \"simulated_ms\": {}, \"wall_s\": {:.3f}, "
      "\"processor_s\": {:.3f},\n"
      "    \"bad_runs\": [{}],\n"
      "    \"marks\": {}\n"
      "  }}",
      json_text(report.invocation.scenario), json_text(report.invocation.oracles_off), report.was_interrupted,
      sum.first_seed, sum.last_seed, sum.runs, sum.violations, sum.unknown, sum.floors.thin_runs(),
      json_text(sum.floors.below()), sum.events, sum.acknowledged, sum.simulated_ms,
      seconds_of(report.cost.wall), seconds_of(report.cost.processor), bad, json_of(sum.marks));
}

/// Text as XML takes it; what no XML may hold becomes a question mark.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\n': out += "&#10;"; break;
      default: out += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
  }
  return out;
}

std::string junit_of(const BadRun& run, const CampaignReport& report) {
  const std::string head = fmt::format("    <testcase classname=\"{}\" name=\"seed {}\">",
                                       escaped(report.invocation.scenario), run.seed);
  const std::string command = escaped("replay: " + replay_command(report.invocation, run.seed));
  if (run.violation)
    return head + fmt::format("<failure type=\"{}\" message=\"{}\">{}</failure></testcase>\n",
                              escaped(run.violation->oracle), escaped(run.violation->detail), command);
  if (!run.unknown.empty())
    return head + fmt::format("<error type=\"unknown\" message=\"{}\">{}</error></testcase>\n",
                              escaped(run.unknown), command);
  return head +
         fmt::format("<system-out>{}; {}</system-out></testcase>\n", escaped("thin: " + run.thin), command);
}

std::string junit_of(const CampaignReport& report) {
  const CampaignSum& sum = report.sum;
  const std::string floors = sum.floors.below();
  std::string text =
      fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\">\n",
                  escaped(report.invocation.scenario), report.bad_runs.size() + 1, sum.violations,
                  sum.unknown + (floors.empty() ? 0 : 1), seconds_of(report.cost.wall));
  text += fmt::format("    <testcase classname=\"{}\" name=\"all of {} runs, seeds {} to {}\">",
                      escaped(report.invocation.scenario), sum.runs, sum.first_seed, sum.last_seed);
  if (!floors.empty()) text += fmt::format("<error type=\"floors\" message=\"{}\"/>", escaped(floors));
  text += "</testcase>\n";
  for (const BadRun& run : report.bad_runs) text += junit_of(run, report);
  return text + "  </testsuite>\n";
}

}  // namespace

std::string json_text(const std::vector<CampaignReport>& reports) {
  std::string text;
  for (const CampaignReport& report : reports) text += (text.empty() ? "" : ",\n") + json_of(report);
  return "{\"campaigns\": [\n" + text + "\n]}\n";
}

std::string junit_text(const std::vector<CampaignReport>& reports) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const CampaignReport& report : reports) text += junit_of(report);
  return text + "</testsuites>\n";
}

}  // namespace pawl::sim
