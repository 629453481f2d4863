// The parts of one event: fields of a map, items of a tuple. See event_reader.h.

#include <fmt/format.h>

#include <cstring>
#include <utility>

#include "checker/history/event_reader.h"

namespace pawl::checker {
namespace {

constexpr std::uint8_t kHasType = 1;
constexpr std::uint8_t kHasProcess = 2;
constexpr std::uint8_t kHasFunction = 4;
constexpr std::uint8_t kHasAll = kHasType | kHasProcess | kHasFunction;

}  // namespace

Scan EventReader::map(RawEvent& event, Names& names) {
  while (lexer_.peek() == '#') {  // a tag such as #jepsen.history.Op
    lexer_.step();
    while (lexer_.peek() != '{' && lexer_.peek() != ' ' && lexer_.peek() != '\n' && !lexer_.is_at_end())
      lexer_.step();
    if (Scan scan = lexer_.skip_space(); scan != Scan::Ok) return scan;
  }
  if (lexer_.is_at_end() && !is_last_) return Scan::More;
  if (lexer_.peek() != '{') return lexer_.bad("an event in braces should stand here");
  lexer_.step();
  for (;;) {
    if (Scan scan = lexer_.skip_space(); scan != Scan::Ok) return scan;
    if (lexer_.peek() == '}') break;
    Scan usual = Scan::Ok;
    if (usual_field(usual, event, names)) {
      if (usual != Scan::Ok) return usual;
      continue;
    }
    std::string_view name;
    if (Scan scan = lexer_.word(name); scan != Scan::Ok) return scan;
    if (Scan scan = lexer_.skip_space(); scan != Scan::Ok) return scan;
    if (Scan scan = field(name, event, names); scan != Scan::Ok) return scan;
  }
  if (Scan scan = complete(); scan != Scan::Ok) return scan;
  lexer_.step();
  return Scan::Ok;
}

// The fields that every line of Jepsen's has, as it writes them. False: nothing was taken.
bool EventReader::usual_field(Scan& scan, RawEvent& event, Names& names) {
  if (lexer_.syntax == Syntax::Json) return false;
  if (lexer_.take(":value ")) {
    scan = run(event.value_run, event);
  } else if (lexer_.take(":process ")) {
    scan = process(event);
  } else if (lexer_.take(":index ")) {
    scan = lexer_.integer(event.index);
  } else if (lexer_.take(":time ")) {
    AtomRun time;
    scan = run(time, event);
    if (scan == Scan::Ok && event.atoms.back().kind == AtomKind::Integer)
      event.time_ns = event.atoms.back().number;
  } else if (lexer_.take(":type :")) {
    lexer_.back();
    scan = type(event);
  } else if (lexer_.take(":f :")) {
    lexer_.back();
    scan = function(event, names);
  } else {
    return false;
  }
  return true;
}

Scan EventReader::field(std::string_view name, RawEvent& event, Names& names) {
  switch (name.size()) {
    case 1:
      if (name == "f") return function(event, names);
      break;
    case 3:
      if (name == "key") return run(event.key_run, event);
      break;
    case 4:
      if (name == "type") return type(event);
      if (name == "time") {
        const char c = lexer_.peek();
        if (c == '-' || (c >= '0' && c <= '9')) return lexer_.integer(event.time_ns);
      }
      if (name == "idem") return run(event.idem_run, event);
      break;
    case 5:
      if (name == "value") return run(event.value_run, event);
      if (name == "index") return lexer_.integer(event.index);
      if (name == "error") return run(event.error_run, event);
      if (name == "token") return witness(event.token, event.has_token);
      break;
    case 7:
      if (name == "process") return process(event);
      break;
    case 8:
      if (name == "revision") return witness(event.revision, event.has_revision);
      break;
    case 11:
      if (name == "incarnation") return witness(event.incarnation, event.has_incarnation);
      break;
    default: break;
  }
  AtomRun ignored;
  return run(ignored, event);
}

// Items until `closer`; the value may be missing, and an error may follow it.
Scan EventReader::tuple(RawEvent& event, Names& names, char closer) {
  for (int item = 0; item < 6; ++item) {
    if (closer == '\n') {
      lexer_.skip_blanks();
      if (lexer_.is_at_end() && !is_last_) return Scan::More;
      if (lexer_.peek() == ';') lexer_.skip_line();
    } else if (Scan scan = lexer_.skip_space(); scan != Scan::Ok) {
      return scan;
    }
    if (is_tuple_end(closer)) return complete();
    Scan scan = Scan::Ok;
    switch (item) {
      case 0: scan = process(event); break;
      case 1: scan = type(event); break;
      case 2: scan = function(event, names); break;
      case 3: scan = run(event.value_run, event); break;
      case 4: scan = run(event.error_run, event); break;
      default: return lexer_.bad("a tuple has at most five items: process type f value error");
    }
    if (scan != Scan::Ok) return scan;
  }
  return Scan::Ok;
}

bool EventReader::is_tuple_end(char closer) const {
  return lexer_.peek() == closer || (closer == '\n' && lexer_.is_at_end());
}

Scan EventReader::complete() {
  if (fields_ == kHasAll) return Scan::Ok;
  const char* const missing = (fields_ & kHasProcess) == 0 ? "process"
                              : (fields_ & kHasType) == 0  ? "type"
                                                           : "f";
  return lexer_.bad(fmt::format("this event has no {}", missing));
}

Scan EventReader::type(RawEvent& event) {
  std::string_view text;
  if (Scan scan = lexer_.word(text); scan != Scan::Ok) return scan;
  fields_ |= kHasType;
  if (text == "invoke") {
    event.type = EventType::Invoke;
  } else if (text == "ok") {
    event.type = EventType::Ok;
  } else if (text == "fail") {
    event.type = EventType::Fail;
  } else if (text == "info") {
    event.type = EventType::Info;
  } else {
    return lexer_.bad(fmt::format("type {} is none of invoke, ok, fail, info", text));
  }
  return Scan::Ok;
}

Scan EventReader::process(RawEvent& event) {
  const char c = lexer_.peek();
  fields_ |= kHasProcess;
  if (c == '-' || (c >= '0' && c <= '9')) {
    event.is_client = true;
    return lexer_.integer(event.process);
  }
  const std::size_t count = event.atoms.size();
  if (Scan scan = lexer_.form(event.atoms); scan != Scan::Ok) return scan;
  const AtomKind kind = event.atoms[count].kind;
  event.atoms.resize(count);
  event.is_client = false;
  if (kind == AtomKind::Keyword || kind == AtomKind::Text || kind == AtomKind::Nil) return Scan::Ok;
  return lexer_.bad("a process is an integer, or a name such as :nemesis");
}

// Few functions come again and again: their numbers are found by length and first letter.
Scan EventReader::function(RawEvent& event, Names& names) {
  const char c = lexer_.peek();
  fields_ |= kHasFunction;
  std::string_view text;
  if (c == ':' || c == '"') {
    if (Scan scan = lexer_.word(text); scan != Scan::Ok) return scan;
  } else {
    const std::size_t count = event.atoms.size();
    if (Scan scan = lexer_.form(event.atoms); scan != Scan::Ok) return scan;
    const Atom atom = event.atoms[count];
    event.atoms.resize(count);
    if (atom.kind != AtomKind::Nil && atom.kind != AtomKind::Word)
      return lexer_.bad("f is a name such as :read");
    text = atom.kind == AtomKind::Nil ? std::string_view("nil") : atom.text;
  }
  const std::size_t slot = text.empty() ? 0 : (text.size() + static_cast<unsigned char>(text.front())) % 16;
  if (recent_text_[slot] != text || text.empty()) {
    if (names.is_full()) return lexer_.bad(fmt::format("more than {} different f", kNameCountMax));
    recent_text_[slot] = text;
    recent_symbol_[slot] = names.intern(text);
  }
  event.f = recent_symbol_[slot];
  return Scan::Ok;
}

Scan EventReader::witness(std::int64_t& number, bool& is_there) {
  const char c = lexer_.peek();
  is_there = c == '-' || (c >= '0' && c <= '9');
  if (is_there) return lexer_.integer(number);
  AtomRun run_of_nil;
  RawEvent ignored;
  if (Scan scan = run(run_of_nil, ignored); scan != Scan::Ok) return scan;
  if (ignored.atoms.front().kind == AtomKind::Nil) return Scan::Ok;
  return lexer_.bad("a token, revision or incarnation is an integer");
}

Scan EventReader::run(AtomRun& run, RawEvent& event) {
  const std::size_t begin = event.atoms.size();
  if (Scan scan = lexer_.form(event.atoms); scan != Scan::Ok) return scan;
  run.begin = static_cast<std::uint32_t>(begin);
  run.count = static_cast<std::uint32_t>(event.atoms.size() - begin);
  return Scan::Ok;
}

std::expected<Value, Damage> read_value(std::string_view edn) {
  const std::string text(edn);
  Lexer lexer;
  lexer.reset(text.data(), text.data() + text.size(), true);
  std::vector<Atom> atoms;
  Scan scan = lexer.form(atoms);
  if (scan == Scan::Ok) scan = lexer.skip_space();
  if (scan == Scan::Ok && !lexer.is_at_end()) scan = lexer.bad("one value only should stand here");
  if (scan == Scan::Ok) return value_of(atoms);
  const auto column = static_cast<std::uint32_t>(lexer.at() - text.data() + 1);
  return std::unexpected(Damage{.place = {.line = 1, .column = column}, .what = lexer.what()});
}

std::expected<History, Damage> read_history(ByteSource source) {
  EventReader reader(std::move(source));
  HistoryBuilder builder;
  RawEvent raw;
  for (;;) {
    switch (reader.next(raw, builder.names())) {
      case Next::Event:
        if (auto added = builder.add(event_of(raw)); !added) return std::unexpected(std::move(added.error()));
        break;
      case Next::Later:
      case Next::End: return builder.take();
      case Next::Damaged: return std::unexpected(reader.damage());
    }
  }
}

}  // namespace pawl::checker
