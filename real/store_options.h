#pragma once
// How RocksDB is told to work: nothing that was synced may be lost without a word, and nothing that failed is
// tried again.

#include <rocksdb/options.h>

#include <functional>

#include "real/failure.h"

namespace pawl::real {

/// `background_failure` is called from the database's own threads.
rocksdb::Options store_options(std::function<void(Failure)> background_failure);

}  // namespace pawl::real
