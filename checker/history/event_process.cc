// Whose an event is, and whether it says all that an event must say. See event_reader.h.

#include <fmt/format.h>

#include "checker/history/event_reader.h"

namespace pawl::checker {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Scan EventReader::process(RawEvent& event, Names& names) {
  fields_ |= kHasProcess;
  event.is_client = true;
  if (lexer_.take_integer(event.process)) return Scan::Ok;
  const char c = lexer_.peek();
  if (!is_digit(c) && c != '-') return named_process(event, names);
  AtomRun number;
  if (Scan scan = run(number, event); scan != Scan::Ok) return scan;
  const Atom& atom = event.atoms[number.begin];
  if (atom.kind != AtomKind::Integer)
    return lexer_.bad("a process is an integer, or a name such as \"client-1\" or :nemesis");
  if (atom.number < kNamedProcessesEnd)
    return lexer_.bad(fmt::format("a process is {} at least", kNamedProcessesEnd));
  event.process = atom.number;
  return Scan::Ok;
}

// Every name but that of the nemesis is a client.
Scan EventReader::named_process(RawEvent& event, Names& names) {
  const std::size_t count = event.atoms.size();
  const char* const begin = lexer_.at();
  if (Scan scan = lexer_.form(event.atoms); scan != Scan::Ok) return scan;
  const Atom atom = event.atoms[count];
  event.atoms.resize(count);
  if (atom.kind == AtomKind::Nil) {
    return lexer_.bad(
        "a process of nil is nobody: give each client a number or a name, and what is no client's the name "
        ":nemesis");
  }
  if (atom.kind != AtomKind::Keyword && atom.kind != AtomKind::Text && atom.kind != AtomKind::Word)
    return lexer_.bad("a process is an integer, or a name such as \"client-1\" or :nemesis");
  event.is_client = atom.text != "nemesis";
  if (!event.is_client) return Scan::Ok;
  event.process_name = {begin, static_cast<std::size_t>(lexer_.at() - begin)};
  event.process = names.intern_process(event.process_name);
  if (event.process == kNamedProcessesEnd) return lexer_.bad("too many processes with a name");
  return Scan::Ok;
}

// A name that has invoked nothing says with :info what it did, as the nemesis does.
bool EventReader::is_bystander(const RawEvent& event) {
  const auto index = static_cast<std::size_t>(event.process - kNamedProcessesBegin);
  if (index >= has_invoked_.size()) has_invoked_.resize(index + 1);
  if (event.type == EventType::Invoke) has_invoked_[index] = true;
  return event.type == EventType::Info && !has_invoked_[index];
}

Scan EventReader::complete(RawEvent& event) {
  if (fields_ != kHasAll) {
    const char* const missing = (fields_ & kHasProcess) == 0 ? "process"
                                : (fields_ & kHasType) == 0  ? "type"
                                                             : "f";
    return lexer_.bad(fmt::format("this event has no {}", missing));
  }
  if (!event.is_client) {
    ++account_.nemesis_count;
  } else if (event.process < kNamedProcessesEnd && is_bystander(event)) {
    event.is_client = false;
    ++account_.bystander_count;
  }
  return Scan::Ok;
}

}  // namespace pawl::checker
