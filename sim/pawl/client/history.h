#pragma once
// What the clients of a run asked and were told: kept for the judgement at its end, and judged as far as
// possible while it grows.

#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "sim/oracle/findings.h"
#include "sim/pawl/client/chronicle.h"
#include "sim/pawl/oracle/live_history.h"
#include "sim/pawl/plan.h"

namespace pawl::sim {

class ClientHistory {
 public:
  ClientHistory(const Plan& plan, Findings& findings) : plan_(&plan), live_(plan, findings) {}

  /// A call begins; returns its number.
  std::size_t begin(std::int64_t process, node::Ask ask, SimTime now) {
    const std::size_t call = chronicle_.begin(process, std::move(ask), now);
    live_.began(call, chronicle_.calls()[call]);
    return call;
  }
  void end(std::size_t call, machine::Outcome outcome, std::uint32_t attempts, SimTime now) {
    chronicle_.end(call, std::move(outcome), attempts, now);
    live_.ended(call, chronicle_.calls()[call]);
  }
  std::int64_t fresh_process() { return next_process_++; }

  const Chronicle& chronicle() const { return chronicle_; }
  /// Without the sequences on which keys that carry no time of their own come again long after they were
  /// forgotten: those are new requests then, and no reader of a history can know it. The model judges them.
  std::string to_edn() const {
    std::set<std::string> forgotten;
    for (std::uint32_t group = 0; group < plan_->clients.size(); ++group)
      if (forgets_keys(plan_->clients[group].script))
        for (std::uint64_t i = 0; i < plan_->clients[group].sequences; ++i)
          forgotten.insert(sequence_name(group, i));
    return chronicle_.to_edn(forgotten, {plan_->beginning.sequences, next_process_});
  }

 private:
  const Plan* plan_;
  Chronicle chronicle_;
  LiveHistory live_;
  std::int64_t next_process_ = 0;
};

}  // namespace pawl::sim
