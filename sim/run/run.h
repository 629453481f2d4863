#pragma once
// How a run is asked for and what it came to: values that know no system. Whoever searches, shrinks, counts
// or reports works with these and a Runner alone.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/check.h"
#include "core/base/digest.h"
#include "core/base/marks.h"
#include "core/base/time.h"
#include "sim/choice/stream.h"
#include "sim/client/fiber.h"
#include "sim/oracle/findings.h"
#include "sim/run/checkpoint.h"
#include "sim/run/floors.h"
#include "sim/run/story.h"
#include "sim/run/strikes.h"
#include "sim/run/trace.h"
#include "sim/scenario/plan.h"
#include "sim/system/system.h"

namespace pawl::sim {

/// Where a run leaves the path of its seed or list of choices: from event `at` on it draws from another seed.
struct Branch {
  std::uint64_t at = 0;
  std::uint64_t seed = 0;
};

/// A run that needs more events than this does not end by itself.
inline constexpr std::uint64_t kEventsMax = 3'000'000;

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
  /// The run is judged as it stands after so many events, should it not be over: it proves nothing then.
  std::uint64_t events_max = kEventsMax;
  bool keep_history = false;
  CheckpointSink checkpoints;
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
  /// What the run came to, in numbers: those of the simulator, then those of the system.
  std::vector<Figure> figures;
  /// The marks that it hit; empty in a build without marks.
  marks::Counts marks;
  Strikes::Counts strikes;
  /// How long the hosts took to serve again after the faults.
  Duration recovery;
  /// The clients' history in EDN, if it was asked for and the system writes one, and the model by which the
  /// checker judges it; empty: it knows none.
  std::string edn;
  std::string checker_model;
  /// How well `choices` fitted.
  ListFit fit;

  /// The figure of that name; 0 if there is none.
  std::uint64_t figure(std::string_view name) const;
};

/// Makes one run. The same settings make the same run. For one thread at a time.
using Runner = std::function<RunResult(const RunSettings&)>;

/// Makes a runner for the calling thread; may be called on any. Settings without choices make those that
/// stand in the scenario, if any do.
using RunnerSource = std::function<Runner()>;

/// A run ends early, and as a violation, when a PAWL_CHECK of this process fails. Call it once.
void take_over_checks();

/// What a failed check throws then.
struct CheckFailed {
  CheckFailure failure;
};

}  // namespace pawl::sim
