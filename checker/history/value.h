#pragma once
// A value of EDN or JSON, as a history holds it.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace pawl::checker {

/// A value of EDN or JSON. Keywords and strings are told apart; maps keep the order of the file;
/// vectors, lists and sets are all List. A tagged literal is its value without the tag.
struct Value {
  struct Nil {
    bool operator==(const Nil&) const = default;
  };
  struct Keyword {
    std::string name;
    bool operator==(const Keyword&) const = default;
  };
  using List = std::vector<Value>;
  using Map = std::vector<std::pair<Value, Value>>;

  std::variant<Nil, bool, std::int64_t, double, std::string, Keyword, List, Map> held;

  static Value of(std::int64_t number) { return Value{number}; }
  static Value of(std::string text) { return Value{std::move(text)}; }
  static Value list(List items) { return Value{std::move(items)}; }

  bool is_nil() const { return std::holds_alternative<Nil>(held); }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&held); }
  const std::string* text() const { return std::get_if<std::string>(&held); }
  const Keyword* keyword() const { return std::get_if<Keyword>(&held); }
  const List* list() const { return std::get_if<List>(&held); }
  const Map* map() const { return std::get_if<Map>(&held); }
  /// The items of a list of exactly two, else null.
  const List* pair() const {
    const List* items = list();
    return items && items->size() == 2 ? items : nullptr;
  }
  bool operator==(const Value& other) const;
};

/// A hash that depends on the value alone: the same in every process on machines of one byte order.
std::uint64_t hash_of(const Value& value);

/// Appends the value as EDN: `[5 nil]`, `"text"`, `:word`, `{:a 1}`.
void append_edn(std::string& out, const Value& value);
std::string to_edn(const Value& value);

/// Appends the value as JSON; keywords become strings.
void append_json(std::string& out, const Value& value);

}  // namespace pawl::checker
