#pragma once
// How a program that simulates ends.

namespace pawl::sim {

enum ExitCode {
  kWell = 0,
  kViolation = 1,
  kUnknown = 2,
  kUsage = 64,
  kDamaged = 65,
  kCannotWrite = 73,
  kInterrupted = 130,
  kTerminated = 143,
};

inline constexpr const char* kExitCodes =
    "Exit codes: 0 all is well, 1 a violation, 2 unknown (a run that could not be judged, or runs below "
    "their\n"
    "floors: they prove too little), 64 wrong usage, 65 a scenario or recording that cannot be read or does "
    "not\nfit, 73 a file that cannot be written, 130 interrupted, 143 terminated.";

}  // namespace pawl::sim
