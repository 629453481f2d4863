#pragma once
// What RocksDB does not notice of its log files. It takes any record that seems to run past the end of the
// newest file for the torn write of a killed process; a damaged length looks just so and would drop every
// synced record behind it. A torn write has no whole record behind it: if there is one, the file is damaged.
// And a database whose log file is gone looks like one in which nothing was written since the last flush.

#include <expected>
#include <string>

namespace pawl::real {

/// Looks at the log files in the folder `path` of a database that was opened before, before RocksDB does. The
/// error says what is damaged, or that there is none: RocksDB never leaves a database without. Changes
/// nothing.
std::expected<void, std::string> check_wal(const std::string& path);

}  // namespace pawl::real
