#pragma once
// The clients' history judged while it grows: the checker's stream objects at the very answer that no order
// can explain, so that the run ends there. It follows the sequences on which every key is used once and which
// live for ever; the judgement at the end of the run is exact for all.

#include <cstddef>
#include <map>
#include <string>

#include "checker/decide/sequencer/sequencer_stream.h"
#include "sim/oracle/findings.h"
#include "sim/pawl/client/chronicle.h"
#include "sim/pawl/plan.h"

namespace pawl::sim {

class LiveHistory {
 public:
  LiveHistory(const Plan& plan, Findings& findings);

  /// Calls are named by their number in the chronicle.
  void began(std::size_t number, const CallRecord& call);
  void ended(std::size_t number, const CallRecord& call);

 private:
  struct Sequence {
    machine::SequenceParameters parameters;
    checker::SequencerStream stream;
  };
  struct InFlight {
    Sequence* sequence = nullptr;
    checker::SequencerStream::Ticket ticket = 0;
  };

  Findings* findings_;
  std::map<std::string, Sequence> sequences_;
  std::map<std::size_t, InFlight> in_flight_;
};

}  // namespace pawl::sim
