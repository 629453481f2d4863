#pragma once
// One bin/pawld as a child process on loopback, for tests: starts, waits for conditions with deadlines, ends.

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pawl::real {

/// Whether `condition` becomes true before the deadline (generous: sanitizers and a busy machine are slow).
bool comes_true(const std::function<bool()>& condition,
                std::chrono::seconds deadline = std::chrono::seconds(60));

/// A port of loopback that nothing listens on now, outside the range from which the kernel takes ports.
std::uint16_t free_port();

/// How a process ended: its exit code, or 128 + the signal.
using ExitCode = int;

class PawldProcess {
 public:
  /// Starts pawld with `flags`; its log goes to the file `log_path`.
  PawldProcess(const std::vector<std::string>& flags, const std::string& log_path);
  PawldProcess(const PawldProcess&) = delete;
  PawldProcess& operator=(const PawldProcess&) = delete;
  /// Kills it if it still runs.
  ~PawldProcess();

  void send_signal(int number) const;
  /// Waits until it ends; none if it does not before the deadline.
  std::optional<ExitCode> wait();
  bool is_running();
  std::string log() const;
  bool log_comes_to_hold(const std::string& text);

 private:
  pid_t pid_ = -1;
  std::string log_path_;
  std::optional<ExitCode> exit_code_;
};

/// Runs pawld to its end and returns how it ended and what it said.
struct Ended {
  std::optional<ExitCode> exit_code;
  std::string log;
};
Ended run_pawld(const std::vector<std::string>& flags, const std::string& log_path);

}  // namespace pawl::real
