// Operations in the log of a test: `... jepsen.util - 1 :invoke :write 3`, or `...: 1 :invoke :write 3`
// behind a date, as Jepsen has written them over the years. All other lines are of other programs, and
// counted.

#include <algorithm>
#include <string_view>

#include "checker/history/event_reader.h"

namespace pawl::checker {
namespace {

constexpr std::string_view kTypes[] = {":invoke", ":ok", ":fail", ":info"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::size_t end_of_word(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::find_if(text, is_blank) - text.begin());
}

// A process, blanks, and one of the four types. Behind a dash a number and any keyword will do, so that a
// type that is none is refused and not passed over.
bool is_operation(std::string_view text, bool is_behind_dash) {
  const std::string_view process = text.substr(0, end_of_word(text));
  if (process.empty() || process.size() == text.size()) return false;
  text.remove_prefix(process.size());
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  const bool is_number = std::ranges::all_of(process, [](char c) { return is_digit(c) || c == '-'; });
  const bool is_name = process.size() > 1 && (process.front() == ':' || process.front() == '"');
  if (!is_number && !is_name) return false;
  if (is_number && is_behind_dash) return text.starts_with(':');
  const std::string_view type = text.substr(0, end_of_word(text));
  return std::ranges::find(kTypes, type) != std::end(kTypes);
}

// Where an operation begins on a line; its size if there is none.
std::size_t operation_at(std::string_view line) {
  for (std::size_t at = line.find_first_of("-:"); at < line.size(); at = line.find_first_of("-:", at + 1)) {
    const bool is_dash = line[at] == '-';
    const bool is_mark =
        at + 2 < line.size() && is_blank(line[at + 1]) && (!is_dash || (at > 0 && line[at - 1] == ' '));
    if (is_mark && is_operation(line.substr(at + 2), is_dash)) return at + 2;
  }
  return line.size();
}

}  // namespace

EventReader::Step EventReader::log_line(RawEvent& event, Names& names) {
  lexer_.skip_lines_of_blanks();
  if (lexer_.is_at_end()) return is_last_ ? Step::End : Step::More;
  event_begin_ = lexer_.at();
  event.place = place_of(event_begin_);
  Lexer::Mark begin = lexer_.mark();
  lexer_.skip_line();
  if (lexer_.is_at_end() && !is_last_) return Step::More;
  const std::string_view line(begin.at, static_cast<std::size_t>(lexer_.at() - begin.at));
  const std::size_t found = operation_at(line);
  if (found == line.size()) {
    ++account_.log_line_count;
    return Step::Skipped;
  }
  begin.at += found;
  lexer_.back_to(begin);
  const Scan scan = tuple(event, names, '\n');
  const bool is_on_its_line = lexer_.newlines() == begin.newlines;
  if (is_on_its_line && scan == Scan::Ok) return Step::Event;
  if (is_on_its_line) return fail(scan);
  lexer_.back_to(begin);
  lexer_.bad("this operation does not end on its line: it was cut off");
  return Step::Bad;
}

// An error is what is left of its line, whatever it holds.
Scan EventReader::logged_error(RawEvent& event) {
  const Lexer::Mark begin = lexer_.mark();
  if (Scan scan = shown_run(event.error_run, event); scan == Scan::More) return scan;
  lexer_.skip_blanks();
  const bool is_one_form =
      lexer_.newlines() == begin.newlines && (lexer_.peek() == '\n' || lexer_.is_at_end());
  if (is_one_form) return Scan::Ok;
  lexer_.back_to(begin);
  lexer_.skip_line();
  event.error_run = {.begin = static_cast<std::uint32_t>(event.atoms.size()), .count = 1};
  event.atoms.push_back({.kind = AtomKind::Word, .has_escape = false, .number = 0, .text = {}});
  event.atoms.back().text = {begin.at, static_cast<std::size_t>(lexer_.at() - begin.at)};
  return Scan::Ok;
}

}  // namespace pawl::checker
