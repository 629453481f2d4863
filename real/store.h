#pragma once
// A node's durable state in RocksDB: log, hard state, rows and where they stand. Written as atomic batches,
// read once at boot. It belongs to one thread at a time: the one that boots, then the disk thread.
//
//   'l' index (8, BE)   -> an encoded entry               'm' "hard"     -> term and vote
//   'r' row key         -> an encoded row                 'm' "base"     -> the position before the first
//   entry
//                                                         'm' "applied"  -> the index and time of the rows

#include <rocksdb/db.h>

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/ids.h"
#include "core/machine/row.h"
#include "core/node/node.h"
#include "core/raft/entry.h"
#include "core/wire/disk.h"
#include "core/wire/entry.h"
#include "real/failure.h"

namespace pawl::real {

/// A Persist as the disk thread takes it: the entries are bytes already, the rows not yet.
struct DiskWrite {
  PersistSeq seq;
  /// Whether somebody waits for it.
  bool must_sync = false;
  std::optional<raft::HardState> hard;
  std::optional<LogIndex> truncate_from;
  std::vector<std::pair<LogIndex, wire::EncodedEntry>> append;
  std::optional<raft::LogPosition> compact_to;
  machine::RowChanges rows;
  wire::AppliedMark applied;
};

enum class OpenMode : std::uint8_t { Create, MustExist };

class Store {
 public:
  /// Opens the database in the folder `path`. `background_failure` is called, from a thread of the database's
  /// own, when a flush or compaction failed: the node must stop. Errors: kExitCannotCreate, kExitDisk.
  static std::expected<Store, Failure> open(const std::string& path, OpenMode mode,
                                            std::function<void(Failure)> background_failure);

  /// Everything that is stored, checked against itself. Error kExitDisk: something is damaged or missing.
  std::expected<node::Boot, Failure> boot();

  /// Writes all of `writes` in their order as one atomic batch; synced if any of them must be. Error
  /// kExitDisk: what is on the disk now is unknown, and this process must not write to it again.
  std::expected<void, Failure> write(std::span<const DiskWrite> writes);

 private:
  explicit Store(std::unique_ptr<rocksdb::DB> database) : database_(std::move(database)) {}

  std::expected<void, Failure> read_marks(node::Boot& boot);
  std::expected<void, Failure> read_log(node::Boot& boot);
  std::expected<void, Failure> read_rows(node::Boot& boot);
  void add(const DiskWrite& write, rocksdb::WriteBatch& batch);
  void compact(raft::LogPosition to, rocksdb::WriteBatch& batch);

  std::unique_ptr<rocksdb::DB> database_;
  /// The position before the first stored entry, and the index of the last one.
  raft::LogPosition base_;
  LogIndex last_;
  /// Of entries that were appended in this life since entries were last dropped.
  std::uint64_t bytes_since_compaction_ = 0;
};

}  // namespace pawl::real
