#pragma once
// PAWL_CHECK states a fact that only our own bug can break. It stays on in release: a node that doubts itself
// stops.

namespace pawl {

/// What a failed check knows of itself. The texts live as long as the program.
struct CheckFailure {
  const char* fact;
  const char* file;
  int line;
};

/// What a failed check calls first. It may print, or throw to the simulator's oracle; if it returns, the
/// process aborts.
using CheckHandler = void (*)(const CheckFailure&);

/// Sets the handler for the whole process; the host does it once, before the first step.
void set_check_handler(CheckHandler handler);

[[noreturn]] void check_failed(const char* fact, const char* file, int line);

}  // namespace pawl

#define PAWL_CHECK(fact)                               \
  do {                                                 \
    if (!(fact)) [[unlikely]]                          \
      ::pawl::check_failed(#fact, __FILE__, __LINE__); \
  } while (false)
