#include "checker/decide/decision.h"

#include <utility>

namespace pawl::checker {

Decision violation(Finding finding, std::string reason, std::vector<OpIndex> core) {
  return {.answer = Answer::NotLinearizable,
          .finding = finding,
          .reason = std::move(reason),
          .core = std::move(core),
          .is_core_minimal = false,
          .until = kNoEnd,
          .shrinking = {},
          .order = {}};
}

Decision impossible(Finding finding, std::string reason, OpIndex operation, Position until) {
  Decision decision = violation(finding, std::move(reason), {operation});
  decision.is_core_minimal = true;
  decision.until = until;
  return decision;
}

Decision undecided(std::string reason) {
  return {.answer = Answer::Undecided,
          .finding = Finding::None,
          .reason = std::move(reason),
          .core = {},
          .is_core_minimal = false,
          .until = kNoEnd,
          .shrinking = {},
          .order = {}};
}

Decision linearizable(std::vector<OpIndex> order) {
  return {.answer = Answer::Linearizable,
          .finding = Finding::None,
          .reason = {},
          .core = {},
          .is_core_minimal = false,
          .until = kNoEnd,
          .shrinking = {},
          .order = std::move(order)};
}

}  // namespace pawl::checker
