#pragma once
// What the clients of a run asked and were told: kept for the judgement at its end, and judged as far as
// possible while it grows.

#include <cstdint>
#include <string>
#include <utility>

#include "sim/oracle/findings.h"
#include "sim/pawl/client/chronicle.h"
#include "sim/pawl/oracle/live_history.h"
#include "sim/pawl/plan.h"

namespace pawl::sim {

class ClientHistory {
 public:
  ClientHistory(const Plan& plan, Findings& findings) : live_(plan, findings) {}

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
  std::string to_edn() const { return chronicle_.to_edn(); }

 private:
  Chronicle chronicle_;
  LiveHistory live_;
  std::int64_t next_process_ = 0;
};

}  // namespace pawl::sim
