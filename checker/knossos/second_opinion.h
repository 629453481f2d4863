#pragma once
// The second opinion: the same question put to Knossos on the JVM, in a process of its own with a deadline.
// Knossos is found through KNOSSOS_CLASSPATH (a Java class path with Clojure and Knossos) or through the
// Clojure CLI.

#include <chrono>
#include <expected>
#include <string>
#include <vector>

#include "checker/check.h"

namespace pawl::checker {

struct KnossosQuestion {
  CheckOptions options;  ///< the model by a name that both sides know, and how to read nil, failures, tuples
  std::string init;      ///< the first state as EDN; empty: nil
  std::string file;      ///< an EDN history
  std::chrono::milliseconds deadline{60'000};  ///< all included: the start of the JVM, too
};

struct KnossosOpinion {
  Verdict verdict = Verdict::Unknown;  ///< Unknown: no answer in time
  std::string text;                    ///< the EDN map that it answered; empty if it was stopped
};

/// Asks. An error says why there is no answer at all and, where Knossos is missing, how to get it.
std::expected<KnossosOpinion, std::string> ask_knossos(const KnossosQuestion& question);

}  // namespace pawl::checker
