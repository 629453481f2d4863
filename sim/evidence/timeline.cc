#include "sim/evidence/timeline.h"

#include <fmt/format.h>

#include <iterator>
#include <string_view>

#include "checker/history/value.h"

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
  template <class Text>
  void field(std::string_view title, const Text& cell) {
    name(title);
    add(cell);
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

std::uint64_t truth(bool fact) { return fact ? 1 : 0; }

std::string_view name_of(Tint tint) {
  switch (tint) {
    case Tint::Grey: return "grey";
    case Tint::Sky: return "sky";
    case Tint::Blue: return "blue";
    case Tint::Orange: return "orange";
    case Tint::Lilac: return "lilac";
    case Tint::Violet: return "violet";
    case Tint::Teal: return "teal";
    case Tint::Green: return "green";
  }
  return "grey";
}

void add_vocabulary(Json& json, const Vocabulary& words) {
  const auto add_word = [&](const Vocabulary::Word& word) { json.row(word.name, name_of(word.tint)); };
  json.rows("roles", words.roles, add_word);
  json.rows("kinds", words.kinds, add_word);
  json.rows("values", words.values, [&](const Vocabulary::Value& value) {
    json.row(value.name, truth(value.meaning == Vocabulary::Meaning::PlaceInLog));
  });
  json.field("epoch", words.epoch);
}

/// The last index, then the first index and the number of each run; nothing if nothing was told.
void add_log(Json& json, const std::optional<LogTold>& log) {
  json.open('[');
  if (log) {
    json.add(log->last);
    for (const LogTold::Run& run : log->runs) {
      json.add(run.first);
      json.add(run.number);
    }
  }
  json.close(']');
}

void add_steps(Json& json, const Story& story) {
  json.field("firstStep", story.first_step());
  json.rows("before", story.snapshots_before(), [&](const Story::Snapshot& it) {
    json.open('[');
    json.open('[');
    for (const std::string& value : it.values) json.add(std::string_view(value));
    json.close(']');
    add_log(json, it.log);
    json.close(']');
  });
  json.rows("steps", story.steps(), [&](const Story::Step& it) {
    json.open('[');
    json.add(std::uint64_t{it.host});
    json.add(micros(it.at));
    json.add(it.event);
    json.add(truth(it.is_first));
    json.open('[');
    for (const Story::Step::Change& change : it.changes) {
      json.add(std::uint64_t{change.value});
      json.add(std::string_view(change.text));
    }
    json.close(']');
    add_log(json, it.log);
    json.close(']');
  });
}

void add_standings(Json& json, const Story& story) {
  // Beyond the roles: a dead host.
  const std::uint64_t dead = story.vocabulary().roles.size();
  json.rows("standings", story.standings(), [&](const Story::Standing& it) {
    const std::uint64_t role = it.is_up ? it.role : dead;
    json.row(std::uint64_t{it.host}, micros(it.from), micros(it.to), role, it.epoch);
  });
  json.rows("faults", story.faults(), [&](const Story::Fault& it) {
    json.row(std::uint64_t{it.host}, micros(it.from), micros(it.to), it.name);
  });
}

void add_traffic(Json& json, const Story& story) {
  json.rows("flights", story.flights(), [&](const Story::Flight& it) {
    json.row(std::uint64_t{it.from}, std::uint64_t{it.to}, micros(it.sent), micros(it.ended),
             std::uint64_t{it.told.kind}, static_cast<std::uint64_t>(it.fate), it.step_sent, it.step_heard,
             it.call, it.told.places.first, it.told.places.last, std::string_view(it.told.text));
  });
  json.rows("writes", story.writes(), [&](const Story::Write& it) {
    json.row(std::uint64_t{it.host}, micros(it.from), micros(it.to), truth(it.is_lost), it.step,
             it.step_heard, it.told.places.first, it.told.places.last, std::string_view(it.told.text));
  });
  json.rows("moments", story.moments(), [&](const Story::Moment& it) {
    json.row(std::uint64_t{it.host}, micros(it.at), it.step, std::string_view(it.text));
  });
  json.rows("entries", story.entries(), [&](const Story::Entry& it) {
    json.open('[');
    json.add(it.step);
    json.add(it.told.index);
    json.add(it.told.number);
    json.open('[');
    for (const std::string& request : it.told.requests) json.add(std::string_view(request));
    json.close(']');
    json.close(']');
  });
}

void add_calls(Json& json, const TimelineInput& input) {
  json.rows("calls", input.story.calls(), [&](const Story::Call& it) {
    json.row(it.process, micros(it.from), micros(it.to), static_cast<std::uint64_t>(it.end),
             truth(input.calls_in_question.contains({it.process, it.from})), std::string_view(it.request),
             std::string_view(it.answer));
  });
}

void add_violation(Json& json, const std::optional<Violation>& violation) {
  json.name("violation");
  json.open('{');
  if (violation) {
    json.field("oracle", std::string_view(violation->oracle));
    json.field("detail", std::string_view(violation->detail));
    json.field("rule", std::string_view(violation->rule));
    json.field("step", violation->step);
    json.field("at", micros(violation->at));
    json.field("node", violation->node.value);
    json.field("isOfAnswer", truth(violation->is_of_answer));
  }
  json.close('}');
}

void add_cause(Json& json, const CauseCurve& cause) {
  json.rows("cause", cause.points, [&](const CauseCurve::Point& it) {
    json.row(it.event, micros(it.at), it.failures, it.branches);
  });
  json.field("jump", cause.jump_event);
}

std::string data_of(const TimelineInput& input) {
  const Story& story = input.story;
  Json json;
  json.open('{');
  json.field("title", std::string_view(input.title));
  json.field("replay", std::string_view(input.replay));
  json.field("checker", std::string_view(input.checker_says));
  json.field("minimised", std::string_view(input.insight.minimised));
  json.field("nodes", std::uint64_t{story.hosts()});
  json.field("end", micros(story.end()));
  add_violation(json, input.violation);
  add_vocabulary(json, story.vocabulary());
  add_standings(json, story);
  add_steps(json, story);
  add_traffic(json, story);
  add_calls(json, input);
  add_cause(json, input.insight.cause);
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
