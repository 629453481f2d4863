#pragma once
// One run: a cluster, its clients and its nemesis from the first start to the last judgement.
//
//   warmup -> faults -> recovering -> draining -> converging -> reading -> over
//                       (a client is  (clients    (all nodes    (every sequence
//                        answered)     finish)     are equal)    is read)

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/marks.h"
#include "sim/choice/stream.h"
#include "sim/oracle/findings.h"
#include "sim/pawl/client/clients.h"
#include "sim/pawl/oracle/judgement.h"
#include "sim/pawl/oracle/oracles.h"
#include "sim/run/floors.h"
#include "sim/run/strikes.h"
#include "sim/run/trace.h"
#include "sim/scenario/plan.h"
#include "sim/scenario/scenario.h"
#include "sim/world/cluster.h"
#include "sim/world/nemesis.h"

namespace pawl::sim {

/// Where a run leaves the path of its seed or list of choices: from event `at` on it draws from another seed.
struct Branch {
  std::uint64_t at = 0;
  std::uint64_t seed = 0;
};

/// How a run is to be done.
struct RunSettings {
  std::uint64_t seed = 1;
  /// Oracles that shall keep silent, separated by commas.
  std::string oracles_off;
  /// Takes the trace, line by line; empty: only the hash is made.
  Trace::Sink trace;
  /// Where to record every choice, and which choices to make instead of drawing them; null: neither.
  Recording* record = nullptr;
  const ChoiceList* choices = nullptr;
  std::optional<Branch> branch;
  bool keep_history = false;
  /// Where to tell the run's story; null: nowhere.
  Story* story = nullptr;
};

struct RunResult {
  std::uint64_t seed = 0;
  std::optional<Violation> violation;
  /// Why the run proves nothing; empty if it does.
  std::string unknown;
  /// What it should have come to, and did; empty if it was violated.
  std::vector<Floor> floors;
  std::uint64_t events = 0;
  Duration simulated;
  Digest hash;
  marks::Counts marks;
  Strikes::Counts strikes;
  HistoryCounts history;
  std::uint64_t leaders = 0;
  NetworkCounts network;
  ClusterCounts cluster;
  std::uint64_t promises = 0;
  std::uint64_t digests_compared = 0;
  /// How long the cluster took to serve again after the faults.
  Duration recovery;
  /// EDN, if it was asked for.
  std::string edn;
  /// How well `choices` fitted.
  ListFit fit;
};

class World {
 public:
  World(const Scenario& scenario, const RunSettings& settings, const StackPool& stacks);
  RunResult run();

 private:
  enum class Stage : std::uint8_t { Warmup, Faults, Recovering, Draining, Converging, Reading, Over };

  void go_on();
  void happens(const Event& event);
  void advance();
  void begin_stage(Stage stage, Duration at_most);
  void begin_faults();
  void end_faults();
  void too_late();
  bool is_converged() const;
  std::vector<Floor> floors(const HistoryCounts& counts) const;

  ChoiceBook book_;
  Plan plan_;
  Findings findings_;
  Trace trace_;
  EventQueue queue_;
  Network network_;
  Oracles oracles_;
  Clients clients_;
  Cluster cluster_;
  Nemesis nemesis_;
  RunSettings settings_;
  Stage stage_ = Stage::Warmup;
  SimTime deadline_;
  SimTime faults_ended_;
  Duration recovery_;
  std::uint32_t awaited_client_ = 0;
  std::string unknown_;
};

/// Makes a failed PAWL_CHECK of this process end its run instead of the process. Call it once.
void take_over_checks();

}  // namespace pawl::sim
