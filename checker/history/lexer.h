#pragma once
// The tokens of EDN and JSON, read in place from a buffer that ends in a NUL. One lexer serves both:
// commas are blanks as EDN has them, and so are JSON's colons. Knows nothing of events.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "checker/history/raw_event.h"

namespace pawl::checker {

/// How deep a value may be nested.
inline constexpr std::size_t kNestingMax = 64;

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
  /// Passes everything up to the next newline or the end.
  void skip_line();

  /// Passes `text` if it stands here. At most 16 characters: so many may be looked at behind the end.
  bool take(std::string_view text) {
    if (std::memcmp(p_, text.data(), text.size()) != 0) return false;
    p_ += text.size();
    return true;
  }

  /// Reads one form and appends its atoms.
  Scan form(std::vector<Atom>& atoms);
  /// Reads an integer; anything else is Bad.
  Scan integer(std::int64_t& number);
  /// Reads a keyword (EDN) or a string; anything else is Bad.
  Scan word(std::string_view& text);

  /// Newlines passed since reset, and where the present line began (null: before the buffer).
  std::uint64_t newlines() const { return newlines_; }
  const char* line_begin() const { return line_begin_; }
  const std::string& what() const { return what_; }
  /// Stops with a complaint about the present place.
  Scan bad(std::string what);

 private:
  Scan skip_other_space();
  Scan end_or_more();
  Scan atom(std::vector<Atom>& atoms);
  Scan text_atom(Atom& atom);
  Scan number_atom(Atom& atom);
  Scan bare_atom(Atom& atom);
  Scan dispatch(std::vector<Atom>& atoms);
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

}  // namespace pawl::checker
