#include "real/store.h"

#include <fmt/format.h>
#include <rocksdb/write_batch.h>

#include <string_view>

#include "core/wire/row.h"
#include "real/store_options.h"
#include "real/wal_check.h"

namespace pawl::real {
namespace {

constexpr const char* kHardKey = "mhard";
constexpr const char* kBaseKey = "mbase";
constexpr const char* kAppliedKey = "mapplied";
/// Entries are dropped so many at a time, because a range deletion costs about what one entry does; but a
/// start reads and decodes what is not dropped, and an entry holds up to thousands of requests.
constexpr std::uint64_t kCompactionStep = 256;
/// Or so many bytes of them.
constexpr std::uint64_t kCompactionBytes = 1U << 20U;

std::string log_key(LogIndex index) { return "l" + wire::encode_log_key(index); }

std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

Failure damaged(std::string_view what) {
  return {kExitDisk,
          fmt::format("the data folder is damaged: {}; put back this folder from before, or replace "
                      "this node by a new one; nothing was changed",
                      what)};
}

Failure failed(std::string_view verb, const rocksdb::Status& status) {
  return {kExitDisk, fmt::format("the database could not {}: {}", verb, status.ToString())};
}

/// Reads the mark under `key` with `decode`, if it is there.
template <class Decode, class Take>
std::expected<void, Failure> read_mark(rocksdb::DB& database, const char* key, const Decode& decode,
                                       const Take& take) {
  std::string bytes;
  const rocksdb::Status status = database.Get(rocksdb::ReadOptions(), key, &bytes);
  if (status.IsNotFound()) return {};
  if (!status.ok()) return std::unexpected(damaged(status.ToString()));
  auto mark = decode(bytes);
  if (!mark) return std::unexpected(damaged(fmt::format("the mark '{}': {}", key + 1, mark.error().detail)));
  take(*mark);
  return {};
}

/// Calls `each(key, value)` for every pair from `first` on whose key begins with the same byte; the key comes
/// without it.
template <class Each>
std::expected<void, Failure> read_range(rocksdb::DB& database, const std::string& first, const Each& each) {
  rocksdb::ReadOptions options;
  options.verify_checksums = true;
  const std::string end(1, static_cast<char>(first.front() + 1));
  const rocksdb::Slice end_slice(end);
  options.iterate_upper_bound = &end_slice;
  const std::unique_ptr<rocksdb::Iterator> it(database.NewIterator(options));
  for (it->Seek(first); it->Valid(); it->Next()) {
    if (auto read = each(view(it->key()).substr(1), view(it->value())); !read) return read;
  }
  if (!it->status().ok()) return std::unexpected(damaged(it->status().ToString()));
  return {};
}

}  // namespace

std::expected<Store, Failure> Store::open(const std::string& path, OpenMode mode,
                                          std::function<void(Failure)> background_failure) {
  if (mode == OpenMode::MustExist) {
    if (auto checked = check_wal(path); !checked) return std::unexpected(damaged(checked.error()));
  }
  rocksdb::Options options = store_options(std::move(background_failure));
  options.create_if_missing = mode == OpenMode::Create;
  options.error_if_exists = mode == OpenMode::Create;
  rocksdb::DB* database = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(options, path, &database);
  if (status.ok()) return Store(std::unique_ptr<rocksdb::DB>(database));
  if (mode == OpenMode::Create) {
    return std::unexpected(Failure{
        kExitCannotCreate,
        fmt::format("cannot create the database {}: {}; is the disk full?", path, status.ToString())});
  }
  if (status.IsNoSpace()) {
    return std::unexpected(Failure{
        kExitDisk,
        fmt::format("cannot open the database {}: {}; free some space and start again; nothing is lost", path,
                    status.ToString())});
  }
  return std::unexpected(damaged(status.ToString()));
}

std::expected<node::Boot, Failure> Store::boot() {
  node::Boot boot;
  if (auto read = read_marks(boot); !read) return std::unexpected(read.error());
  if (auto read = read_log(boot); !read) return std::unexpected(read.error());
  if (auto read = read_rows(boot); !read) return std::unexpected(read.error());
  base_ = boot.raft.base;
  last_ = base_.index.plus(boot.raft.log.size());
  if (boot.raft.applied < base_.index || boot.raft.applied > last_) {
    return std::unexpected(damaged(fmt::format("its rows stand at {}, its log covers {} to {}",
                                               boot.raft.applied.value, base_.index.value, last_.value)));
  }
  return boot;
}

std::expected<void, Failure> Store::read_marks(node::Boot& boot) {
  auto hard = read_mark(*database_, kHardKey, wire::decode_hard_state,
                        [&](const raft::HardState& mark) { boot.raft.hard = mark; });
  if (!hard) return hard;
  auto base = read_mark(*database_, kBaseKey, wire::decode_position,
                        [&](const raft::LogPosition& mark) { boot.raft.base = mark; });
  if (!base) return base;
  return read_mark(*database_, kAppliedKey, wire::decode_applied, [&](const wire::AppliedMark& mark) {
    boot.raft.applied = mark.index;
    boot.applied_time = mark.time;
  });
}

std::expected<void, Failure> Store::read_log(node::Boot& boot) {
  raft::LogPosition before = boot.raft.base;
  // Not from the first key of all: what was dropped lies there, as dead bytes of which files get rid late,
  // and a reader would walk over every one of them.
  auto read = read_range(
      *database_, log_key(boot.raft.base.index.next()), [&](std::string_view key, std::string_view value) {
        const auto index = wire::decode_log_key(key);
        auto entry = wire::decode_entry(value);
        using Result = std::expected<void, Failure>;
        if (!index) return Result(std::unexpected(damaged(index.error().detail)));
        if (!entry) {
          return Result(
              std::unexpected(damaged(fmt::format("log entry {}: {}", index->value, entry.error().detail))));
        }
        if (*index != before.index.next() || entry->index != *index || entry->term < before.term) {
          return Result(std::unexpected(
              damaged(fmt::format("log entry {} of term {} follows entry {} of term {}", index->value,
                                  entry->term.value, before.index.value, before.term.value))));
        }
        before = {entry->term, entry->index};
        boot.raft.log.push_back(*std::move(entry));
        return Result();
      });
  if (!read) return read;
  if (before.term > boot.raft.hard.term) {
    return std::unexpected(damaged(fmt::format("the log's last term {} is newer than the node's term {}",
                                               before.term.value, boot.raft.hard.term.value)));
  }
  return {};
}

std::expected<void, Failure> Store::read_rows(node::Boot& boot) {
  return read_range(*database_, "r", [&](std::string_view key, std::string_view value) {
    auto row = wire::decode_row(key, value);
    using Result = std::expected<void, Failure>;
    if (!row) return Result(std::unexpected(damaged(fmt::format("a row: {}", row.error().detail))));
    boot.state.add(*std::move(row));
    return Result();
  });
}

std::expected<void, Failure> Store::write(std::span<const DiskWrite> writes) {
  rocksdb::WriteBatch batch;
  for (const DiskWrite& write : writes) add(write, batch);
  // Also a batch that nobody waits for: so at most one batch is torn by a power cut (see wal_check.cc).
  rocksdb::WriteOptions options;
  options.sync = true;
  const rocksdb::Status status = database_->Write(options, &batch);
  if (!status.ok()) return std::unexpected(failed("write", status));
  return {};
}

void Store::add(const DiskWrite& write, rocksdb::WriteBatch& batch) {
  // A batch in memory takes every operation; only the write itself can fail.
  if (write.hard) batch.Put(kHardKey, wire::encode_hard_state(*write.hard)).PermitUncheckedError();
  if (write.truncate_from) {
    for (LogIndex index = *write.truncate_from; index <= last_; index = index.next()) {
      batch.Delete(log_key(index)).PermitUncheckedError();
    }
    if (*write.truncate_from <= last_) last_ = write.truncate_from->previous();
  }
  for (const auto& [index, encoded] : write.append) {
    batch.Put(log_key(index), *encoded).PermitUncheckedError();
    last_ = index;
    bytes_since_compaction_ += encoded->size();
  }
  if (write.compact_to) compact(*write.compact_to, batch);
  std::string key;
  for (const machine::RowChange& change : write.rows) {
    key = "r" + wire::encode_row_key(change.key);
    if (change.row) {
      batch.Put(key, wire::encode_row(*change.row)).PermitUncheckedError();
    } else {
      batch.Delete(key).PermitUncheckedError();
    }
  }
  batch.Put(kAppliedKey, wire::encode_applied(write.applied)).PermitUncheckedError();
}

void Store::compact(raft::LogPosition to, rocksdb::WriteBatch& batch) {
  const bool are_many = to.index.value >= base_.index.value + kCompactionStep;
  const bool are_large = bytes_since_compaction_ >= kCompactionBytes;
  if (to.index <= base_.index || (!are_many && !are_large)) return;
  batch.DeleteRange(log_key(base_.index.next()), log_key(to.index.next())).PermitUncheckedError();
  batch.Put(kBaseKey, wire::encode_position(to)).PermitUncheckedError();
  base_ = to;
  bytes_since_compaction_ = 0;
}

}  // namespace pawl::real
