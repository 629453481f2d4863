// The parts of one event: fields of a map, items of a tuple. See event_reader.h.

#include <fmt/format.h>

#include <cstring>
#include <utility>

#include "checker/history/event_reader.h"

namespace pawl::checker {
namespace {

struct NamedField {
  std::string_view name;
  Field field;
};

constexpr NamedField kNamedFields[] = {
    {"type", Field::Type},   {"process", Field::Process},   {"f", Field::Function},
    {"value", Field::Value}, {"key", Field::Key},           {"idem", Field::Idem},
    {"error", Field::Error}, {"time", Field::Time},         {"index", Field::Index},
    {"token", Field::Token}, {"revision", Field::Revision}, {"incarnation", Field::Incarnation},
};

Field field_of(std::string_view name) {
  for (const NamedField& named : kNamedFields) {
    if (named.name == name) return named.field;
  }
  return Field::Other;
}

struct NamedType {
  std::string_view name;
  EventType type;
};

constexpr NamedType kNamedTypes[] = {{"invoke", EventType::Invoke},
                                     {"ok", EventType::Ok},
                                     {"fail", EventType::Fail},
                                     {"info", EventType::Info}};

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
  for (Field last = Field::None;;) {
    Field next = lexer_.take(layout_, last);
    if (next == Field::None) {
      if (Scan scan = name(last, next); scan != Scan::Ok) return scan;
    }
    if (next == Field::End) {
      if (fields_ != kHasAll && !is_transaction(event)) lexer_.back();
      return complete(event);
    }
    if (Scan scan = lexer_.skip_space(); scan != Scan::Ok) return scan;
    if (Scan scan = field(next, event, names); scan != Scan::Ok) return scan;
    last = next;
  }
}

// The name of the next field with a blank around it, or the end of the event. If it can be relied on that
// a name ends where the text does, it is expected from now on.
Scan EventReader::name(Field last, Field& next) {
  const char* const begin = lexer_.at();
  const std::uint64_t newlines = lexer_.newlines();
  if (Scan scan = lexer_.skip_space(); scan != Scan::Ok) return scan;
  bool is_plain = lexer_.newlines() == newlines;
  if (lexer_.peek() == '}') {
    next = Field::End;
    lexer_.step();
  } else {
    std::string_view name;
    if (Scan scan = lexer_.word(name); scan != Scan::Ok) return scan;
    next = field_of(name);
    const char after = lexer_.peek();
    const bool is_apart = after == ' ' || (after == ':' && lexer_.syntax == Syntax::Json);
    is_plain = is_plain && is_apart;
    if (is_apart) lexer_.step();
  }
  const std::string_view text(begin, static_cast<std::size_t>(lexer_.at() - begin));
  if (is_plain && text.find_first_of(";#\n") == std::string_view::npos) layout_.expect(last, text, next);
  return Scan::Ok;
}

Scan EventReader::field(Field field, RawEvent& event, Names& names) {
  switch (field) {
    case Field::Type: return type(event);
    case Field::Process: return process(event, names);
    case Field::Function: return function(event, names);
    case Field::Value:
      if (quick_run(event.value_run, event)) return Scan::Ok;
      return any_run(event.value_run, event, complaint_);
    case Field::Key: return any_run(event.key_run, event, complaint_);
    case Field::Idem: return run(event.idem_run, event);
    case Field::Error: return shown_run(event.error_run, event);
    case Field::Time:
      event.has_time = lexer_.take_integer(event.time_ns);
      return event.has_time ? Scan::Ok : shown_number(event.time_ns, event.has_time, event);
    case Field::Index: {
      bool ignored = false;
      return lexer_.take_integer(event.index) ? Scan::Ok : shown_number(event.index, ignored, event);
    }
    case Field::Token: return witness(event.token, event.has_token);
    case Field::Revision: return witness(event.revision, event.has_revision);
    case Field::Incarnation: return witness(event.incarnation, event.has_incarnation);
    default: return lexer_.pass_form();
  }
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
    if (is_tuple_end(closer)) return complete(event);
    Scan scan = Scan::Ok;
    switch (item) {
      case 0: scan = process(event, names); break;
      case 1: scan = type(event); break;
      case 2: scan = function(event, names); break;
      case 3: scan = any_run(event.value_run, event, complaint_); break;
      case 4: scan = form_ == Form::Log ? logged_error(event) : shown_run(event.error_run, event); break;
      default: return lexer_.bad("a tuple has at most five items: process type f value error");
    }
    if (scan != Scan::Ok) return scan;
  }
  return Scan::Ok;
}

