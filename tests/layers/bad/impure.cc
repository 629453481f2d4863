// Everything that the core must not use, so that the purity test can be seen to find it. Linked into no
// program.

#include <sys/socket.h>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <unordered_map>

#include "core/base/marks.h"

long use_everything(std::unordered_map<std::string, int>& counts, std::mutex& lock) {
  const std::lock_guard guard(lock);
  std::thread([] {}).join();
  std::cout << std::getenv("HOME");
  std::ifstream file("/dev/null");
  ++counts["one"];
  std::random_device device;
  pawl::marks::enroll("bad.mark");
  std::printf("%d", socket(0, 0, 0));
  return std::chrono::system_clock::now().time_since_epoch().count() + static_cast<long>(device());
}
