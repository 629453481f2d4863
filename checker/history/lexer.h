#pragma once
// The tokens of EDN and JSON, read in place from a buffer that ends in a NUL. One lexer serves both:
// commas are blanks as EDN has them, and so are JSON's colons. Knows nothing of events.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "checker/history/layout.h"
#include "checker/history/raw_event.h"

namespace pawl::checker {

/// How deep a value may be nested.
inline constexpr std::size_t kNestingMax = 64;

/// What a byte is to the lexer; a byte may be several.
enum CharClass : std::uint8_t { kOther = 0, kBlank = 1, kNewline = 2, kDelimiter = 4 };

constexpr std::array<std::uint8_t, 256> make_char_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (const char c : {' ', '\t', '\r', ',', '\f'})
    classes[static_cast<unsigned char>(c)] = kBlank | kDelimiter;
  classes['\n'] = kNewline | kDelimiter;
  for (const char c : {'{', '}', '[', ']', '(', ')', '"', ';', '\0'}) {
    classes[static_cast<unsigned char>(c)] = kDelimiter;
  }
  return classes;
}

inline constexpr std::array<std::uint8_t, 256> kCharClasses = make_char_classes();

inline bool is_delimiter(char c) { return (kCharClasses[static_cast<unsigned char>(c)] & kDelimiter) != 0; }

enum class Syntax : std::uint8_t { Edn, Json };

/// How a step of scanning ended.
enum class Scan : std::uint8_t {
  Ok,
  More,  ///< the buffer ended first: refill it and begin the event again
  Bad,   ///< what() and at() say why and where
};

class Lexer {
 public:
  Syntax syntax = Syntax::Edn;

  /// Continues at `p` in a buffer that ends at `end`, where a NUL stands. `is_last`: nothing follows.
  void reset(const char* p, const char* end, bool is_last);

  const char* at() const { return p_; }
  char peek() const { return *p_; }
  void step() { ++p_; }
  void back() { --p_; }
  bool is_at_end() const { return p_ == end_; }

  /// Passes blanks, commas, comments and discarded forms (`#_ x`), newlines included.
  Scan skip_space() {
    while (*p_ == ' ' || *p_ == ',') ++p_;
    const bool is_plain = *p_ > '#' ? *p_ != ';' && (*p_ != ':' || syntax == Syntax::Edn) : *p_ == '"';
    return is_plain ? Scan::Ok : skip_other_space();
  }
  /// The same without leaving the line and without comments.
  void skip_blanks();
  /// Passes blanks and newlines alone.
  void skip_lines_of_blanks();
  /// Passes everything up to the next newline or the end.
  void skip_line();

  /// Passes `text`, of at most 15 characters, if it stands here and is a whole word.
  bool take_word(std::string_view text) {
    return std::memcmp(p_, text.data(), text.size()) == 0 && end_word(p_ + text.size());
  }
  bool take_word(const ShortText& text) { return text.is_at(p_) && end_word(p_ + text.size()); }
  /// Passes what is expected after the field `last`; None: it does not stand here.
  Field take(const Layout& layout, Field last) { return layout.take(last, p_); }
  /// Passes an integer of at most 15 digits, the usual ones. False: something else stands here, or might go
  /// on behind the buffer.
  bool take_integer(std::int64_t& number);

  /// Reads one form and appends its atoms.
  Scan form(std::vector<Atom>& atoms);
  /// Passes one form, whatever it holds, as long as it can be seen where it ends: what Clojure prints and
  /// cannot read back (`#object[...]`, `#<...>`), numbers of every kind, any nesting.
  Scan pass_form();
  /// Reads an integer; anything else is Bad.
  Scan integer(std::int64_t& number);
  /// Reads a keyword (EDN) or a string; anything else is Bad.
  Scan word(std::string_view& text);

  /// Newlines passed since reset, and where the present line began (null: before the buffer).
  std::uint64_t newlines() const { return newlines_; }
  const char* line_begin() const { return line_begin_; }
  const std::string& what() const { return what_; }

