#pragma once
// A value of EDN or JSON, as a history holds it. Histories hold millions, nearly all of them nil or
// integers: those live in the 16 bytes themselves, everything else on the heap.

#include <algorithm>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pawl::checker {

/// Whole numbers that are meant as such: neither truths nor letters, nor more than 64 bits with a sign hold.
template <typename T>
concept WholeNumber =
    std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> && !std::same_as<T, wchar_t> &&
    !std::same_as<T, char8_t> && !std::same_as<T, char16_t> && !std::same_as<T, char32_t> &&
    (std::signed_integral<T> || sizeof(T) < sizeof(std::int64_t));

/// A value of EDN or JSON. Keywords and strings are told apart; vectors and lists are both List. Maps and
/// sets hold their entries in one order, whatever the order in the file, and each of them once: so equal ones
/// are equal. A tagged literal is its value without the tag.
class Value {
 public:
  enum class Kind : std::uint8_t { Nil, Boolean, Integer, Real, Text, Keyword, List, Set, Map };
  struct Keyword {
    std::string name;
    bool operator==(const Keyword&) const = default;
  };
  class List;
  using Map = std::vector<std::pair<Value, Value>>;

  /// nil.
  Value() = default;
  /// Of a truth alone: what else becomes one by itself, a pointer to a text for example, is none.
  explicit Value(std::same_as<bool> auto truth) : kind_(Kind::Boolean) { held_.truth = truth; }
  explicit Value(std::int64_t number) : kind_(Kind::Integer) { held_.number = number; }
  explicit Value(double number) : kind_(Kind::Real) { held_.real = number; }
  explicit Value(std::string text);
  explicit Value(Keyword word);
  /// A list of the items, which are moved out of.
  explicit Value(std::span<Value> items);
  /// A map of the entries, in whatever order. Of those with one key the last counts.
  explicit Value(Map entries);

  Value(const Value& other) : kind_(other.kind_), held_(other.held_) {
    if (is_on_heap()) copy_heap();
  }
  Value(Value&& other) noexcept : kind_(std::exchange(other.kind_, Kind::Nil)), held_(other.held_) {}
  Value& operator=(Value other) noexcept {
    std::swap(kind_, other.kind_);
    std::swap(held_, other.held_);
    return *this;
  }
  ~Value() {
    if (is_on_heap()) free_heap();
  }

  static Value of(std::same_as<bool> auto truth) { return Value(truth); }
  static Value of(WholeNumber auto number) { return Value(static_cast<std::int64_t>(number)); }
  static Value of(double number) = delete;  // Value(number) says that it is meant
  static Value of(std::string text) { return Value(std::move(text)); }
  static Value list(std::vector<Value> items) { return Value(std::span(items)); }
  /// A set of the items, in whatever order; equal ones are one.
  static Value set(std::vector<Value> items);

  Kind kind() const { return kind_; }
  bool is_nil() const { return kind_ == Kind::Nil; }
  /// What the value holds if it is of that kind, else null.
  const bool* boolean() const { return kind_ == Kind::Boolean ? &held_.truth : nullptr; }
  const std::int64_t* integer() const { return kind_ == Kind::Integer ? &held_.number : nullptr; }
  const double* real() const { return kind_ == Kind::Real ? &held_.real : nullptr; }
  const std::string* text() const { return kind_ == Kind::Text ? held_.text : nullptr; }
  const Keyword* keyword() const { return kind_ == Kind::Keyword ? held_.keyword : nullptr; }
  const List* list() const { return kind_ == Kind::List ? held_.list : nullptr; }
  const List* set() const { return kind_ == Kind::Set ? held_.list : nullptr; }
  /// The items of a list or a set, else null.
  const List* items() const { return kind_ == Kind::List || kind_ == Kind::Set ? held_.list : nullptr; }
  const Map* map() const { return kind_ == Kind::Map ? held_.map : nullptr; }
  /// The items of a list of exactly two, else null.
  const List* pair() const;

  /// Equal are values of one kind that hold the same. A number that is none (NaN) is equal to itself: what
  /// was written is what is read back.
  bool operator==(const Value& other) const {
    if (kind_ != other.kind_) return false;
    return kind_ == Kind::Integer ? held_.number == other.held_.number : is_equal(other);
  }

 private:
  union Held {
    std::int64_t number;
    bool truth;
    double real;
    std::string* text;  ///< this and what follows is owned
    Keyword* keyword;
    List* list;
    Map* map;
  };

  bool is_on_heap() const { return kind_ >= Kind::Text; }
  /// Puts a copy of its own in place of what was copied from another value.
  void copy_heap();
  void free_heap();
  /// Equality of values of one kind.
  bool is_equal(const Value& other) const;

  Kind kind_ = Kind::Nil;
  Held held_ = {.number = 0};
};

/// The items of a list: any number, in one block with their count.
class Value::List {
 public:
  std::size_t size() const { return count_; }
  const Value* begin() const { return reinterpret_cast<const Value*>(this + 1); }
  const Value* end() const { return begin() + count_; }
  const Value& operator[](std::size_t i) const { return begin()[i]; }
  const Value& front() const { return *begin(); }
  const Value& back() const { return *(end() - 1); }
  bool operator==(const List& other) const { return std::ranges::equal(*this, other); }

 private:
  friend class Value;
  static List* make(std::span<Value> items);
  static List* copy(const List& other);
  static void free(List* list);

  explicit List(std::size_t count) : count_(count) {}

  std::size_t count_;
};

/// An order of all values: by kind, then by what they hold. Equal values are those that are equivalent in it.
std::weak_ordering order_of(const Value& a, const Value& b);

inline const Value::List* Value::pair() const {
  const List* items = list();
  return items && items->size() == 2 ? items : nullptr;
}

/// A hash that depends on the value alone: the same in every process on machines of one byte order.
std::uint64_t hash_of(const Value& value);

/// Appends the value as EDN: `[5 nil]`, `"text"`, `:word`, `{:a 1}`.
void append_edn(std::string& out, const Value& value);
std::string to_edn(const Value& value);

/// Appends the value as JSON; keywords become strings.
void append_json(std::string& out, const Value& value);

}  // namespace pawl::checker
