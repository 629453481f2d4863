#include "sim/oracle/findings.h"

#include <array>
#include <utility>

namespace pawl::sim {
namespace {

/// Takes the first of `names`, which are separated by commas.
std::string_view take_name(std::string_view& names) {
  const std::size_t end = names.find(',');
  const std::string_view first = names.substr(0, end);
  names = end == std::string_view::npos ? std::string_view{} : names.substr(end + 1);
  return first;
}

bool lists(std::string_view names, std::string_view name) {
  while (!names.empty()) {
    if (take_name(names) == name) return true;
  }
  return false;
}

constexpr std::array<OracleRule, 5> kCommonRules{{
    {oracle::kCheck, "No check inside the system fails."},
    {oracle::kAnswers, "Every call ends by its deadline, with an answer that fits what was asked."},
    {oracle::kRecovery, "Soon after the faults the cluster serves again."},
    {oracle::kConvergence, "Some time after the faults all nodes hold the same state."},
    {oracle::kSteadyLeader, "Without faults leadership does not change."},
}};

}  // namespace

std::string_view oracle::rule_of(std::string_view name, std::span<const OracleRule> own) {
  for (const std::span<const OracleRule> rules : {std::span<const OracleRule>(kCommonRules), own})
    for (const OracleRule& rule : rules)
      if (rule.name == name) return rule.text;
  return {};
}

std::string_view oracle::first_unknown(std::string_view names, std::span<const OracleRule> own) {
  while (!names.empty()) {
    if (const std::string_view name = take_name(names); rule_of(name, own).empty()) return name;
  }
  return {};
}

std::string oracle::names_of(std::span<const OracleRule> own) {
  std::string names;
  for (const std::span<const OracleRule> rules : {std::span<const OracleRule>(kCommonRules), own})
    for (const OracleRule& rule : rules) names += (names.empty() ? "" : ", ") + std::string(rule.name);
  return names;
}

void Findings::violated(std::string_view oracle, std::string detail) {
  if (violation_ || lists(off_, oracle)) return;
  violation_ = Violation{.oracle = std::string(oracle),
                         .detail = std::move(detail),
                         .step = step_,
                         .at = at_,
                         .node = node_,
                         .is_of_answer = is_answer_,
                         .rule = std::string(oracle::rule_of(oracle, rules_))};
}

}  // namespace pawl::sim
