#include "checker/history/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <iterator>
#include <memory>
#include <new>
#include <numeric>
#include <vector>

// Nesting is bounded by the readers (kNestingMax), so recursion over a Value is bounded too.

namespace pawl::checker {
namespace {

std::uint64_t mix(std::uint64_t hash, std::uint64_t word) {
  hash ^= word + 0x9e3779b97f4a7c15u + (hash << 12) + (hash >> 4);
  hash *= 0xff51afd7ed558ccdu;
  return hash ^ (hash >> 32);
}

std::uint64_t hash_text(std::string_view text) {
  std::uint64_t hash = text.size();
  while (text.size() >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), 8);
    hash = mix(hash, word);
    text.remove_prefix(8);
  }
  std::uint64_t rest = 0;
  std::memcpy(&rest, text.data(), text.size());
  return mix(hash, rest);
}

std::weak_ordering order_of_reals(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) <=> std::isnan(b);
  return a < b   ? std::weak_ordering::less
         : a > b ? std::weak_ordering::greater
                 : std::weak_ordering::equivalent;
}

std::weak_ordering order_of_items(const Value::List& a, const Value::List& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (const auto order = order_of(a[i], b[i]); order != 0) return order;
  }
  return a.size() <=> b.size();
}

std::weak_ordering order_of_entries(const Value::Map& a, const Value::Map& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (const auto order = order_of(a[i].first, b[i].first); order != 0) return order;
    if (const auto order = order_of(a[i].second, b[i].second); order != 0) return order;
  }
  return a.size() <=> b.size();
}

void append_items(std::string& out, const Value::List& items) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ' ';
    append_edn(out, items[i]);
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char byte : text) {
    switch (byte) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\t': out += "\\t"; break;
      case '\r': out += "\\r"; break;
      default:
        if (static_cast<unsigned char>(byte) < 0x20) {
          fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(byte));
        } else {
          out += byte;
        }
    }
  }
  out += '"';
}

void append_double(std::string& out, double number, bool is_json) {
  if (std::isfinite(number)) {
    const std::string text = fmt::format("{}", number);
    out += text;
    if (text.find_first_of(".e") == std::string::npos) out += ".0";
  } else if (is_json) {
    out += "null";
  } else {
    out += std::isnan(number) ? "##NaN" : number > 0 ? "##Inf" : "##-Inf";
  }
}

}  // namespace

