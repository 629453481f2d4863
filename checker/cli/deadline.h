#pragma once
// The deadline of the whole program, kept whatever it is at. Phases that look at the clock themselves end
// first and have more to tell. For the others, reading, sorting millions, proving, writing a page, there is a
// timer a little behind: its signal says what was prepared for that moment and ends the process.

#include <atomic>
#include <chrono>
#include <csignal>
#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pawl::checker {

/// What is said and left behind if the deadline ends now, or the memory.
struct Ending {
  std::string out = {};            ///< for standard output
  std::string out_of_memory = {};  ///< instead of `out`, if it is the memory
  std::string err = {};            ///< for standard error
  int exit_code = 0;
  std::string unfinished_file = {};  ///< is removed; empty: none
};

class Deadline {
 public:
  /// `clearing` is written to standard error before anything else: it takes a progress bar away.
  Deadline(std::chrono::nanoseconds after, std::string_view clearing);
  /// Nothing happens any more.
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  /// Begins to count. Before that the deadline never ends.
  void start();
  /// From now on the deadline ends the process as `ending` says. One thread at a time.
  void prepare(Ending ending);
  /// The process may go on, past the deadline too, until the next prepare().
  void hold();
  /// What is left, at least a nanosecond.
  std::chrono::nanoseconds left() const;
  /// `the deadline of 0.5 s`
  std::string name() const;

 private:
  static void end_process(int, siginfo_t* info, void*);
  static void end_without_memory();

  std::chrono::nanoseconds after_;
  std::optional<std::chrono::steady_clock::time_point> until_;
  std::string clearing_;
  std::vector<std::unique_ptr<const Ending>>
      prepared_;                                 // all: the signal may be reading one on another thread
  std::atomic<const Ending*> ending_ = nullptr;  // the last of them
  std::atomic<bool> is_held_ = false;
  std::atomic<bool> has_passed_ = false;
  timer_t timer_{};
  bool has_timer_ = false;  ///< then it must be deleted
};

}  // namespace pawl::checker
