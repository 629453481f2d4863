#pragma once
// Processor time of this thread: what else the machine does is left out.

#include <ctime>

namespace pawl::bench {

inline double processor_milliseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

}  // namespace pawl::bench
