#include "checker/knossos/second_opinion.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "checker/knossos/child.h"

namespace pawl::checker {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kHowToGet =
    "set KNOSSOS_CLASSPATH to a Java class path with Clojure and Knossos 0.3 or later, or install the "
    "Clojure "
    "CLI, which fetches both as checker/knossos/deps.edn says";

/// Where deps.edn and src/ lie: PAWL_KNOSSOS_DIR, else where they were built from.
std::string knossos_folder() {
  const char* folder = std::getenv("PAWL_KNOSSOS_DIR");
  return folder != nullptr ? folder : PAWL_KNOSSOS_SOURCE_DIR;
}

std::chrono::milliseconds until(Clock::time_point end) {
  return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()),
                  std::chrono::milliseconds(0));
}

/// Debian's `clojure` command is a plain REPL starter; only the Clojure CLI understands -Sdescribe.
bool has_clojure_cli(Clock::time_point end) {
  const auto described = run_child({"clojure", "-Sdescribe"}, ".", until(end));
  return described && described->exit_code == 0;
}

/// Whether checker/knossos/src/pawl/steps.clj has a model of this name.
bool has_knossos_model(const std::string& model) {
  constexpr std::array<std::string_view, 6> kModels{"sequencer", "fencing-lock", "mutex",
                                                    "register",  "cas-register", "kv"};
  return std::ranges::find(kModels, model) != kModels.end();
}

/// The program that runs Clojure with Knossos; nothing if there is none.
std::vector<std::string> clojure_with_knossos(Clock::time_point end) {
  if (const char* path = std::getenv("KNOSSOS_CLASSPATH"); path != nullptr && *path != '\0') {
    return {"java", "-cp", fmt::format("{}:{}/src", path, knossos_folder()), "clojure.main"};
  }
  if (has_clojure_cli(end)) return {"clojure", "-M"};
  return {};
}

std::vector<std::string> runner_arguments(const KnossosQuestion& question) {
  const CheckOptions& options = question.options;
  constexpr std::array<const char*, 3> kTuples{"guess", "yes", "no"};
  return {"-m",
          "pawl.runner",
          "--model",
          options.model,
          "--init",
          question.init.empty() ? "nil" : question.init,
          "--nil-read",
          options.nil_read == NilRead::Any ? "any" : "value",
          "--cas-fail",
          options.cas_fail == CasFail::Differs ? "differs" : "drop",
          "--tuples",
          kTuples.at(static_cast<std::size_t>(options.tuples)),
          "--deadline",
          fmt::format("{:.3f}", std::chrono::duration<double>(question.deadline).count()),
          std::filesystem::absolute(question.file).string()};
}

std::expected<KnossosOpinion, std::string> read_answer(const std::string& text) {
  const auto says = [&](std::string_view field) { return text.find(field) != std::string::npos; };
  KnossosOpinion opinion{.verdict = Verdict::Unknown, .text = text.substr(0, text.find('\n'))};
  if (says(":valid? true")) {
    opinion.verdict = Verdict::Linearizable;
  } else if (says(":valid? false")) {
    opinion.verdict = Verdict::NotLinearizable;
  } else if (!says(":valid? :unknown")) {
    return std::unexpected(opinion.text);
  }
  return opinion;
}

}  // namespace

std::expected<KnossosOpinion, std::string> ask_knossos(const KnossosQuestion& question) {
  if (!has_knossos_model(question.options.model)) {
    return std::unexpected(fmt::format("Knossos has no model {} here", question.options.model));
  }
  const Clock::time_point end = Clock::now() + question.deadline;
  std::vector<std::string> command = clojure_with_knossos(end);
  if (command.empty()) return std::unexpected(std::string(kHowToGet));
  std::ranges::move(runner_arguments(question), std::back_inserter(command));
  const auto child = run_child(command, knossos_folder(), until(end));
  if (!child) return std::unexpected(child.error());
  if (child->exit_code == -1) return KnossosOpinion{};
  if (child->exit_code != 0)
    return std::unexpected(child->err.substr(0, child->err.find_last_not_of('\n') + 1));
  return read_answer(child->out);
}

}  // namespace pawl::checker
