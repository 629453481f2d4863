#include "bench/load/options.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <sstream>

#include "core/base/limits.h"
#include "real/defaults.h"

namespace pawl::bench {
namespace {

std::uint64_t* weight_of(Mix& mix, std::string_view name) {
  if (name == "next") return &mix.next;
  if (name == "reserve") return &mix.reserve;
  if (name == "read") return &mix.read;
  return nullptr;
}

}  // namespace

std::expected<Mix, std::string> parse_mix(const std::string& text) {
  Mix mix{.next = 0, .reserve = 0, .read = 0};
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    const std::size_t equals = part.find('=');
    std::uint64_t* weight = weight_of(mix, std::string_view(part).substr(0, equals));
    if (weight == nullptr || equals == std::string::npos) {
      return std::unexpected("'" + part + "' is not next=N, reserve=N or read=N");
    }
    const char* begin = part.data() + equals + 1;
    const char* end = part.data() + part.size();
    const auto [stop, error] = std::from_chars(begin, end, *weight);
    if (error != std::errc{} || stop != end || *weight > 1000) {
      return std::unexpected("the weight in '" + part + "' is not a number from 0 to 1000");
    }
  }
  if (mix.sum() == 0) return std::unexpected("all weights are 0: give one a weight, as in next=1");
  return mix;
}

std::expected<LoadOptions, LoadStop> read_load_options(int argc, const char* const* argv) {
  LoadOptions options;
  double time_s = 10;
  double deadline_s = 10;
  std::string mix = "next=1";
  std::string keys = "on";
  CLI::App app("Asks a pawl cluster for numbers, and measures how long that takes.", "pawl-load");
  app.set_version_flag("--version", "pawl-load " PAWL_VERSION);
  std::string endpoints = real::kDefaultGrpcAddress;
  app.add_option("--endpoints", endpoints, "HOST:PORT of gRPC APIs, separated by commas")
      ->capture_default_str();
  app.add_option("--clients", options.clients, "clients, each with one call under way")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  app.add_option("--seconds", time_s, "how long")->check(CLI::Range(0.01, 1e6))->capture_default_str();
  app.add_option("--ops", options.ops, "stop after so many calls [no limit]");
  app.add_option("--rate", options.rate,
                 "open loop: so many calls a second, whether or not earlier ones were answered; their time "
                 "counts from when they were due [closed loop]")
      ->check(CLI::Range(0, 10'000'000));
  app.add_option("--history", options.history, "write what happened as a history (EDN) for pawl-check");
  app.add_option("--sequence", options.sequence, "its name; it is created if need be")->capture_default_str();
  app.add_option("--mix", mix, "weights of the calls, as in next=8,reserve=1,read=1")->capture_default_str();
  app.add_option("--reserve-count", options.reserve_count, "values that one reserve asks for")
      ->check(CLI::Range(std::int64_t{1}, kReserveCountMax))
      ->capture_default_str();
  app.add_option("--keys", keys,
                 "on: every call has an idempotency key and is repeated safely; off: none has")
      ->check(CLI::IsMember({"on", "off"}))
      ->capture_default_str();
  app.add_option("--timeout", deadline_s, "seconds for one call, repetitions included")
      ->check(CLI::Range(0.01, 1e6))
      ->capture_default_str();
  app.add_flag("--json", options.json, "print the result as one JSON object");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return std::unexpected(LoadStop{.exit_code = 0, .text = app.help()});
  } catch (const CLI::CallForVersion& version) {
    return std::unexpected(LoadStop{.exit_code = 0, .text = version.what()});
  } catch (const CLI::ParseError& error) {
    return std::unexpected(LoadStop{.exit_code = 64, .text = error.what()});
  }
  auto parsed = parse_mix(mix);
  if (!parsed) return std::unexpected(LoadStop{.exit_code = 64, .text = "--mix: " + parsed.error()});
  std::istringstream parts(endpoints);
  for (std::string endpoint; std::getline(parts, endpoint, ',');) options.endpoints.push_back(endpoint);
  if (options.endpoints.empty())
    return std::unexpected(LoadStop{.exit_code = 64, .text = "--endpoints is empty"});
  options.mix = *parsed;
  options.keys = keys == "on" ? Keys::On : Keys::Off;
  options.time = {static_cast<std::int64_t>(time_s * 1e9)};
  options.deadline = {static_cast<std::int64_t>(deadline_s * 1e9)};
  return options;
}

}  // namespace pawl::bench
