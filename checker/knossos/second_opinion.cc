#include "checker/knossos/second_opinion.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "checker/knossos/child.h"

namespace pawl::checker {
namespace {

/// A JVM needs some seconds to start and to stop beside the deadline that Knossos keeps itself.
constexpr std::chrono::seconds kStartupAllowance{20};

constexpr std::string_view kHowToGet =
    "no second opinion: set KNOSSOS_CLASSPATH to a Java class path with Clojure and Knossos 0.3 or later, or "
    "install the "
    "Clojure CLI, which fetches both as checker/knossos/deps.edn says";

/// Where deps.edn and src/ lie: PAWL_KNOSSOS_DIR, else where they were built from.
std::string knossos_folder() {
  const char* folder = std::getenv("PAWL_KNOSSOS_DIR");
  return folder != nullptr ? folder : PAWL_KNOSSOS_SOURCE_DIR;
}

/// Debian's `clojure` command is a plain REPL starter; only the Clojure CLI understands -Sdescribe.
bool has_clojure_cli() {
  const auto described = run_child({"clojure", "-Sdescribe"}, ".", kStartupAllowance);
  return described && described->exit_code == 0;
}

}  // namespace

bool has_knossos_model(const std::string& model) {
  constexpr std::array<std::string_view, 5> kModels{"sequencer", "fencing-lock", "register", "cas-register",
                                                    "key-value"};
  return std::find(kModels.begin(), kModels.end(), model) != kModels.end();
}

std::expected<std::vector<std::string>, std::string> knossos_command(const KnossosQuestion& question) {
  std::vector<std::string> command;
  if (const char* path = std::getenv("KNOSSOS_CLASSPATH"); path != nullptr && *path != '\0') {
    command = {"java",         "-cp", std::string(path) + ":" + knossos_folder() + "/src",
               "clojure.main", "-m",  "pawl.runner"};
  } else if (has_clojure_cli()) {
    command = {"clojure", "-M", "-m", "pawl.runner"};
  } else {
    return std::unexpected(std::string(kHowToGet));
  }
  const std::string file = std::filesystem::absolute(question.file).string();
  command.insert(command.end(),
                 {"--model", question.model, "--deadline", std::to_string(question.deadline.count()),
                  "--init", question.init.empty() ? "nil" : question.init, file});
  return command;
}

std::expected<Verdict, std::string> ask_knossos(const KnossosQuestion& question) {
  if (!has_knossos_model(question.model)) {
    return std::unexpected("no second opinion: Knossos has no model '" + question.model + "' here");
  }
  const auto command = knossos_command(question);
  if (!command) return std::unexpected(command.error());
  const auto child = run_child(*command, knossos_folder(), question.deadline + kStartupAllowance);
  if (!child) return std::unexpected("no second opinion: " + child.error());
  if (child->exit_code == -1) return Verdict::Unknown;
  if (child->exit_code != 0) return std::unexpected("no second opinion: " + child->err);
  if (child->out.find(":valid? true") != std::string::npos) return Verdict::Linearizable;
  if (child->out.find(":valid? false") != std::string::npos) return Verdict::NotLinearizable;
  return Verdict::Unknown;
}

}  // namespace pawl::checker
