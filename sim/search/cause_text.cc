#include "sim/search/cause_text.h"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

#include "checker/history/value.h"

namespace pawl::sim {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  checker::append_json(out, checker::Value::of(std::string(text)));
  return out;
}

std::string time_text(SimTime at) {
  return fmt::format("{}.{:03} s", at.ns / 1'000'000'000, at.ns / 1'000'000 % 1000);
}

std::string bar_of(const CausePoint& point) {
  constexpr std::size_t kWidth = 40;
  const auto filled = static_cast<std::size_t>(std::lround(point.share() * kWidth));
  return std::string(filled, '#') + std::string(kWidth - filled, '.');
}

std::string line_of(const Cause& cause, const CausePoint& point) {
  const bool is_jump = cause.has_jump() && point.event == cause.after_jump.event;
  if (point.event == cause.points.back().event)
    return fmt::format("{:>9} {:>11} [{}] the violation{}\n", point.event, time_text(point.at), bar_of(point),
                       is_jump ? "  <- jump" : "");
  const ShareBounds bounds = bounds_of(point);
  return fmt::format("{:>9} {:>11} [{}] {:>3.0f} % ({} of {}; {:.0f} to {:.0f} %){}\n", point.event,
                     time_text(point.at), bar_of(point), point.share() * 100, point.failures, point.branches,
                     bounds.low * 100, bounds.high * 100, is_jump ? "  <- jump" : "");
}

std::string json_of(const CausePoint& point) {
  return fmt::format("{{\"event\": {}, \"at_ns\": {}, \"branches\": {}, \"failures\": {}}}", point.event,
                     point.at.ns, point.branches, point.failures);
}

}  // namespace

std::string chart(const Cause& cause) {
  std::string text = fmt::format(
      "{} at step {}: how many of the runs that leave this one's path after an event fail in the same way\n"
      "    event        time\n",
      cause.violation.oracle, cause.violation.step);
  for (const CausePoint& point : cause.points) text += line_of(cause, point);
  if (!cause.has_jump())
    return text + "No step stands out: the failure was about as likely from the beginning.\n";
  const std::uint64_t steps = cause.after_jump.event - cause.before_jump.event;
  text += fmt::format(
      "It jumps from {:.0f} % to {:.0f} % {}, at {}:\n", cause.before_jump.share() * 100,
      cause.after_jump.share() * 100,
      steps == 1 ? fmt::format("in event {}", cause.after_jump.event)
                 : fmt::format("in the events {} to {}", cause.before_jump.event + 1, cause.after_jump.event),
      time_text(cause.after_jump.at));
  for (const std::string& line : cause.lines) text += "  " + line + '\n';
  if (cause.lines.empty()) text += "  (nothing that the trace tells)\n";
  return text;
}

std::string json_text(const Cause& cause) {
  std::string points;
  for (const CausePoint& point : cause.points) points += (points.empty() ? "\n  " : ",\n  ") + json_of(point);
  std::string lines;
  for (const std::string& line : cause.lines) lines += (lines.empty() ? "\n  " : ",\n  ") + quoted(line);
  return fmt::format(
      "{{\"oracle\": {}, \"about\": {}, \"step\": {}, \"at_ns\": {}, \"runs\": {}, \"cut_short\": {},\n"
      "\"points\": [{}],\n"
      "\"jump\": {{\"from\": {}, \"to\": {}, \"at_ns\": {}, \"share_before\": {:.4f}, \"share_after\": "
      "{:.4f}, "
      "\"lines\": [{}]}}}}\n",
      quoted(cause.failure.oracle), quoted(cause.failure.about), cause.violation.step, cause.violation.at.ns,
      cause.runs, cause.was_cut_short, points, cause.before_jump.event, cause.after_jump.event,
      cause.after_jump.at.ns, cause.before_jump.share(), cause.after_jump.share(), lines);
}

}  // namespace pawl::sim
