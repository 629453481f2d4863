#include "checker/history/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace pawl::checker {
namespace {

struct Utf8Extent {
  std::size_t good = 0;  ///< bytes that are whole sequences
  bool is_bad = false;   ///< the byte at `good` can begin no sequence; else the rest is only cut off
};

bool is_tail(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

// Length of the sequence that `lead` begins, and the bounds of its second byte (Unicode 15, table 3-7).
struct Lead {
  std::size_t length = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xbf;
};

Lead lead_of(unsigned char lead) {
  if (lead < 0x80) return {.length = 1};
  if (lead >= 0xc2 && lead <= 0xdf) return {.length = 2};
  if (lead == 0xe0) return {.length = 3, .low = 0xa0};
  if (lead == 0xed) return {.length = 3, .high = 0x9f};
  if (lead >= 0xe1 && lead <= 0xef) return {.length = 3};
  if (lead == 0xf0) return {.length = 4, .low = 0x90};
  if (lead >= 0xf1 && lead <= 0xf3) return {.length = 4};
  if (lead == 0xf4) return {.length = 4, .high = 0x8f};
  return {};
}

// Nearly all of a history is ASCII: that is looked at in pieces of this size.
constexpr std::size_t kAsciiBytes = 32;

bool is_ascii(const char* bytes) {
  std::uint64_t words[kAsciiBytes / 8];
  std::memcpy(words, bytes, kAsciiBytes);
  return ((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080u) == 0;
}

Utf8Extent utf8_extent(const char* bytes, std::size_t count) {
  std::size_t at = 0;
  while (at < count) {
    while (at + kAsciiBytes <= count && is_ascii(bytes + at)) at += kAsciiBytes;
    if (at == count) break;
    const Lead lead = lead_of(static_cast<unsigned char>(bytes[at]));
    if (lead.length == 0) return {.good = at, .is_bad = true};
    for (std::size_t i = 1; i < lead.length; ++i) {
      if (at + i == count) return {.good = at};
      const auto byte = static_cast<unsigned char>(bytes[at + i]);
      if (!is_tail(bytes[at + i]) || (i == 1 && (byte < lead.low || byte > lead.high))) {
        return {.good = at, .is_bad = true};
      }
    }
    at += lead.length;
  }
  return {.good = at};
}

}  // namespace

std::expected<ByteSource, std::string> ByteSource::open(const std::string& path, Growth growth) {
  ByteSource source;
  source.growth_ = growth;
  source.descriptor_ = path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (source.descriptor_ < 0) return std::unexpected("cannot read " + path + ": " + std::strerror(errno));
  struct stat status = {};
  if (::fstat(source.descriptor_, &status) == 0) {
    if (S_ISDIR(status.st_mode))
      return std::unexpected(path + " is a directory: name the history file in it");
    source.is_pipe_ = !S_ISREG(status.st_mode);
    if (S_ISREG(status.st_mode)) source.bytes_total_ = static_cast<std::uint64_t>(status.st_size);
  }
  return source;
}

ByteSource ByteSource::memory(std::string_view text) {
  ByteSource source;
  source.memory_ = text;
  source.bytes_total_ = text.size();
  return source;
}

ByteSource::ByteSource(ByteSource&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      memory_(other.memory_),
      head_(std::move(other.head_)),
      head_used_(other.head_used_),
      growth_(other.growth_),
      buffer_(std::move(other.buffer_)),
      held_(other.held_),
      pending_(other.pending_),
      offset_(other.offset_),
      bad_offset_(other.bad_offset_),
      bytes_total_(other.bytes_total_),
      is_pipe_(other.is_pipe_) {
  std::copy(std::begin(other.tail_), std::end(other.tail_), std::begin(tail_));
  std::copy(std::begin(other.first_), std::end(other.first_), std::begin(first_));
}

ByteSource::~ByteSource() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::ptrdiff_t ByteSource::read_some(char* to, std::size_t room) {
  if (descriptor_ < 0) {
    const std::size_t count = std::min(room, memory_.size());
    std::copy_n(memory_.data(), count, to);
    memory_.remove_prefix(count);
    return static_cast<std::ptrdiff_t>(count);
  }
  if (head_used_ == head_.size()) {
    head_ = {};
    head_used_ = 0;
    return read_descriptor(to, room);
  }
  const std::size_t count = head_.copy(to, room, head_used_);
  head_used_ += count;
  return static_cast<std::ptrdiff_t>(count);
}

std::ptrdiff_t ByteSource::read_descriptor(char* to, std::size_t room) const {
  ssize_t count = 0;
  do {
    count = ::read(descriptor_, to, room);
  } while (count < 0 && errno == EINTR);
  return count;
}

bool ByteSource::read_ahead(std::size_t bytes) {
  head_.resize(bytes);
  std::size_t held = 0;
  std::ptrdiff_t count = 1;
  while (held < bytes && count > 0) {
    count = read_descriptor(head_.data() + held, bytes - held);
    if (count > 0) held += static_cast<std::size_t>(count);
  }
  head_.resize(held);
  return held == bytes;
}

bool ByteSource::rewind() {
  const bool is_kept = head_used_ > 0;
  if (!is_kept && offset_ + held_ + pending_ > 0 && ::lseek(descriptor_, 0, SEEK_SET) != 0) return false;
  head_used_ = 0;
  held_ = pending_ = 0;
  offset_ = 0;
  buffer_[0] = '\0';
  return true;
}

Refill ByteSource::refill(const char* keep_from) {
  const auto dropped = static_cast<std::size_t>(keep_from - begin());
  std::copy(begin() + dropped, end(), buffer_.data());
  held_ -= dropped;
  offset_ += dropped;
  // Twice the block, so that an event longer than it costs a logarithmic number of scans.
  const std::size_t wanted = std::max(kBlockBytes, held_ * 2);
  if (held_ >= kEventBytesMax) return Refill::TooLong;
  if (buffer_.size() < wanted + kSlackBytes) buffer_.resize(wanted + kSlackBytes);
  std::copy_n(tail_, pending_, buffer_.data() + held_);
  char* const fresh = buffer_.data() + held_;
  const std::ptrdiff_t count = read_some(fresh + pending_, wanted - held_ - pending_);
  if (count <= 0) {
    buffer_[held_] = '\0';
    if (count < 0) return Refill::Failed;
    if (growth_ == Growth::Growing) return Refill::Later;
    bad_offset_ = offset_ + held_;
    return pending_ > 0 ? Refill::NotUtf8 : Refill::End;
  }
  const std::size_t total = pending_ + static_cast<std::size_t>(count);
  if (offset_ == 0 && held_ < sizeof(first_)) {
    std::copy_n(buffer_.data(), std::min(held_ + total, sizeof(first_)), first_);
  }
  const Utf8Extent extent = utf8_extent(fresh, total);
  held_ += extent.good;
  pending_ = extent.is_bad ? 0 : total - extent.good;
  std::copy_n(fresh + extent.good, pending_, tail_);
  buffer_[held_] = '\0';
  if (extent.is_bad) {
    bad_offset_ = offset_ + held_;
    return Refill::NotUtf8;
  }
  return Refill::Got;
}

}  // namespace pawl::checker
