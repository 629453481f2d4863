// Forms of an event of which the verdict may not need that they are values. See event_reader.h.

#include <utility>

#include "checker/history/event_reader.h"

namespace pawl::checker {

// A form that is no value is the text that stands there, and a complaint, which counts if the event is
// judged.
Scan EventReader::any_run(AtomRun& form, RawEvent& event, Complaint& complaint) {
  const Lexer::Mark begin = lexer_.mark();
  const std::size_t count = event.atoms.size();
  if (Scan scan = run(form, event); scan != Scan::Bad) return scan;
  std::string what = lexer_.what();
  const Lexer::Mark at = lexer_.mark();
  event.atoms.resize(count);
  lexer_.back_to(begin);
  const Scan scan = lexer_.pass_form();
  if (scan == Scan::Bad) {
    lexer_.back_to(at);
    return lexer_.bad(std::move(what));
  }
  if (scan == Scan::More) return scan;
  event.atoms.push_back({.kind = AtomKind::Word, .has_escape = false, .number = 0, .text = {}});
  event.atoms.back().text = {begin.at, static_cast<std::size_t>(lexer_.at() - begin.at)};
  form = {.begin = static_cast<std::uint32_t>(count), .count = 1};
  if (complaint.what.empty()) complaint = {.what = std::move(what), .at = at};
  return Scan::Ok;
}

// What is shown and never judged.
Scan EventReader::shown_run(AtomRun& form, RawEvent& event) {
  Complaint ignored;
  return any_run(form, event, ignored);
}

// What is no integer says nothing, and leaves `number` as it is.
Scan EventReader::shown_number(std::int64_t& number, bool& is_there, RawEvent& event) {
  AtomRun form;
  if (Scan scan = shown_run(form, event); scan != Scan::Ok) return scan;
  const Atom& atom = event.atoms[form.begin];
  is_there = atom.kind == AtomKind::Integer;
  if (is_there) number = atom.number;
  return Scan::Ok;
}

}  // namespace pawl::checker
