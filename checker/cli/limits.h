#pragma once
// The limits of the whole program, its deadline and its memory, kept whatever it is at. Phases that look at
// the clock or count their tables end first and have more to tell. For the others, reading, sorting millions,
// proving, writing a page, there are a timer a little behind and the handler of allocations that fail: they
// say what was prepared for that moment and end the process.

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/cli/memory_limit.h"

namespace pawl::checker {

enum class Limit : std::uint8_t { Deadline, Memory };

/// What is said when a limit ends the process.
struct LastWords {
  std::string out = {};  ///< for standard output
  std::string err = {};  ///< for standard error
};

class Limits {
 public:
  /// The memory is bounded from now on. `clearing` is written to standard error before any last words: it
  /// takes a progress bar away.
  Limits(std::chrono::nanoseconds deadline, std::uint64_t memory_bytes, std::string_view clearing);
  /// Nothing happens any more.
  ~Limits();
  Limits(const Limits&) = delete;
  Limits& operator=(const Limits&) = delete;

  /// Begins to count. Before that the deadline never ends.
  void start();
  /// From now on a limit ends the process with this code, after the words that `words` finds for it, given
  /// its name: `the deadline of 0.5 s`. `unfinished_file` is removed then; empty: none. One thread at a time.
  void prepare(int exit_code, const std::function<LastWords(Limit, const std::string& name)>& words,
               std::string unfinished_file = {});
  /// The process may go on, past the deadline too, until the next prepare(). Memory that ends then is told
  /// without words for standard output.
  void hold();
  /// What is left, at least a nanosecond.
  std::chrono::nanoseconds time_left() const;
  /// Bytes that can still be had.
  std::uint64_t memory_left() const { return memory_.left(); }
  /// The memory is not bounded any more: before a child begins.
  void lift_memory() { memory_.lift(); }
  std::string name(Limit limit) const;

 private:
  struct Ending {
    std::array<LastWords, 2> words;  ///< by Limit
    int exit_code;
    std::string unfinished_file;
  };

  static void end_by_timer(int, siginfo_t* info, void*);
  static void end_by_memory();
  [[noreturn]] void end_now(const Ending& ending, Limit limit, bool says_out) const;

  std::chrono::nanoseconds deadline_;
  std::uint64_t memory_bytes_;
  std::optional<std::chrono::steady_clock::time_point> until_;
  std::string clearing_;
  std::vector<std::unique_ptr<const Ending>>
      prepared_;                                 // all: the signal may be reading one on another thread
  std::atomic<const Ending*> ending_ = nullptr;  // the last of them
  std::atomic<bool> is_held_ = false;
  std::atomic<bool> has_passed_ = false;
  timer_t timer_{};
  bool has_timer_ = false;  ///< then it must be deleted
  MemoryLimit memory_;
};

}  // namespace pawl::checker