Value::Value(std::string text) : kind_(Kind::Text) { held_.text = new std::string(std::move(text)); }
Value::Value(Keyword word) : kind_(Kind::Keyword) { held_.keyword = new Keyword(std::move(word)); }
Value::Value(std::span<Value> items) : kind_(Kind::List) { held_.list = List::make(items); }
Value::Value(Map entries) : kind_(Kind::Map) {
  // Of entries with equal keys the last one counts, so equal ones keep their order.
  std::vector<std::size_t> places(entries.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::ranges::sort(places, [&](std::size_t a, std::size_t b) {
    const auto order = order_of(entries[a].first, entries[b].first);
    return order != 0 ? order < 0 : a < b;
  });
  Map once;
  once.reserve(entries.size());
  for (const std::size_t place : places) {
    auto& entry = entries[place];
    if (!once.empty() && once.back().first == entry.first) {
      once.back() = std::move(entry);
    } else {
      once.push_back(std::move(entry));
    }
  }
  held_.map = new Map(std::move(once));
}

Value Value::set(std::vector<Value> items) {
  std::ranges::sort(items, [](const Value& a, const Value& b) { return order_of(a, b) < 0; });
  const auto repeated = std::ranges::unique(items);
  items.erase(repeated.begin(), repeated.end());
  Value value = list(std::move(items));
  value.kind_ = Kind::Set;
  return value;
}

Value::List* Value::List::make(std::span<Value> items) {
  void* const block = ::operator new(sizeof(List) + items.size_bytes());
  auto* const list = new (block) List(items.size());
  std::uninitialized_move(items.begin(), items.end(), reinterpret_cast<Value*>(list + 1));
  return list;
}

Value::List* Value::List::copy(const List& other) {
  std::vector<Value> items(other.begin(), other.end());
  return make(items);
}

void Value::List::free(List* list) {
  std::destroy_n(reinterpret_cast<Value*>(list + 1), list->count_);
  ::operator delete(list);
}

void Value::copy_heap() {
  switch (kind_) {
    case Kind::Text: held_.text = new std::string(*held_.text); break;
    case Kind::Keyword: held_.keyword = new Keyword(*held_.keyword); break;
    case Kind::List:
    case Kind::Set: held_.list = List::copy(*held_.list); break;
    case Kind::Map: held_.map = new Map(*held_.map); break;
    default: break;
  }
}

void Value::free_heap() {
  switch (kind_) {
    case Kind::Text: delete held_.text; break;
    case Kind::Keyword: delete held_.keyword; break;
    case Kind::List:
    case Kind::Set: List::free(held_.list); break;
    case Kind::Map: delete held_.map; break;
    default: break;
  }
}

bool Value::is_equal(const Value& other) const {
  switch (kind_) {
    case Kind::Nil: return true;
    case Kind::Boolean: return held_.truth == other.held_.truth;
    case Kind::Integer: return held_.number == other.held_.number;
    case Kind::Real: return order_of_reals(held_.real, other.held_.real) == 0;
    case Kind::Text: return *held_.text == *other.held_.text;
    case Kind::Keyword: return *held_.keyword == *other.held_.keyword;
    case Kind::List:
    case Kind::Set: return *held_.list == *other.held_.list;
    case Kind::Map: return *held_.map == *other.held_.map;
  }
  return false;
}

std::weak_ordering order_of(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return a.kind() <=> b.kind();
  switch (a.kind()) {
    case Value::Kind::Nil: break;
    case Value::Kind::Boolean: return *a.boolean() <=> *b.boolean();
    case Value::Kind::Integer: return *a.integer() <=> *b.integer();
    case Value::Kind::Real: return order_of_reals(*a.real(), *b.real());
    case Value::Kind::Text: return *a.text() <=> *b.text();
    case Value::Kind::Keyword: return a.keyword()->name <=> b.keyword()->name;
    case Value::Kind::List:
    case Value::Kind::Set: return order_of_items(*a.items(), *b.items());
    case Value::Kind::Map: return order_of_entries(*a.map(), *b.map());
  }
  return std::weak_ordering::equivalent;
}

std::uint64_t hash_of(const Value& value) {
  std::uint64_t hash = mix(0x243f6a8885a308d3u, static_cast<std::uint64_t>(value.kind()));
  if (const auto* truth = value.boolean()) return mix(hash, *truth ? 1 : 0);
  if (const auto* number = value.integer()) return mix(hash, static_cast<std::uint64_t>(*number));
  if (const auto* number = value.real()) {
    if (std::isnan(*number)) return mix(hash, 1);
    return mix(hash, *number == 0 ? 0 : std::bit_cast<std::uint64_t>(*number));
  }
  if (const auto* text = value.text()) return mix(hash, hash_text(*text));
  if (const auto* word = value.keyword()) return mix(hash, hash_text(word->name));
  if (const auto* items = value.items()) {
    for (const Value& item : *items) hash = mix(hash, hash_of(item));
  } else if (const auto* entries = value.map()) {
    for (const auto& [key, item] : *entries) hash = mix(mix(hash, hash_of(key)), hash_of(item));
  }
  return hash;
}

void append_edn(std::string& out, const Value& value) {
  if (value.is_nil()) {
    out += "nil";
  } else if (const auto* truth = value.boolean()) {
    out += *truth ? "true" : "false";
  } else if (const auto* number = value.integer()) {
    fmt::format_to(std::back_inserter(out), "{}", *number);
  } else if (const auto* real = value.real()) {
    append_double(out, *real, false);
  } else if (const auto* text = value.text()) {
    append_quoted(out, *text);
  } else if (const auto* word = value.keyword()) {
    out += ':';
    out += word->name;
  } else if (const auto* items = value.list()) {
    out += '[';
    append_items(out, *items);
    out += ']';
  } else if (const auto* members = value.set()) {
    out += "#{";
    append_items(out, *members);
    out += '}';
  } else if (const auto* entries = value.map()) {
    out += '{';
    for (std::size_t i = 0; i < entries->size(); ++i) {
      if (i > 0) out += ", ";
      append_edn(out, (*entries)[i].first);
      out += ' ';
      append_edn(out, (*entries)[i].second);
    }
    out += '}';
  }
}

std::string to_edn(const Value& value) {
  std::string out;
  append_edn(out, value);
  return out;
}

void append_json(std::string& out, const Value& value) {
  if (value.is_nil()) {
    out += "null";
  } else if (const auto* real = value.real()) {
    append_double(out, *real, true);
  } else if (const auto* text = value.text()) {
    append_quoted(out, *text);
  } else if (const auto* word = value.keyword()) {
    append_quoted(out, word->name);
  } else if (const auto* items = value.items()) {
    out += '[';
    for (std::size_t i = 0; i < items->size(); ++i) {
      if (i > 0) out += ',';
      append_json(out, (*items)[i]);
    }
    out += ']';
  } else if (const auto* entries = value.map()) {
    out += '{';
    for (std::size_t i = 0; i < entries->size(); ++i) {
      if (i > 0) out += ',';
      const Value& key = (*entries)[i].first;
      if (key.text() || key.keyword()) {
        append_json(out, key);
      } else {
        append_quoted(out, to_edn(key));
      }
      out += ':';
      append_json(out, (*entries)[i].second);
    }
    out += '}';
  } else {
    append_edn(out, value);
  }
}

}  // namespace pawl::checker
