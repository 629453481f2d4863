#include "core/base/check.h"

#include <cstdlib>

namespace pawl {
namespace {
constinit CheckHandler g_handler = nullptr;
}  // namespace

void set_check_handler(CheckHandler handler) { g_handler = handler; }

void check_failed(const char* fact, const char* file, int line) {
  if (g_handler != nullptr) g_handler(CheckFailure{fact, file, line});
  std::abort();
}

}  // namespace pawl
