#include "checker/cli/long_transactions.h"

#include <utility>

#include "checker/transactions/log_builder.h"

namespace pawl::checker {
namespace {

constexpr std::uint64_t kEventsPerShow = 1u << 16;

Result result_of(const TransactionLog& log, LevelReport report, const CheckOptions& options) {
  Result result;
  result.model = options.model.empty() ? "multi-register" : options.model;
  result.object_count = 1;
  result.operation_count = log.all.size();
  result.procedures = {"transactions"};
  PartResult part;
  part.decided_by = "transactions";
  const bool holds = report.of(options.level) == Standing::Holds;
  part.verdict = result.verdict = holds ? Verdict::Linearizable : Verdict::NotLinearizable;
  if (!holds) part.reason = result.reason = explain(log, *report.refutation_of(options.level));
  result.parts.push_back(std::move(part));
  result.levels = summary_of(log, std::move(report), options.level);
  return result;
}

}  // namespace

std::expected<std::optional<Result>, Damage> judge_long_transactions(
    EventReader& reader, const CheckOptions& options, const std::function<void(double)>& progress) {
  const Value init = options.init ? *options.init : Value{};
  if (!init.is_nil() && !init.map()) return std::nullopt;
  TransactionLogBuilder builder(init, options.nil_read == NilRead::Any);
  RawEvent event;
  for (std::uint64_t count = 0;; ++count) {
    const Next next = reader.next(event, builder.names());
    if (next == Next::Damaged) return std::unexpected(reader.damage());
    if (next != Next::Event) break;
    if (!builder.add(event)) return std::nullopt;
    if (count % kEventsPerShow == 0 && reader.bytes_total() > 0)
      progress(static_cast<double>(reader.bytes_read()) / static_cast<double>(reader.bytes_total()));
  }
  TransactionLog log = builder.take();
  LevelReport report = judge_transactions(log);
  if (report.of(options.level) == Standing::Open) return std::nullopt;
  return result_of(log, std::move(report), options);
}

}  // namespace pawl::checker
