#pragma once
// Tells a torn write from a damaged middle in RocksDB's newest log file. RocksDB takes any record that seems
// to run past the end of the file for the torn write of a killed process; a damaged length looks just so and
// would drop every synced record behind it. A torn write has no whole record behind it: if there is one, the
// file is damaged.

#include <expected>
#include <string>

namespace pawl::real {

/// Looks at the newest log file in the database folder `path`, before RocksDB does. The error says where the
/// file is damaged. Changes nothing. No log file at all is fine.
std::expected<void, std::string> check_wal_tail(const std::string& path);

}  // namespace pawl::real
