#include "sim/run/marks.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/check.h"

namespace pawl::sim {

MarkSum::MarkSum() {
  for (const std::string_view name : marks::names()) sums_.push_back({.name = name});
}

void MarkSum::add(const marks::Counts& counts_of_a_run, const Strikes::Counts& strikes_of_a_run) {
  PAWL_CHECK(counts_of_a_run.size() == sums_.size());
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    sums_[i].runs += counts_of_a_run[i] == 0 ? 0 : 1;
    sums_[i].hits += counts_of_a_run[i];
    for (std::size_t phase = 0; phase < kPhasesMax; ++phase)
      sums_[i].runs_in_phase[phase] += strikes_of_a_run[i * kPhasesMax + phase] == 0 ? 0 : 1;
  }
}

void MarkSum::add(const MarkSum& others) {
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    sums_[i].runs += others.sums_[i].runs;
    sums_[i].hits += others.sums_[i].hits;
    for (std::size_t phase = 0; phase < kPhasesMax; ++phase)
      sums_[i].runs_in_phase[phase] += others.sums_[i].runs_in_phase[phase];
  }
}

std::vector<MarkSum::Line> MarkSum::lines() const {
  std::vector<Line> lines = sums_;
  std::ranges::sort(lines, {}, &Line::name);
  return lines;
}

std::string marks_text(const MarkSum& sum, std::uint64_t runs) {
  const std::vector<MarkSum::Line> lines = sum.lines();
  std::size_t width = 0;
  for (const MarkSum::Line& line : lines) width = std::max(width, line.name.size());
  std::string text = fmt::format("{:<{}}  {:>9}  {:>12}\n", "mark", width, "runs", "hits");
  std::string missing;
  std::uint64_t missing_count = 0;
  for (const MarkSum::Line& line : lines) {
    if (line.runs != 0) {
      text += fmt::format("{:<{}}  {:>9}  {:>12}\n", line.name, width, line.runs, line.hits);
      continue;
    }
    ++missing_count;
    missing += fmt::format("  {}\n", line.name);
  }
  text += fmt::format("{} of {} marks were hit in {} runs; never hit: {}\n", lines.size() - missing_count,
                      lines.size(), runs, missing_count);
  return text + missing;
}

std::string marks_table(const MarkSum& sum, std::span<const std::string_view> phases) {
  std::string text;
  for (const MarkSum::Line& line : sum.lines())
    text += fmt::format("{}\t{}\t{}\n", line.name, line.runs, line.hits);
  for (const MarkSum::Line& line : sum.lines()) {
    if (!line.name.starts_with("fault.")) continue;
    for (std::size_t phase = 0; phase < phases.size(); ++phase)
      text += fmt::format("{}\t{}\t{}\n", line.name, phases[phase], line.runs_in_phase[phase]);
  }
  return text;
}

}  // namespace pawl::sim
