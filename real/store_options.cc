#include "real/store_options.h"

#include <fmt/format.h>
#include <rocksdb/listener.h>
#include <rocksdb/memtablerep.h>
#include <rocksdb/table.h>

#include <memory>
#include <utility>

namespace pawl::real {
namespace {

class StopOnError : public rocksdb::EventListener {
 public:
  explicit StopOnError(std::function<void(Failure)> failed) : failed_(std::move(failed)) {}
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* status) override {
    failed_(Failure{kExitDisk, fmt::format("the database failed in the background: {}", status->ToString())});
  }

 private:
  std::function<void(Failure)> failed_;
};

}  // namespace

rocksdb::Options store_options(std::function<void(Failure)> background_failure) {
  rocksdb::Options options;

  // The default, kPointInTimeRecovery, ends quietly at the first damaged record and so forgets synced writes.
  // kAbsoluteConsistency refuses also the torn last record of a killed process, which was never acknowledged.
  // This mode takes an incomplete last record for a torn write and refuses every other damage; wal_check.h
  // closes the hole that a damaged length leaves.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  // A recycled log file cannot tell a damaged record from an old one.
  options.recycle_log_file_num = 0;
  // A log file that went away or is shorter than what was synced is noticed.
  options.track_and_verify_wals_in_manifest = true;
  options.paranoid_checks = true;
  // After a failed sync nobody knows what is on the disk: the node stops, it does not resume.
  options.max_bgerror_resume_count = 0;
  options.listeners.push_back(std::make_shared<StopOnError>(std::move(background_failure)));

  // The database is written all the time and read once, at boot, when its memory is empty: rows are appended
  // to a vector, which is sorted when it becomes a file, instead of being put into order one by one.
  options.memtable_factory = std::make_shared<rocksdb::VectorRepFactory>();
  // One thread writes; what serves many writers only costs.
  options.allow_concurrent_memtable_write = false;
  options.enable_write_thread_adaptive_yield = false;
  // Most entries are deleted again before their memtable is full, so few of them are written twice.
  options.write_buffer_size = 64U << 20U;
  options.max_write_buffer_number = 4;
  options.max_total_wal_size = 128U << 20U;
  options.max_background_jobs = 2;
  options.bytes_per_sync = 1U << 20U;
  options.compression = rocksdb::kNoCompression;
  options.max_open_files = 256;

  options.info_log_level = rocksdb::WARN_LEVEL;
  options.keep_log_file_num = 3;
  options.max_log_file_size = 4U << 20U;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;

  // Memory is the authority: the database is read once, at boot.
  rocksdb::BlockBasedTableOptions table;
  table.no_block_cache = true;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

}  // namespace pawl::real
