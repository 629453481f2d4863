// Whose an event is, and whether it says all that an event must say. See event_reader.h.

#include <fmt/format.h>

#include <algorithm>

#include "checker/history/event_reader.h"

namespace pawl::checker {
namespace {

constexpr const char* kWhatIsRead =
    "what is read are invocations and completions, in the order of time, such as "
    R"({"process":1,"type":"invoke","f":"write","value":3} and {"process":1,"type":"ok","f":"write","value":3})";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Whether a value is a list of [:r k v], [:w k v], [:append k v].
bool has_steps(std::span<const Atom> value) {
  if (value.size() < 2 || value[0].kind != AtomKind::OpenList) return false;
  if (value[1].kind == AtomKind::CloseList) return true;
  return value.size() > 3 && value[1].kind == AtomKind::OpenList &&
         (value[2].kind == AtomKind::Keyword || value[2].kind == AtomKind::Text) &&
         is_step_name(value[2].text);
}

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

// Histories of transactions need no function: one that begins so goes on so.
bool EventReader::is_transaction(RawEvent& event) {
  if (fields_ != (kHasType | kHasProcess)) return false;
  if (!has_no_functions_ && !has_steps(event.value())) return false;
  has_no_functions_ = true;
  fields_ = kHasAll;
  event.f = f::Txn;
  return true;
}

// Says what is missing, and what was perhaps given instead.
Scan EventReader::incomplete(const RawEvent& event) {
  const std::string_view text(event_begin_, static_cast<std::size_t>(lexer_.at() - event_begin_));
  const auto says = [&](std::string_view name) { return text.find(name) != std::string_view::npos; };
  if ((says("Call") && says("Return")) || (says("call") && says("return"))) {
    return lexer_.bad(fmt::format(
        "this is an operation with the times of its call and its return, as Porcupine has them; {}",
        kWhatIsRead));
  }
  if (says("Kind") && says("Id"))
    return lexer_.bad(fmt::format("this is an event of Porcupine; {}", kWhatIsRead));
  if ((fields_ & kHasProcess) == 0) {
    if (!has_events_ && (fields_ & kHasType) != 0 && event.type != EventType::Invoke)
      return lexer_.bad(fmt::format("this event has no process; {}", kCompletionsAlone));
    return lexer_.bad(
        fmt::format("this event has no process: whose is it?{}",
                    says("Process") ? " Names are written small: process, type, f, value" : ""));
  }
  if ((fields_ & kHasType) == 0) return lexer_.bad("this event has no type: one of invoke, ok, fail, info");
  return lexer_.bad("this event has no f: what was done, such as :read?");
}

// Of an event that has no time, or an earlier one than some line before.
void EventReader::note_time(const RawEvent& event) {
  const auto count = [&](Account::Lines& lines) {
    if (lines.count++ == 0) lines.first_line = event.place.line;
  };
  if (!event.has_time) return count(account_.untimed);
  count(account_.backward);
  // Unsigned, since the two may be farther apart than a signed number goes.
  const std::uint64_t back =
      static_cast<std::uint64_t>(latest_ns_) - static_cast<std::uint64_t>(event.time_ns);
  account_.backward_ns_max = std::max(account_.backward_ns_max, back);
}

Scan EventReader::complete(RawEvent& event) {
  if (fields_ != kHasAll) return incomplete(event);
  if (!event.is_client) {
    ++account_.nemesis_count;
  } else if (event.process < kNamedProcessesEnd && is_bystander(event)) {
    event.is_client = false;
    ++account_.bystander_count;
  }
  if (event.is_client) {
    if (event.has_time && event.time_ns >= latest_ns_) {
      latest_ns_ = event.time_ns;
    } else {
      note_time(event);
    }
  }
  // What a client is told to do and what it is answered must be understood; nothing else must.
  const bool is_judged = event.is_client && (event.type == EventType::Invoke || event.type == EventType::Ok);
  if (complaint_.what.empty() || !is_judged) return Scan::Ok;
  lexer_.back_to(complaint_.at);
  return lexer_.bad(complaint_.what);
}

}  // namespace pawl::checker
