#include "bench/load/report.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

namespace pawl::bench {
namespace {

struct Percentile {
  const char* name;
  double share;
};
constexpr std::array<Percentile, 4> kPercentiles{
    {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}}};

double milliseconds_of(Duration duration) { return static_cast<double>(duration.ns) / 1e6; }

double per_second(const LoadResult& result) {
  return static_cast<double>(result.ok) * 1e9 /
         static_cast<double>(std::max<std::int64_t>(result.elapsed.ns, 1));
}

}  // namespace

std::string text_report(const LoadOptions& options, const LoadResult& result) {
  std::string text =
      fmt::format("pawl-load: {} clients, {:.1f} s, keys {}, {}\n", options.clients,
                  milliseconds_of(result.elapsed) / 1000, options.keys == Keys::On ? "on" : "off",
                  options.rate == 0 ? "closed loop" : fmt::format("open loop, {}/s", options.rate));
  text += fmt::format("  {} answered, {:.0f} a second\n", result.ok, per_second(result));
  text += " ";
  for (const Percentile& percentile : kPercentiles) {
    text += fmt::format(" {} {:.2f} ms", percentile.name,
                        milliseconds_of(result.latency.percentile(percentile.share)));
  }
  text += fmt::format(" max {:.2f} ms\n", milliseconds_of(result.latency.max()));
  text += fmt::format("  {} without effect, {} of unknown outcome, {} repetitions\n", result.failed,
                      result.unknown, result.repetitions);
  for (const auto& [error, count] : result.errors) text += fmt::format("  {} times {}\n", count, error);
  return text;
}

std::string json_report(const LoadOptions& options, const LoadResult& result) {
  nlohmann::ordered_json json;
  json["clients"] = options.clients;
  json["keys"] = options.keys == Keys::On;
  json["rate"] = options.rate;
  json["seconds"] = milliseconds_of(result.elapsed) / 1000;
  json["ok"] = result.ok;
  json["failed"] = result.failed;
  json["unknown"] = result.unknown;
  json["repetitions"] = result.repetitions;
  json["per_second"] = per_second(result);
  for (const Percentile& percentile : kPercentiles) {
    json["latency_ms"][percentile.name] = milliseconds_of(result.latency.percentile(percentile.share));
  }
  json["latency_ms"]["max"] = milliseconds_of(result.latency.max());
  json["errors"] = result.errors;
  return json.dump() + "\n";
}

}  // namespace pawl::bench
