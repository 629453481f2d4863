#include "checker/cli/brief.h"

#include <fmt/format.h>

#include <iterator>
#include <string_view>

namespace pawl::checker {
namespace {

void append_edn_field(std::string& out, std::string_view name, const std::string& text) {
  if (!text.empty()) fmt::format_to(std::back_inserter(out), ", :{} {}", name, to_edn(Value::of(text)));
}

void append_json_field(std::string& out, std::string_view name, const std::string& text) {
  if (text.empty()) return;
  fmt::format_to(std::back_inserter(out), ",\"{}\":", name);
  append_json(out, Value::of(text));
}

std::string as_edn(const Brief& brief) {
  const bool is_unknown = brief.verdict == Verdict::Unknown;
  std::string out =
      fmt::format("{{:valid? {}, :analyzer :pawl", is_unknown                               ? ":unknown"
                                                   : brief.verdict == Verdict::Linearizable ? "true"
                                                                                            : "false");
  append_edn_field(out, "algorithm", brief.procedure);
  if (!brief.key.empty()) out += ", :key " + brief.key;
  append_edn_field(out, is_unknown ? "cause" : "reason", brief.reason);
  append_edn_field(out, "note", brief.note);
  return out + "}\n";
}

std::string as_json(const Brief& brief) {
  std::string out = fmt::format(R"({{"verdict":"{}")", verdict_text(brief.verdict));
  append_json_field(out, "model", brief.model);
  if (brief.event_count) fmt::format_to(std::back_inserter(out), R"(,"events":{})", *brief.event_count);
  append_json_field(out, "key", brief.key);
  append_json_field(out, "reason", brief.reason);
  append_json_field(out, "budget", brief.budget);
  append_json_field(out, "note", brief.note);
  return out + "}\n";
}

std::string as_text(const Brief& brief) {
  std::string out(verdict_text(brief.verdict));
  if (brief.event_count) {
    out += fmt::format(": {} events of {}, while reading", *brief.event_count, brief.model);
  } else if (!brief.model.empty()) {
    out += fmt::format(": {}{}{}", brief.model, brief.procedure.empty() ? "" : ", by ", brief.procedure);
  }
  out += '\n';
  if (!brief.key.empty()) out += fmt::format("key {}\n", brief.key);
  for (const std::string& line : {brief.reason, brief.note}) {
    if (!line.empty()) out += line + '\n';
  }
  return out;
}

}  // namespace

std::string report_brief(const Brief& brief, Output output) {
  switch (output) {
    case Output::Edn: return as_edn(brief);
    case Output::Json: return as_json(brief);
    case Output::Text: break;
  }
  return as_text(brief);
}

}  // namespace pawl::checker
