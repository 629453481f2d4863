#include "real/folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "core/base/digest.h"

namespace pawl::real {
namespace {

constexpr std::uint64_t kFormat = 1;
constexpr std::size_t kIdentityBytesMax = 4096;
/// What a start may need: replayed logs become files before the old ones go.
constexpr off_t kRoomBytes = 32 << 20;

enum class State : std::uint8_t { New, Ready };

std::string reason() { return std::strerror(errno); }

Failure cannot(std::string_view verb, const std::string& path) {
  return {kExitCannotCreate, fmt::format("cannot {} {}: {}", verb, path, reason())};
}

std::string identity_text(Identity identity, State state) {
  std::string text =
      fmt::format("pawl data folder\nformat {}\ncluster {}\nnode {}\nstate {}\n", kFormat,
                  identity.cluster.value, identity.node.value, state == State::New ? "new" : "ready");
  const Digest digest = Hasher{}.add(std::string_view(text)).finish();
  return text + fmt::format("check {:016x}\n", digest.low);
}

std::expected<void, Failure> sync_folder(const std::string& path) {
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return std::unexpected(cannot("open", path));
  const bool is_synced = ::fsync(folder) == 0;
  const Failure failure = cannot("sync", path);
  ::close(folder);
  if (!is_synced) return std::unexpected(failure);
  return {};
}

/// Replaces `path` by `text` so that after a crash either the old or the new content is there, whole.
std::expected<void, Failure> write_durably(const std::string& folder, const std::string& path,
                                           const std::string& text) {
  const std::string next = path + ".next";
  const int file = ::open(next.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return std::unexpected(cannot("create", next));
  const ssize_t written = ::write(file, text.data(), text.size());
  if (written >= 0 && static_cast<std::size_t>(written) < text.size()) errno = ENOSPC;
  const bool is_written = written == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
  const Failure failure = cannot("write", next);
  ::close(file);
  if (!is_written) {
    ::unlink(next.c_str());
    return std::unexpected(failure);
  }
  if (::rename(next.c_str(), path.c_str()) != 0) return std::unexpected(cannot("rename", next));
  return sync_folder(folder);
}

std::expected<std::optional<std::string>, Failure> read_identity(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT) return std::optional<std::string>{};
  if (file < 0) return std::unexpected(cannot("open", path));
  std::array<char, kIdentityBytesMax> bytes;
  const ssize_t count = ::read(file, bytes.data(), bytes.size());
  const Failure failure = cannot("read", path);
  ::close(file);
  if (count < 0) return std::unexpected(failure);
  return std::string(bytes.data(), static_cast<std::size_t>(count));
}

std::optional<std::uint64_t> field(std::string_view text, std::string_view label) {
  const std::size_t at = text.find(fmt::format("\n{} ", label));
  if (at == std::string_view::npos) return std::nullopt;
  const char* begin = text.data() + at + label.size() + 2;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), number);
  if (error != std::errc{} || end == text.data() + text.size() || *end != '\n') return std::nullopt;
  return number;
}

/// Whether the identity that was read is `wanted`'s, and whether its database was finished.
std::expected<State, Failure> check_identity(const std::string& path, std::string_view text,
                                             Identity wanted) {
  const auto format = field(text, "format");
  if (!text.starts_with("pawl data folder\n") || !format) {
    return std::unexpected(
        Failure{kExitData, fmt::format("{} is damaged or not pawl's; give another --data, or put back this "
                                       "file from before; nothing was touched",
                                       path)});
  }
  if (*format > kFormat) {
    return std::unexpected(Failure{
        kExitData,
        fmt::format("{} has format {}, this pawld knows up to {}; use the newer pawld; nothing was touched",
                    path, *format, kFormat)});
  }
  const auto cluster = field(text, "cluster");
  const auto node = field(text, "node");
  if (cluster && node) {
    const Identity found{ClusterId{*cluster}, NodeId{*node}};
    if (text == identity_text(found, State::Ready) || text == identity_text(found, State::New)) {
      if (found == wanted) return text == identity_text(found, State::Ready) ? State::Ready : State::New;
      return std::unexpected(Failure{
          kExitData, fmt::format("{} says: node {} of cluster {}; this is node {} of cluster {}; "
                                 "give the folder that belongs to it, or a new one; nothing was touched",
                                 path, *node, *cluster, wanted.node.value, wanted.cluster.value)});
    }
  }
  return std::unexpected(Failure{
      kExitData,
      fmt::format(
          "{} is damaged (its checksum does not fit); put back this file from before; nothing was touched",
          path)});
}

