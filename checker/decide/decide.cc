#include "checker/decide/decide.h"

#include <utility>

#include "checker/decide/adapters.h"

namespace pawl::checker {
namespace {

struct Procedure {
  std::string_view model;
  std::optional<DecidedPart> (*adapt)(const AdapterInput&);
};

constexpr Procedure kProcedures[] = {
    {"sequencer", adapt_sequencer}, {"register", adapt_register},     {"cas-register", adapt_register},
    {"kv", adapt_register},         {"mutex", adapt_mutex},           {"fencing-lock", adapt_fencing_lock},
    {"counter", adapt_counter},     {"unique-ids", adapt_unique_ids}, {"unordered-queue", adapt_bag},
    {"fifo-queue", adapt_fifo},     {"stack", adapt_stack},           {"set", adapt_set},
};

}  // namespace

DecidedPart translate(std::string_view decided_by, Decision decision,
                      std::span<const std::uint32_t> sources) {
  for (OpIndex& index : decision.order) {
    index = sources[index];
  }
  for (OpIndex& index : decision.core) {
    index = sources[index];
  }
  DecidedPart part{.decided_by = decided_by, .decision = std::move(decision)};
  if (part.decision.shrinking) {
    part.sources.assign(sources.begin(), sources.end());
  }
  return part;
}

std::optional<DecidedPart> decide(const History& history, std::span<const std::uint32_t> members,
                                  std::string_view model, const CheckOptions& options) {
  for (const Procedure& procedure : kProcedures) {
    if (procedure.model == model) {
      return procedure.adapt({.history = history, .members = members, .options = options});
    }
  }
  return std::nullopt;
}

}  // namespace pawl::checker