bool EventReader::is_tuple_end(char closer) const {
  return lexer_.peek() == closer || (closer == '\n' && lexer_.is_at_end());
}

Scan EventReader::type(RawEvent& event) {
  fields_ |= kHasType;
  if (lexer_.take_word(":invoke")) {
    event.type = EventType::Invoke;
    return Scan::Ok;
  }
  if (lexer_.take_word(":ok")) {
    event.type = EventType::Ok;
    return Scan::Ok;
  }
  std::string_view text;
  if (Scan scan = lexer_.word(text); scan != Scan::Ok) return scan;
  for (const NamedType& named : kNamedTypes) {
    if (named.name != text) continue;
    event.type = named.type;
    return Scan::Ok;
  }
  return lexer_.bad(fmt::format("type {} is none of invoke, ok, fail, info", text));
}

// Few functions come again and again: a text that was read before has its number at hand.
Scan EventReader::function(RawEvent& event, Names& names) {
  fields_ |= kHasFunction;
  const char* const begin = lexer_.at();
  KnownFunction& known =
      known_functions_[static_cast<unsigned char>(begin[1] + begin[3]) % kKnownFunctionCount];
  if (lexer_.take_word(known.text)) {
    event.f = known.symbol;
    return Scan::Ok;
  }
  std::string_view text;
  const bool is_name = *begin == ':' || *begin == '"';
  if (is_name) {
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
  if (names.is_full()) return lexer_.bad(fmt::format("more than {} different f", kNameCountMax));
  event.f = names.intern(text);
  const std::string_view whole(begin, static_cast<std::size_t>(lexer_.at() - begin));
  if (is_name && whole.size() <= ShortText::kBytesMax && whole.find('\n') == std::string_view::npos)
    known = {.text = ShortText(whole), .symbol = event.f};
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

Scan EventReader::run(AtomRun& form, RawEvent& event) {
  if (quick_run(form, event)) return Scan::Ok;
  const std::size_t begin = event.atoms.size();
  form.begin = static_cast<std::uint32_t>(begin);
  if (Scan scan = lexer_.form(event.atoms); scan != Scan::Ok) return scan;
  form.count = static_cast<std::uint32_t>(event.atoms.size() - begin);
  return Scan::Ok;
}

// Takes an integer or nil, which nearly all values are. False: something else stands here.
bool EventReader::quick_run(AtomRun& form, RawEvent& event) {
  std::int64_t number = 0;
  if (lexer_.take_integer(number)) {
    form = {.begin = static_cast<std::uint32_t>(event.atoms.size()), .count = 1};
    event.atoms.push_back({.kind = AtomKind::Integer, .has_escape = false, .number = number, .text = {}});
    return true;
  }
  if (lexer_.syntax != Syntax::Edn || !lexer_.take_word("nil")) return false;
  form = {.begin = static_cast<std::uint32_t>(event.atoms.size()), .count = 1};
  event.atoms.emplace_back();
  return true;
}

std::expected<Value, Damage> read_value(std::string_view edn) {
  const std::string text = std::string(edn) + std::string(kSlackBytes, '\0');
  Lexer lexer;
  lexer.reset(text.data(), text.data() + edn.size(), true);
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
        if (auto added = builder.add(raw); !added) return std::unexpected(std::move(added.error()));
        break;
      case Next::Later:
      case Next::End: {
        History history = builder.take();
        history.account = reader.account();
        return history;
      }
      case Next::Damaged: return std::unexpected(reader.damage());
    }
  }
}

}  // namespace pawl::checker