/// Whether the folder holds nothing but what an interrupted first start leaves behind.
bool is_virgin(const std::string& path) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
    const std::string name = entry.path().filename();
    if (name != "LOCK" && name != "identity.next" && name != "room" && name != "lost+found") return false;
  }
  return !error;
}

std::expected<int, Failure> lock_folder(const std::string& path) {
  const std::string file = path + "/LOCK";
  const int lock = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return std::unexpected(cannot("create", file));
  if (::flock(lock, LOCK_EX | LOCK_NB) == 0) return lock;
  const bool is_taken = errno == EWOULDBLOCK;
  const Failure failure = cannot("lock", file);
  ::close(lock);
  if (!is_taken) return std::unexpected(failure);
  return std::unexpected(
      Failure{kExitTryLater,
              fmt::format("another process uses the data folder {}; stop it, or give another --data", path)});
}

}  // namespace

std::expected<Folder, Failure> Folder::open(const std::string& path, Identity identity) {
  const std::string identity_path = path + "/identity";
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    return std::unexpected(
        Failure{kExitCannotCreate, fmt::format("cannot make the data folder {}: {}", path, error.message())});
  }
  auto found = read_identity(identity_path);
  if (!found) return std::unexpected(found.error());
  if (!*found && !is_virgin(path)) {
    return std::unexpected(
        Failure{kExitData, fmt::format("{} holds files but no identity: it is no data folder of pawl, "
                                       "or its identity is lost; nothing was touched",
                                       path)});
  }
  State state = State::New;
  if (*found) {
    auto checked = check_identity(identity_path, **found, identity);
    if (!checked) return std::unexpected(checked.error());
    state = *checked;
  }

  auto lock = lock_folder(path);
  if (!lock) return std::unexpected(lock.error());
  Folder folder(path, identity, *lock);
  if (state == State::Ready) return folder;

  folder.is_new_ = true;
  ::chmod(path.c_str(), 0700);
  if (auto written = write_durably(path, identity_path, identity_text(identity, State::New)); !written) {
    return std::unexpected(written.error());
  }
  // What an interrupted first start left of its database was never used.
  std::filesystem::remove_all(folder.database_path(), error);
  if (error) {
    return std::unexpected(Failure{
        kExitCannotCreate, fmt::format("cannot clear {}: {}", folder.database_path(), error.message())});
  }
  return folder;
}

Folder::Folder(Folder&& other) noexcept
    : path_(std::move(other.path_)),
      identity_(other.identity_),
      lock_(std::exchange(other.lock_, -1)),
      is_new_(other.is_new_) {}

Folder::~Folder() {
  if (lock_ >= 0) ::close(lock_);
}

std::expected<void, Failure> Folder::check_room() const {
  const std::string path = path_ + "/room";
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const int refused = file < 0 ? errno : ::posix_fallocate(file, 0, kRoomBytes);
  if (file >= 0) ::close(file);
  ::unlink(path.c_str());
  if (refused == 0) return {};
  return std::unexpected(Failure{is_new_ ? kExitCannotCreate : kExitDisk,
                                 fmt::format("no room in the data folder {}: {}; a node starts with {} MiB "
                                             "free: make room and start again; nothing was lost",
                                             path_, std::strerror(refused), kRoomBytes >> 20)});
}

std::expected<void, Failure> Folder::mark_ready() {
  auto written = write_durably(path_, path_ + "/identity", identity_text(identity_, State::Ready));
  if (written) is_new_ = false;
  return written;
}

}  // namespace pawl::real
