#include "checker/history/lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace pawl::checker {
namespace {

// Stands for the `}` of a set among the closers that are awaited.
constexpr char kSetCloser = 'S';

bool is_blank(char c) { return (kCharClasses[static_cast<unsigned char>(c)] & kBlank) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

void Lexer::reset(const char* p, const char* end, bool is_last) {
  p_ = p;
  end_ = end;
  is_last_ = is_last;
  newlines_ = 0;
  line_begin_ = nullptr;
  depth_ = 0;
  depth_floor_ = 0;
  discard_depth_ = 0;
  discarded_.clear();
}

Scan Lexer::bad(std::string what) {
  what_ = std::move(what);
  return Scan::Bad;
}

Scan Lexer::end_or_more() {
  if (p_ != end_) return bad("a NUL byte: this is no text");
  if (!is_last_) return Scan::More;
  return bad("the input ends in the middle of an event: it was cut off");
}

void Lexer::skip_blanks() {
  while (is_blank(*p_)) ++p_;
}

void Lexer::skip_lines_of_blanks() {
  for (skip_blanks(); *p_ == '\n'; skip_blanks()) {
    ++p_;
    ++newlines_;
    line_begin_ = p_;
  }
}

void Lexer::skip_line() {
  const void* found = std::memchr(p_, '\n', static_cast<std::size_t>(end_ - p_));
  p_ = found ? static_cast<const char*>(found) : end_;
}

Scan Lexer::skip_other_space() {
  for (;;) {
    const char c = *p_;
    if (is_blank(c)) {
      ++p_;
    } else if (c == '\n') {
      ++p_;
      ++newlines_;
      line_begin_ = p_;
    } else if (c == ';' && syntax == Syntax::Edn) {
      skip_line();
      if (p_ == end_ && !is_last_) return Scan::More;
    } else if (c == ':' && syntax == Syntax::Json) {
      ++p_;
    } else if (c == '#' && p_[1] == '_' && syntax == Syntax::Edn) {
      p_ += 2;
      if (Scan scan = discard(); scan != Scan::Ok) return scan;
    } else {
      return Scan::Ok;
    }
  }
}

// Reads a form that says nothing: behind a `#_`, or metadata.
Scan Lexer::discard() {
  if (++discard_depth_ > kNestingMax) return bad(fmt::format("more than {} #_ or ^ in a row", kNestingMax));
  const std::size_t floor = depth_floor_;
  const Scan scan = form(discarded_);
  depth_floor_ = floor;
  --discard_depth_;
  if (discard_depth_ == 0) discarded_.clear();
  return scan;
}

void Lexer::back_to(const Mark& mark) {
  p_ = mark.at;
  newlines_ = mark.newlines;
  line_begin_ = mark.line_begin;
  depth_ = 0;
  depth_floor_ = 0;
  discard_depth_ = 0;
  discarded_.clear();
}

Scan Lexer::integer(std::int64_t& number) {
  if (take_integer(number)) return Scan::Ok;
  const char* p = p_;
  const bool is_negative = *p == '-';
  if (is_negative || *p == '+') ++p;
  const char* const digits = p;
  std::uint64_t sum = 0;
  while (is_digit(*p)) sum = sum * 10 + static_cast<std::uint64_t>(*p++ - '0');
  if (p == digits) {
    if (*p == '\0' && p == end_) return end_or_more();
    return bad("an integer should stand here");
  }
  if (p == end_ && !is_last_) return Scan::More;
  if (*p == 'N') ++p;
  if (!is_delimiter(*p)) return bad("an integer should stand here");
  if (p - digits > 18) {
    const char* const from = *p_ == '+' ? p_ + 1 : p_;
    const auto parsed = std::from_chars(from, p, number);
    if (parsed.ec != std::errc()) return bad("an integer beyond 64 bits");
  } else {
    number = is_negative ? -static_cast<std::int64_t>(sum) : static_cast<std::int64_t>(sum);
  }
  p_ = p;
  return Scan::Ok;
}

Scan Lexer::word(std::string_view& text) {
  if (*p_ == ':' && syntax == Syntax::Edn) {
    const char* p = ++p_;
    while (!is_delimiter(*p)) ++p;
    if (p == end_ && !is_last_) return Scan::More;
    if (p == p_) return bad("a keyword without a name");
    text = {p_, static_cast<std::size_t>(p - p_)};
    p_ = p;
    return Scan::Ok;
  }
  if (*p_ == '"') {
    Atom atom;
    const Scan scan = text_atom(atom);
    text = atom.text;
    return scan;
  }
  if (*p_ == '\0') return end_or_more();
  if (*p_ == '\'') return bad("names and texts stand in double quotes: this is neither JSON nor EDN");
  return bad(syntax == Syntax::Edn ? "a keyword such as :type should stand here"
                                   : "a string such as \"type\" should stand here");
}

Scan Lexer::form(std::vector<Atom>& atoms) {
  depth_floor_ = depth_;
  const std::size_t count = atoms.size();
  do {
    if (const Scan scan = skip_space(); scan != Scan::Ok) return scan;
    if (const Scan scan = atom(atoms); scan != Scan::Ok) return scan;
  } while (depth_ > depth_floor_ || atoms.size() == count);  // a tag alone adds no atom
  return Scan::Ok;
}

Scan Lexer::atom(std::vector<Atom>& atoms) {
  const char c = *p_;
  if (is_digit(c) || ((c == '-' || c == '+') && is_digit(p_[1]))) {
    if (depth_ > depth_floor_) ++items_[depth_ - 1];
    return number_atom(atoms.emplace_back());
  }
  switch (c) {
    case '[': ++p_; return open(atoms, ']', AtomKind::OpenList);
    case '(': ++p_; return open(atoms, ')', AtomKind::OpenList);
    case '{': ++p_; return open(atoms, '}', AtomKind::OpenMap);
    case ']':
    case ')':
    case '}': return close(atoms, c);
    case '\0': return end_or_more();
    case '#': return dispatch(atoms);
    case '^':
      if (syntax == Syntax::Json) break;
      ++p_;
      return discard();
    case '\'':  // what is quoted is what is meant, and a reference what it refers to
    case '`':
    case '~':
    case '@':
      if (syntax == Syntax::Json) break;
      ++p_;
      return Scan::Ok;
    default: break;
  }
  if (depth_ > depth_floor_) ++items_[depth_ - 1];
  return c == '"' ? text_atom(atoms.emplace_back()) : bare_atom(atoms.emplace_back());
}

Scan Lexer::open(std::vector<Atom>& atoms, char closer, AtomKind kind) {
  if (depth_ > depth_floor_) ++items_[depth_ - 1];
  if (depth_ == kNestingMax) return bad(fmt::format("nested deeper than {}", kNestingMax));
  closers_[depth_] = closer;
  items_[depth_] = 0;
  ++depth_;
  atoms.push_back({.kind = kind, .has_escape = false, .number = 0, .text = {}});
  return Scan::Ok;
}

Scan Lexer::close(std::vector<Atom>& atoms, char closer) {
  if (depth_ == depth_floor_) return bad(fmt::format("a value should stand before '{}'", closer));
  const char opened = closers_[depth_ - 1];
  const char expected = opened == kSetCloser ? '}' : opened;
  if (expected != closer) return bad(fmt::format("'{}' stands where '{}' should close", closer, expected));
  const bool is_map = opened == '}';
  if (is_map && items_[depth_ - 1] % 2 != 0) return bad("a map with a key that has no value");
  --depth_;
  ++p_;
  const AtomKind kind = is_map ? AtomKind::CloseMap : AtomKind::CloseList;
  atoms.push_back({.kind = kind, .has_escape = false, .number = 0, .text = {}});
  return Scan::Ok;
}

// What follows a `#`: a set, a regular expression, a symbolic number, or a tag, which is passed over.
Scan Lexer::dispatch(std::vector<Atom>& atoms) {
  if (syntax == Syntax::Json) return bad("'#' has no place in JSON");
  ++p_;
  if (*p_ == '{') {
    ++p_;
    return open(atoms, kSetCloser, AtomKind::OpenSet);
  }
  if (*p_ == '"') {
    if (depth_ > depth_floor_) ++items_[depth_ - 1];
    return text_atom(atoms.emplace_back());
  }
  if (*p_ == '^' || *p_ == '\'') return Scan::Ok;  // metadata as it was once written; the name of a variable
  if (*p_ == '<') return bad("an object that Clojure printed and cannot read back: write its value instead");
  if (*p_ == '#') ++p_;
  const char* const tag = p_;
  while (!is_delimiter(*p_)) ++p_;
  if (p_ == end_) return end_or_more();
  if (p_ == tag) return bad("a tag without a name");
  const std::string_view name(tag, static_cast<std::size_t>(p_ - tag));
  if (tag[-1] == '#' && tag[-2] == '#') {
    if (depth_ > depth_floor_) ++items_[depth_ - 1];
    const bool is_known = name == "NaN" || name == "Inf" || name == "-Inf";
    if (!is_known) return bad("an unknown symbolic number");
    atoms.push_back({.kind = AtomKind::Real, .has_escape = false, .number = 0, .text = name});
    return Scan::Ok;
  }
  return Scan::Ok;
}

Scan Lexer::text_atom(Atom& atom) {
  const char* p = ++p_;
  bool has_escape = false;
  for (; *p != '"'; ++p) {
    if (*p == '\\') {
      has_escape = true;
      ++p;
    }
    if (*p == '\n') {
      ++newlines_;
      line_begin_ = p + 1;
    }
    if (*p == '\0') {
      p_ = p;
      return end_or_more();
    }
  }
  atom = {.kind = AtomKind::Text, .has_escape = has_escape, .number = 0, .text = {}};
  atom.text = {p_, static_cast<std::size_t>(p - p_)};
  p_ = p + 1;
  return Scan::Ok;
}

Scan Lexer::number_atom(Atom& atom) {
  if (take_integer(atom.number)) {
    atom.kind = AtomKind::Integer;
    return Scan::Ok;
  }
  const char* p = p_ + 1;
  while (is_digit(*p)) ++p;
  if (is_delimiter(*p) || *p == 'N') {
    atom.kind = AtomKind::Integer;
    return integer(atom.number);
  }
  return other_number(atom);
}

// A number that is no integer of digits alone. A ratio is its text: Clojure writes each in one way only.
Scan Lexer::other_number(Atom& atom) {
  const char* const digits = is_digit(*p_) ? p_ : p_ + 1;
  const char* p = digits;
  while (!is_delimiter(*p)) ++p;
  if (p == end_ && !is_last_) return Scan::More;
  const char* const from = *p_ == '+' ? digits : p_;
  const bool is_edn = syntax == Syntax::Edn;
  if (is_edn && digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X')) {
    std::int64_t number = 0;
    const auto parsed = std::from_chars(digits + 2, p, number, 16);
    if (parsed.ec != std::errc() || parsed.ptr != p || *(digits + 2) == '-')
      return bad("this is no hexadecimal number of at most 63 bits");
    atom = {
        .kind = AtomKind::Integer, .has_escape = false, .number = *p_ == '-' ? -number : number, .text = {}};
    p_ = p;
    return Scan::Ok;
  }
  const char* slash = digits;
  while (is_digit(*slash)) ++slash;
  if (is_edn && *slash == '/' && is_digit(slash[1]) && std::all_of(slash + 1, p, is_digit)) {
    atom = {.kind = AtomKind::Word, .has_escape = false, .number = 0, .text = {}};
    atom.text = {from, static_cast<std::size_t>(p - from)};
    p_ = p;
    return Scan::Ok;
  }
  double number = 0;
  const char* const to = p[-1] == 'M' ? p - 1 : p;
  const auto parsed = std::from_chars(from, to, number);
  if (parsed.ptr != to) return bad("this is no number");
  atom = {.kind = AtomKind::Real, .has_escape = false, .number = 0, .text = {}};
  atom.text = {p_, static_cast<std::size_t>(to - p_)};
  p_ = p;
  return Scan::Ok;
}

Scan Lexer::bare_atom(Atom& atom) {
  const char* p = p_;
  const bool is_keyword = *p == ':';
  if (is_keyword) ++p;
  const char* const from = p;
  if (*p == '\\') ++p;  // a character literal may be a delimiter, as in \[
  while (!is_delimiter(*p) || (p == from + 1 && *from == '\\' && p != end_)) ++p;
  if (p == end_ && !is_last_) return Scan::More;
  const std::string_view text(from, static_cast<std::size_t>(p - from));
  if (text.empty()) return bad("a value should stand here");
  atom = {.kind = AtomKind::Word, .has_escape = false, .number = 0, .text = text};
  if (is_keyword) {
    atom.kind = AtomKind::Keyword;
  } else if (text == (syntax == Syntax::Edn ? "nil" : "null")) {
    atom.kind = AtomKind::Nil;
  } else if (text == "true") {
    atom.kind = AtomKind::True;
  } else if (text == "false") {
    atom.kind = AtomKind::False;
  } else if (syntax == Syntax::Json && (text == "NaN" || text == "Infinity" || text == "-Infinity")) {
    atom.kind = AtomKind::Real;  // no JSON, and what many programs write
  } else if (syntax == Syntax::Json) {
    return bad(fmt::format("'{}' is no JSON value", text));
  }
  p_ = p;
  return Scan::Ok;
}

}  // namespace pawl::checker
