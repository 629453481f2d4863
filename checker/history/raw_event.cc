#include "checker/history/raw_event.h"

#include <cstdlib>
#include <iterator>
#include <utility>

namespace pawl::checker {
namespace {

void append_utf8(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3f));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  }
}

// The four hexadecimal digits after `\u`; a value above 0xffff says that they are not there.
std::uint32_t hex_at(std::string_view text, std::size_t at) {
  std::uint32_t code = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const char digit = i < text.size() ? text[i] : '?';
    std::uint32_t nibble = 0x10000;
    if (digit >= '0' && digit <= '9') nibble = static_cast<std::uint32_t>(digit - '0');
    if (digit >= 'a' && digit <= 'f') nibble = static_cast<std::uint32_t>(digit - 'a' + 10);
    if (digit >= 'A' && digit <= 'F') nibble = static_cast<std::uint32_t>(digit - 'A' + 10);
    if (nibble > 15) return 0x10000;
    code = code * 16 + nibble;
  }
  return code;
}

std::string unescape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char escaped = text[++i];
    switch (escaped) {
      case 'n': out += '\n'; break;
      case 't': out += '\t'; break;
      case 'r': out += '\r'; break;
      case 'b': out += '\b'; break;
      case 'f': out += '\f'; break;
      case 'u': {
        std::uint32_t code = hex_at(text, i + 1);
        if (code > 0xffff) {
          out += 'u';
          break;
        }
        i += 4;
        const bool is_high = code >= 0xd800 && code < 0xdc00;
        if (is_high && text.substr(i + 1, 2) == "\\u") {
          const std::uint32_t low = hex_at(text, i + 3);
          if (low >= 0xdc00 && low < 0xe000) {
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            i += 6;
          }
        }
        append_utf8(out, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
        break;
      }
      default: out += escaped;
    }
  }
  return out;
}

Value leaf_of(const Atom& atom) {
  switch (atom.kind) {
    case AtomKind::True: return Value{true};
    case AtomKind::False: return Value{false};
    case AtomKind::Integer: return Value{atom.number};
    case AtomKind::Real: return Value{std::strtod(std::string(atom.text).c_str(), nullptr)};
    case AtomKind::Text: return Value{atom.has_escape ? unescape(atom.text) : std::string(atom.text)};
    case AtomKind::Keyword: return Value{Value::Keyword{std::string(atom.text)}};
    case AtomKind::Word: return Value{std::string(atom.text)};
    default: return Value{};
  }
}

Value map_of(std::span<Value> items) {
  Value::Map entries;
  entries.reserve(items.size() / 2);
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    entries.emplace_back(std::move(items[i]), std::move(items[i + 1]));
  }
  return Value{std::move(entries)};
}

Value set_of(std::span<Value> items) {
  return Value::set({std::make_move_iterator(items.begin()), std::make_move_iterator(items.end())});
}

// Takes one form from the front of `rest`. `open` holds the items of what is not closed yet. Readers bound
// how deep this goes.
Value take_form(std::span<const Atom>& rest, std::vector<Value>& open) {
  const Atom& first = rest.front();
  rest = rest.subspan(1);
  const bool is_set = first.kind == AtomKind::OpenSet;
  if (!is_set && first.kind != AtomKind::OpenList && first.kind != AtomKind::OpenMap) return leaf_of(first);
  const std::size_t begin = open.size();
  while (rest.front().kind != AtomKind::CloseList && rest.front().kind != AtomKind::CloseMap) {
    Value item = take_form(rest, open);
    open.push_back(std::move(item));
  }
  rest = rest.subspan(1);
  const std::span<Value> items = std::span(open).subspan(begin);
  Value form = is_set ? set_of(items) : first.kind == AtomKind::OpenList ? Value{items} : map_of(items);
  open.resize(begin);
  return form;
}

}  // namespace

void RawEvent::clear() {
  is_client = false;
  process_name = {};
  time_ns = 0;
  has_time = false;
  index = -1;
  has_token = has_revision = has_incarnation = false;
  value_run = key_run = idem_run = error_run = {};
  atoms.clear();
}

Value other_value_of(std::span<const Atom> run) {
  std::vector<Value> open;
  open.reserve(run.size());
  return take_form(run, open);
}

bool is_step_name(std::string_view name) {
  return name == "r" || name == "read" || name == "w" || name == "write" || name == "append";
}

std::string process_text(const RawEvent& event) {
  return event.process_name.empty() ? std::to_string(event.process) : std::string(event.process_name);
}

void note_witness(const RawEvent& raw, Rare<Witness>& witness) {
  if (Value idem = value_of(raw.idem()); !idem.is_nil()) witness.make().idem = std::move(idem);
  if (raw.has_token) witness.make().token = raw.token;
  if (raw.has_revision) witness.make().revision = raw.revision;
  if (raw.has_incarnation) witness.make().incarnation = raw.incarnation;
}

Event event_of(const RawEvent& raw) {
  Event event;
  event.type = raw.type;
  if (raw.is_client) event.process = raw.process;
  event.f = raw.f;
  event.key = value_of(raw.key());
  event.value = value_of(raw.value());
  note_witness(raw, event.witness);
  event.error = value_of(raw.error());
  event.time_ns = raw.time_ns;
  if (raw.index >= 0) event.index = raw.index;
  event.place = raw.place;
  return event;
}

}  // namespace pawl::checker
