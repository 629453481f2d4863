#pragma once
// A node's data folder: whose it is, and that only one process has it.
//
//   DIR/LOCK       locked (flock) by the process that uses the folder
//   DIR/identity   text: format, cluster, node, state, checksum; written once, synced with its folder
//   DIR/db/        RocksDB
//
// A folder of another cluster, another node or a newer format is refused before anything in it is touched.

#include <cstdint>
#include <expected>
#include <string>

#include "core/base/ids.h"
#include "real/failure.h"

namespace pawl::real {

struct Identity {
  ClusterId cluster;
  NodeId node;
  bool operator==(const Identity&) const = default;
};

class Folder {
 public:
  /// Makes or opens the folder, locks it and checks that it is `identity`'s. Errors: kExitTryLater if another
  /// process has it, kExitData if it is another's or damaged, kExitCannotCreate if it cannot be made or
  /// written.
  static std::expected<Folder, Failure> open(const std::string& path, Identity identity);

  Folder(Folder&& other) noexcept;
  Folder& operator=(Folder&&) = delete;
  ~Folder();

  /// Where the database is to be. If is_new, nothing is there yet and the node's whole state is to be made.
  std::string database_path() const { return path_ + "/db"; }
  bool is_new() const { return is_new_; }

  /// Whether there is room to start in: a database that finds none halfway through its start cannot say so
  /// clearly. Errors: kExitCannotCreate if the folder is new, else kExitDisk. Changes nothing.
  std::expected<void, Failure> check_room() const;

  /// The database stands, durably: from now on a folder without one is damaged and not new.
  std::expected<void, Failure> mark_ready();

 private:
  Folder(std::string path, Identity identity, int lock)
      : path_(std::move(path)), identity_(identity), lock_(lock) {}

  std::string path_;
  Identity identity_;
  int lock_ = -1;
  bool is_new_ = false;
};

}  // namespace pawl::real