  /// A place to go back to, as long as nothing was read into the buffer.
  struct Mark {
    const char* at = nullptr;
    std::uint64_t newlines = 0;
    const char* line_begin = nullptr;
  };
  Mark mark() const { return {.at = p_, .newlines = newlines_, .line_begin = line_begin_}; }
  /// Goes back; nothing that was opened since is open.
  void back_to(const Mark& mark);
  /// Stops with a complaint about the present place.
  Scan bad(std::string what);

 private:
  /// Goes on at `p` if a word ends there for sure.
  bool end_word(const char* p) {
    if (!is_delimiter(*p) || p == end_) return false;
    p_ = p;
    return true;
  }
  Scan skip_other_space();
  Scan discard();
  Scan end_or_more();
  Scan atom(std::vector<Atom>& atoms);
  Scan text_atom(Atom& atom);
  Scan number_atom(Atom& atom);
  Scan other_number(Atom& atom);
  Scan bare_atom(Atom& atom);
  Scan dispatch(std::vector<Atom>& atoms);
  Scan pass_bracket(std::string& closers);
  Scan pass_token(int& forms);
  Scan pass_dispatch(int& forms);
  Scan pass_word();
  Scan open(std::vector<Atom>& atoms, char closer, AtomKind kind);
  Scan close(std::vector<Atom>& atoms, char closer);

  const char* p_ = nullptr;
  const char* end_ = nullptr;
  bool is_last_ = false;
  std::uint64_t newlines_ = 0;
  const char* line_begin_ = nullptr;
  std::string what_;
  std::size_t depth_ = 0;
  std::size_t depth_floor_ = 0;  ///< of the form being read; deeper ones are its parts
  char closers_[kNestingMax] = {};
  std::size_t items_[kNestingMax] = {};  ///< forms read so far in each
  std::size_t discard_depth_ = 0;
  std::vector<Atom> discarded_;
};

namespace digits {

/// Eight characters, each less the character 0, so that a digit is its value.
inline std::uint64_t load(const char* p) {
  std::uint64_t word = 0;
  std::memcpy(&word, p, sizeof(word));
  return word ^ 0x3030303030303030u;
}

/// How many of them, from the first on, are digits.
inline unsigned count(std::uint64_t word) {
  const std::uint64_t others = ((word + 0x7676767676767676u) | word) & 0x8080808080808080u;
  return static_cast<unsigned>(std::countr_zero(others)) / 8;
}

/// The number that the first `count` of them are; `count` is 1 to 8. Neighbours are joined to pairs, these to
/// fours, these to eight.
inline std::uint64_t value(std::uint64_t word, unsigned count) {
  word <<= 64 - 8 * count;
  word = (word * 10 + (word >> 8)) & 0x00ff00ff00ff00ffu;
  word = (word * 100 + (word >> 16)) & 0x0000ffff0000ffffu;
  return (word * 10000 + (word >> 32)) & 0xffffffffu;
}

inline constexpr std::uint64_t kPowers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};

}  // namespace digits

inline bool Lexer::take_integer(std::int64_t& number) {
  if constexpr (std::endian::native != std::endian::little) return false;
  const char* p = p_;
  const bool is_negative = *p == '-';
  if (is_negative) ++p;
  const std::uint64_t head = digits::load(p);
  const unsigned head_count = digits::count(head);
  if (head_count == 0) return false;
  std::uint64_t sum = digits::value(head, head_count);
  p += head_count;
  if (head_count == 8) {
    const std::uint64_t tail = digits::load(p);
    const unsigned tail_count = digits::count(tail);
    if (tail_count == 8) return false;
    if (tail_count > 0) sum = sum * digits::kPowers[tail_count] + digits::value(tail, tail_count);
    p += tail_count;
  }
  if (!end_word(p)) return false;
  number = is_negative ? -static_cast<std::int64_t>(sum) : static_cast<std::int64_t>(sum);
  return true;
}

}  // namespace pawl::checker
