#include "sim/evidence/timeline.h"

#include <fmt/format.h>

#include <iterator>
#include <string_view>

#include "checker/history/value.h"
#include "sim/pawl/render.h"

namespace pawl::sim {
namespace {

constexpr std::string_view kTemplate =
#include "sim/evidence/timeline.html.inc"
    ;
constexpr std::string_view kDataMark = "/*DATA*/";
/// How a page's row says that something never ended.
constexpr std::int64_t kOpen = -1;

/// The page counts in microseconds.
std::int64_t micros(SimTime at) { return at == kSimNever ? kOpen : at.ns / 1000; }

/// JSON text in the making. Rows are arrays: the page's script names their columns.
class Json {
 public:
  void name(std::string_view name) { fmt::format_to(end(), "{}\"{}\":", comma(), name); }
  void open(char bracket) {
    fmt::format_to(end(), "{}{}", comma(), bracket);
    needs_comma_ = false;
  }
  void close(char bracket) {
    text_ += bracket;
    needs_comma_ = true;
  }
  void add(std::int64_t number) {
    fmt::format_to(end(), "{}{}", comma(), number);
    needs_comma_ = true;
  }
  void add(std::uint64_t number) { add(static_cast<std::int64_t>(number)); }
  void add(std::string_view words) {
    text_ += comma();
    checker::append_json(text_, checker::Value::of(std::string(words)));
    needs_comma_ = true;
  }
  template <class... Cells>
  void row(const Cells&... cells) {
    open('[');
    (add(cells), ...);
    close(']');
  }
  template <class Things, class AddRow>
  void rows(std::string_view title, const Things& things, const AddRow& add_row) {
    name(title);
    open('[');
    for (const auto& thing : things) add_row(thing);
    close(']');
  }
  /// Safe inside a script element, too.
  std::string finish() const {
    std::string safe;
    safe.reserve(text_.size());
    for (const char c : text_) {
      if (c == '<')
        safe += "\\u003c";
      else
        safe += c;
    }
    return safe;
  }

 private:
  std::back_insert_iterator<std::string> end() { return std::back_inserter(text_); }
  std::string_view comma() {
    const bool needs = std::exchange(needs_comma_, false);
    return needs ? "," : "";
  }

  std::string text_;
  bool needs_comma_ = false;
};

std::uint64_t outcome_of(const CallRecord& call) {
  enum : std::uint64_t { Done, Refused, Unknown, Open };
  if (!call.outcome) return Open;
  if (call.is_ok()) return Done;
  return call.is_failed() ? Refused : Unknown;
}

void add_call(Json& json, const CallRecord& call, const TimelineInput& input) {
  const bool is_in_question = input.calls_in_question.contains({call.process, call.started});
  std::string words = to_text(call.ask);
  if (call.outcome) words += " -> " + to_text(*call.outcome);
  json.row(call.process, micros(call.started), call.outcome ? micros(call.ended) : kOpen, outcome_of(call),
           is_in_question ? std::uint64_t{1} : std::uint64_t{0}, std::string_view(words));
}

void add_violation(Json& json, const std::optional<Violation>& violation) {
  json.name("violation");
  json.open('{');
  if (violation) {
    json.name("oracle");
    json.add(std::string_view(violation->oracle));
    json.name("detail");
    json.add(std::string_view(violation->detail));
    json.name("rule");
    json.add(oracle::rule_of(violation->oracle));
    json.name("step");
    json.add(violation->step);
    json.name("at");
    json.add(micros(violation->at));
    json.name("node");
    json.add(violation->node.value);
  }
  json.close('}');
}

std::string data_of(const TimelineInput& input) {
  const Story& story = input.story;
  Json json;
  json.open('{');
  json.name("title");
  json.add(std::string_view(input.title));
  json.name("replay");
  json.add(std::string_view(input.replay));
  json.name("checker");
  json.add(std::string_view(input.checker_says));
  json.name("nodes");
  json.add(std::uint64_t{story.nodes()});
  json.name("end");
  json.add(micros(story.end()));
  add_violation(json, input.violation);
  json.rows("standings", story.standings(), [&](const Story::Standing& it) {
    // Beyond the roles: 4 is a dead node.
    const std::uint64_t role = it.is_up ? static_cast<std::uint64_t>(it.role) : 4;
    json.row(it.node.value, micros(it.from), micros(it.to), role, it.term.value);
  });
  json.rows("faults", story.faults(), [&](const Story::Fault& it) {
    json.row(it.node.value, micros(it.from), micros(it.to), it.name);
  });
  json.rows("flights", story.flights(), [&](const Story::Flight& it) {
    json.row(it.from.value, it.to.value, micros(it.sent), micros(it.ended),
             static_cast<std::uint64_t>(it.kind), static_cast<std::uint64_t>(it.fate),
             std::string_view(it.text));
  });
  json.rows("writes", story.writes(), [&](const Story::Write& it) {
    json.row(it.node.value, micros(it.from), micros(it.to), it.is_lost ? std::uint64_t{1} : std::uint64_t{0},
             std::string_view(it.text));
  });
  json.rows("moments", story.moments(), [&](const Story::Moment& it) {
    json.row(it.node.value, micros(it.at), std::string_view(it.text));
  });
  json.rows("calls", story.calls(), [&](const CallRecord& it) { add_call(json, it, input); });
  json.close('}');
  return json.finish();
}

}  // namespace

std::string timeline_page(const TimelineInput& input) {
  const std::size_t mark = kTemplate.find(kDataMark);
  std::string page(kTemplate.substr(0, mark));
  page += data_of(input);
  page += kTemplate.substr(mark + kDataMark.size());
  return page;
}

}  // namespace pawl::sim
