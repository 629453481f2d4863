// pawl-check: is this history linearizable? Exit 0 yes, 1 no, 2 unknown, 64 wrong usage, 65 damaged input.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "checker/check.h"
#include "checker/history/event_reader.h"

namespace {

using namespace pawl::checker;

constexpr int kExitUsage = 64;
constexpr int kExitDamaged = 65;

int damaged(const std::string& path, const Damage& damage) {
  fmt::print(stderr, "{}:{}:{}: {}\n", path, damage.place.line, damage.place.column, damage.what);
  return kExitDamaged;
}

int run(const std::string& path, const CheckOptions& options) {
  auto source = ByteSource::open(path, ByteSource::Growth::Fixed);
  if (!source) {
    fmt::print(stderr, "pawl-check: {}\n", source.error());
    return kExitDamaged;
  }
  auto history = read_history(std::move(*source));
  if (!history) return damaged(path, history.error());
  auto result = check(std::move(*history), options);
  if (!result) return damaged(path, result.error());
  fmt::print("{} ({}, {} object{})\n", verdict_text(result->verdict), result->model, result->parts.size(),
             result->parts.size() == 1 ? "" : "s");
  if (!result->reason.empty()) fmt::print("{}\n", result->reason);
  return static_cast<int>(result->verdict);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Is this history linearizable?", "pawl-check");
  std::string path;
  CheckOptions options;
  std::string init;
  double deadline_s = 0;
  app.add_option("file", path, "the history, or - for standard input")->required();
  app.add_option("--model", options.model, "the model; guessed from the functions if absent");
  app.add_option("--init", init, "the first state, as EDN");
  app.add_option("--nil-read", options.nil_read, "value or any")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, NilRead>{{"value", NilRead::Value}, {"any", NilRead::Any}}));
  app.add_option("--cas-fail", options.cas_fail, "drop or differs")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, CasFail>{{"drop", CasFail::Drop}, {"differs", CasFail::Differs}}));
  app.add_option("--deadline", deadline_s, "seconds");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : kExitUsage;
  }
  if (!init.empty()) {
    auto value = read_value(init);
    if (!value) {
      fmt::print(stderr, "pawl-check: --init: {}\n", value.error().what);
      return kExitUsage;
    }
    options.init = std::move(*value);
  }
  if (deadline_s > 0)
    options.deadline = std::chrono::nanoseconds(static_cast<std::int64_t>(deadline_s * 1e9));
  return run(path, options);
}
