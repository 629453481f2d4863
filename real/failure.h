#pragma once
// Why a program cannot start or go on: a text for the person at the terminal and an exit code for scripts
// (the numbers of sysexits.h).

#include <string>

namespace pawl::real {

inline constexpr int kExitUsage = 64;        ///< a flag or its value is wrong
inline constexpr int kExitData = 65;         ///< a configuration file or a data folder is not what it must be
inline constexpr int kExitUnavailable = 69;  ///< an address cannot be listened on
inline constexpr int kExitSoftware = 70;     ///< our own bug: a check failed
inline constexpr int kExitCannotCreate = 73;  ///< the data folder cannot be made or written
inline constexpr int kExitDisk = 74;          ///< the disk failed or lied; nothing carries on with it
inline constexpr int kExitTryLater = 75;      ///< another process has the data folder

struct Failure {
  int exit_code = kExitSoftware;
  /// What is wrong and what to do, without the program's name, without a full stop at the end.
  std::string what;
};

}  // namespace pawl::real
