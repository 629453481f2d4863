#include "checker/history/event_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace pawl::checker {
namespace {

static_assert(ShortText::kBytesMax <= kSlackBytes);

bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

struct Signature {
  std::string_view bytes;  ///< at the begin of a file
  const char* what;
};

// What is often given to a checker of histories and is none.
constexpr Signature kSignatures[] = {
    {"JEPSEN", "this is Jepsen's binary file of a test: give history.edn or jepsen.log of the same folder"},
    {"\x1f\x8b", "this is compressed by gzip: unpack it first, as in zcat FILE | pawl-check -"},
    {"\x28\xb5\x2f\xfd", "this is compressed by zstd: unpack it first, as in zstdcat FILE | pawl-check -"},
    {"PK\x03\x04", "this is a zip archive: give the history in it"},
    {"\xff\xfe", "this text is UTF-16: write it as UTF-8"},
    {"\xfe\xff", "this text is UTF-16: write it as UTF-8"},
};

const char* known_as(std::string_view beginning) {
  for (const Signature& signature : kSignatures) {
    if (beginning.starts_with(signature.bytes)) return signature.what;
  }
  return nullptr;
}

}  // namespace

EventReader::EventReader(ByteSource source) : source_(std::move(source)) { p_ = source_.begin(); }

std::optional<EventReader> EventReader::rewound() && {
  if (!source_.rewind()) return std::nullopt;
  return EventReader(std::move(source_));
}

std::uint64_t EventReader::bytes_read() const {
  return source_.offset() + static_cast<std::uint64_t>(p_ - source_.begin());
}

Next EventReader::next(RawEvent& event, Names& names) {
  for (;;) {
    lexer_.reset(p_, source_.end(), is_last_);
    const Step found = step(event, names);
    if (found == Step::More) {
      const Next refilled = refill(p_);
      if (refilled != Next::Event) return refilled;
      continue;
    }
    if (found == Step::Bad) {
      damage_ = {.place = place_of(lexer_.at()), .what = lexer_.what()};
      return Next::Damaged;
    }
    p_ = lexer_.at();
    line_ += lexer_.newlines();
    if (lexer_.line_begin()) {
      line_offset_ = source_.offset() + static_cast<std::uint64_t>(lexer_.line_begin() - source_.begin());
    }
    if (found == Step::Event) {
      has_events_ = true;
      return Next::Event;
    }
    if (found == Step::End) {
      if (!has_events_) return damaged("the input holds no event: is this a history?", bytes_read());
      return Next::End;
    }
  }
}

Next EventReader::refill(const char* keep_from) {
  const Refill refilled = source_.refill(keep_from);
  p_ = source_.begin();
  switch (refilled) {
    case Refill::Got: return Next::Event;
    case Refill::End: is_last_ = true; return Next::Event;
    case Refill::Later: return Next::Later;
    case Refill::TooLong:
      return damaged(fmt::format("one event is longer than {} bytes", kEventBytesMax), bytes_read());
    case Refill::NotUtf8: {
      const char* const kind = bytes_read() == 0 ? known_as(source_.first_bytes()) : nullptr;
      if (kind) return damaged(kind, 0);
      return damaged("a byte that is not UTF-8: this is no text", source_.bad_offset());
    }
    case Refill::Failed:
      return damaged(fmt::format("reading failed: {}", std::strerror(errno)), bytes_read());
  }
  return Next::Damaged;
}

// The line of `offset`, which is in the buffer at or behind p_.
Next EventReader::damaged(std::string what, std::uint64_t offset) {
  const char* const to = source_.begin() + (offset - source_.offset());
  std::uint64_t line = line_;
  std::uint64_t begin = line_offset_;
  for (const char* p = p_; p < to && p < source_.end(); ++p) {
    if (*p != '\n') continue;
    ++line;
    begin = source_.offset() + static_cast<std::uint64_t>(p + 1 - source_.begin());
  }
  const auto column = std::min<std::uint64_t>(offset - begin + 1, 0xffffffffu);
  damage_ = {.place = {.line = line, .column = static_cast<std::uint32_t>(column)}, .what = std::move(what)};
  return Next::Damaged;
}

Place EventReader::place_of(const char* at) const {
  const std::uint64_t offset = source_.offset() + static_cast<std::uint64_t>(at - source_.begin());
  std::uint64_t begin = line_offset_;
  if (lexer_.line_begin()) {
    begin = source_.offset() + static_cast<std::uint64_t>(lexer_.line_begin() - source_.begin());
  }
  const auto column = std::min<std::uint64_t>(offset - begin + 1, 0xffffffffu);
  return {.line = line_ + lexer_.newlines(), .column = static_cast<std::uint32_t>(column)};
}

