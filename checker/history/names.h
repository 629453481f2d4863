#pragma once
// Names of functions (`:f`) as small numbers. The well-known ones have fixed numbers, so that models
// and decisions may compare without a table; any other name gets a number above kKnownNames. And names of
// processes, where a history has "client-1" instead of 1, as numbers that no process has otherwise.

#include <cstdint>
#include <limits>
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
  Push,
  Pop,
};
}  // namespace f
inline constexpr Symbol kKnownNames = 24;
inline constexpr std::size_t kNameCountMax = 4096;

/// Processes with a name have the numbers below this one, all others have it or a greater one.
inline constexpr std::int64_t kNamedProcessesEnd = std::numeric_limits<std::int64_t>::min() + (1 << 24);
/// The first of them; the least integer of all stays free, for nobody.
inline constexpr std::int64_t kNamedProcessesBegin = std::numeric_limits<std::int64_t>::min() + 1;

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

  /// The number of a process with this name, given now if it is new. The name is as it stands in the file,
  /// with its colon or quotes. Once kNamedProcessesEnd is reached, it is given to every new name.
  std::int64_t intern_process(std::string_view name);
  /// The name of a process, or its number in digits if it has none.
  std::string process_text(std::int64_t process) const;
  /// How many processes have a name.
  std::size_t named_process_count() const { return process_texts_.size(); }

 private:
  std::vector<std::string> texts_;
  std::map<std::string, Symbol, std::less<>> numbers_;
  std::vector<std::string> process_texts_;
  std::map<std::string, std::int64_t, std::less<>> process_numbers_;
};

}  // namespace pawl::checker
