// Passing over what nobody needs: where a form ends is all that is looked for. See lexer.h.

#include <fmt/format.h>

#include "checker/history/lexer.h"

namespace pawl::checker {
namespace {

// The bracket that closes what `c` opens; 0: it opens nothing.
char closer_of(char c) {
  switch (c) {
    case '[': return ']';
    case '(': return ')';
    case '{': return '}';
    default: return 0;
  }
}

}  // namespace

Scan Lexer::pass_form() {
  std::string closers;    // that are awaited
  int forms_missing = 1;  // where none is
  while (forms_missing > 0 || !closers.empty()) {
    if (Scan scan = skip_space(); scan != Scan::Ok) return scan;
    int forms = 0;
    if (const char closer = closer_of(*p_); closer != 0) {
      closers += closer;
      ++p_;
    } else if (*p_ == ']' || *p_ == ')' || *p_ == '}') {
      if (Scan scan = pass_bracket(closers); scan != Scan::Ok) return scan;
      forms = 1;
    } else if (Scan scan = pass_token(forms); scan != Scan::Ok) {
      return scan;
    }
    if (closers.empty()) forms_missing -= forms;
  }
  return Scan::Ok;
}

Scan Lexer::pass_bracket(std::string& closers) {
  if (closers.empty()) return bad(fmt::format("a value should stand before '{}'", *p_));
  if (closers.back() != *p_)
    return bad(fmt::format("'{}' stands where '{}' should close", *p_, closers.back()));
  closers.pop_back();
  ++p_;
  return Scan::Ok;
}

// `forms`: 1 for a whole one, 0 for what stands before one, -1 for what stands before two.
Scan Lexer::pass_token(int& forms) {
  forms = 1;
  if (*p_ == '\0') return end_or_more();
  if (*p_ == '"') {
    Atom ignored;
    return text_atom(ignored);
  }
  if (syntax == Syntax::Json) return pass_word();
  switch (*p_) {
    case '#': ++p_; return pass_dispatch(forms);
    case '^':
      ++p_;
      forms = -1;
      return Scan::Ok;  // metadata, and its value
    case '\'':
    case '`':
    case '~':
    case '@':
      ++p_;
      forms = 0;
      return Scan::Ok;
    default: return pass_word();
  }
}

// What follows a `#`.
Scan Lexer::pass_dispatch(int& forms) {
  forms = 0;
  switch (*p_) {
    case '{':
    case '(':
    case '\'':
    case '"': return Scan::Ok;
    case '^': return pass_token(forms);
    case '<': {
      int depth = 0;
      do {
        if (*p_ == '\0' || *p_ == '\n')
          return p_ == end_ ? end_or_more() : bad("the '>' of an object is missing");
        depth += *p_ == '<' ? 1 : *p_ == '>' ? -1 : 0;
        ++p_;
      } while (depth > 0);
      forms = 1;
      return Scan::Ok;
    }
    default: break;
  }
  const bool is_tag = !is_delimiter(*p_) && *p_ != '#';
  if (!is_delimiter(*p_)) {
    if (Scan scan = pass_word(); scan != Scan::Ok) return scan;
  } else if (p_ == end_) {
    return end_or_more();
  }
  forms = is_tag ? 0 : 1;
  return Scan::Ok;
}

// Up to the next delimiter; a character such as \[ may be one.
Scan Lexer::pass_word() {
  const char* p = p_;
  if (*p == '\\' && p + 1 != end_) p += 2;
  while (!is_delimiter(*p)) ++p;
  if (p == end_ && !is_last_) return Scan::More;
  if (p == p_) return bad("a value should stand here");
  p_ = p;
  return Scan::Ok;
}

}  // namespace pawl::checker