EventReader::Step EventReader::step(RawEvent& event, Names& names) {
  event.clear();
  fields_ = 0;
  complaint_.what.clear();
  switch (form_) {
    case Form::Start: return detect();
    case Form::Maps:
    case Form::Tuples: return enclosed(event, names);
    case Form::BareTuples: return bare(event, names);
    case Form::Log: return log_line(event, names);
  }
  return Step::Bad;
}

// Looks at the first characters only, and passes what encloses all events.
EventReader::Step EventReader::detect() {
  if (bytes_read() == 0 && !is_last_ && std::string_view(p_, source_.end()).size() < kByteOrderMark.size())
    return Step::More;
  if (bytes_read() == 0 && std::string_view(p_, source_.end()).starts_with(kByteOrderMark)) {
    for (std::size_t i = 0; i < kByteOrderMark.size(); ++i) lexer_.step();
  }
  if (Scan scan = lexer_.skip_space(); scan != Scan::Ok) return fail(scan);
  const char first = lexer_.peek();
  if (lexer_.is_at_end()) return is_last_ ? Step::End : Step::More;
  if (const char* const kind = known_as({lexer_.at(), source_.end()})) {
    lexer_.bad(kind);
    return Step::Bad;
  }
  const char* rest = lexer_.at() + 1;
  while (*rest == ' ' || *rest == '\n' || *rest == '\r' || *rest == '\t' || *rest == ',') ++rest;
  if (rest == source_.end() && !is_last_) return Step::More;
  if (first == '{') {
    form_ = Form::Maps;
    if (*rest == '"' || *rest == '}') lexer_.syntax = Syntax::Json;
  } else if (first == '#') {
    form_ = Form::Maps;
  } else if (first == '[' || first == '(') {
    const bool is_outer =
        *rest == '{' || *rest == '[' || *rest == '(' || *rest == '#' || *rest == ']' || *rest == ')';
    if (is_outer) {
      closer_ = first == '[' ? ']' : ')';
      lexer_.step();
      if (*rest == '{') {
        const char* inside = rest + 1;
        while (*inside == ' ' || *inside == '\n' || *inside == '\r' || *inside == '\t') ++inside;
        if (inside == source_.end() && !is_last_) return Step::More;
        if (*inside == '"') lexer_.syntax = Syntax::Json;
      }
    }
    form_ = is_outer && *rest != '[' && *rest != '(' ? Form::Maps : Form::Tuples;
  } else if (first == ':' || first == '"') {
    form_ = Form::BareTuples;
  } else if (is_digit(first)) {
    const char* p = lexer_.at();
    while (is_digit(*p)) ++p;
    const bool is_number = *p == ' ' || *p == '\t';  // else it is the begin of a date
    while (*p == ' ' || *p == '\t') ++p;
    if (p == source_.end() && !is_last_) return Step::More;
    form_ = is_number && *p == ':' ? Form::BareTuples : Form::Log;
  } else if ((first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z')) {
    form_ = Form::Log;
  } else {
    lexer_.bad("this is no history: EDN maps, JSON objects, tuples or a log of operations are expected");
    return Step::Bad;
  }
  return Step::Skipped;
}

EventReader::Step EventReader::enclosed(RawEvent& event, Names& names) {
  if (Scan scan = lexer_.skip_space(); scan != Scan::Ok) return fail(scan);
  if (lexer_.is_at_end()) {
    if (!is_last_) return Step::More;
    if (closer_ == 0 || is_closed_) return Step::End;
    lexer_.bad(
        fmt::format("the input ends before the '{}' that closes the history: it was cut off", closer_));
    return Step::Bad;
  }
  if (is_closed_) {
    lexer_.bad("something follows after the end of the history");
    return Step::Bad;
  }
  if (closer_ != 0 && lexer_.peek() == closer_) {
    lexer_.step();
    is_closed_ = true;
    return Step::Skipped;
  }
  event_begin_ = lexer_.at();
  event.place = place_of(event_begin_);
  if (form_ == Form::Tuples) {
    const char opener = lexer_.peek();
    if (opener != '[' && opener != '(') {
      lexer_.bad("a tuple [process type f value] should stand here");
      return Step::Bad;
    }
    lexer_.step();
    const char closer = opener == '[' ? ']' : ')';
    if (Scan scan = tuple(event, names, closer); scan != Scan::Ok) return fail(scan);
    lexer_.step();
  } else {
    if (Scan scan = map(event, names); scan != Scan::Ok) return fail(scan);
  }
  return Step::Event;
}

EventReader::Step EventReader::bare(RawEvent& event, Names& names) {
  if (Scan scan = lexer_.skip_space(); scan != Scan::Ok) return fail(scan);
  if (lexer_.is_at_end()) return is_last_ ? Step::End : Step::More;
  event_begin_ = lexer_.at();
  event.place = place_of(event_begin_);
  if (Scan scan = tuple(event, names, '\n'); scan != Scan::Ok) return fail(scan);
  return Step::Event;
}

}  // namespace pawl::checker
