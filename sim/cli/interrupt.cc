#include "sim/cli/interrupt.h"

#include <atomic>
#include <csignal>

namespace pawl::sim {
namespace {

// Set by the signal, read by every worker; 0: none came.
std::atomic<int> signal_came = 0;
static_assert(std::atomic<int>::is_always_lock_free);

}  // namespace

void end_work_on_signals() {
  const auto take = [](int signal) {
    signal_came = signal;
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
  };
  std::signal(SIGINT, take);
  std::signal(SIGTERM, take);
}

bool is_interrupted() { return signal_came != 0; }

ExitCode interrupted_code() { return signal_came == SIGTERM ? kTerminated : kInterrupted; }

}  // namespace pawl::sim
