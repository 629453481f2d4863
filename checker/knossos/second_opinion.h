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
  std::string model;  ///< a name that both sides know; has_knossos_model tells
  std::string init;   ///< EDN; empty: nil
  std::string file;   ///< an EDN history
  std::chrono::seconds deadline{60};
};

/// Whether checker/knossos/src/pawl/steps.clj has a model of this name.
bool has_knossos_model(const std::string& model);

/// Knossos's verdict; Unknown if it found none in time. An error says why there is no answer at all and how
/// to get one.
std::expected<Verdict, std::string> ask_knossos(const KnossosQuestion& question);

/// The command that asks: KNOSSOS_CLASSPATH's java, else the Clojure CLI. An error says how to get Knossos.
std::expected<std::vector<std::string>, std::string> knossos_command(const KnossosQuestion& question);

}  // namespace pawl::checker
