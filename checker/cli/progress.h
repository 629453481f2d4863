#pragma once
// One line on a terminal that says how far the work is; silent where standard error is no terminal.

#include <chrono>
#include <string_view>

namespace pawl::checker {

class Progress {
 public:
  /// With `is_wanted` false it says nothing, terminal or not.
  explicit Progress(bool is_wanted);
  /// Shows the bar if a tenth of a second has gone by. `fraction` is 0 to 1; negative: not known.
  void show(std::string_view label, double fraction);
  /// Takes the line away.
  void clear();
  /// What takes it away, for those who write to standard error themselves; empty where there never is one.
  std::string_view clearing() const { return is_on_ ? "\r\x1b[K" : ""; }
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  bool is_on_;
  bool is_shown_ = false;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace pawl::checker
