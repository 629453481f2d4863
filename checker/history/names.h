#pragma once
// Names of functions (`:f`) as small numbers. The well-known ones have fixed numbers, so that models
// and decisions may compare without a table; any other name gets a number above kKnownNames.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pawl::checker {

/// The number of a function name. Equal numbers mean equal names within one history.
using Symbol = std::uint16_t;

/// The fixed numbers of the well-known function names. `f::Next` is the history's `:f :next`.
namespace f {
enum Known : Symbol {
  Next,
  Reserve,
  Read,
  Create,
  Delete,
  Write,
  Cas,
  Get,
  Put,
  Append,
  Add,
  Acquire,
  Renew,
  Release,
  Enqueue,
  Dequeue,
  Txn,
  Generate,
  Remove,
  Inc,
  Dec,
  Transfer,
};
}  // namespace f
inline constexpr Symbol kKnownNames = 22;
inline constexpr std::size_t kNameCountMax = 4096;

/// The names of one history. Copyable; numbers above kKnownNames belong to this table alone.
class Names {
 public:
  Names();
  /// The number of `name`, given now if it is new. 4096 names at most: after that every new name
  /// gets the number of the last, which readers refuse.
  Symbol intern(std::string_view name);
  /// The text of a number that this table gave.
  std::string_view text(Symbol symbol) const { return texts_[symbol]; }
  bool is_full() const { return texts_.size() >= kNameCountMax; }

 private:
  std::vector<std::string> texts_;
  std::map<std::string, Symbol, std::less<>> numbers_;
};

}  // namespace pawl::checker
