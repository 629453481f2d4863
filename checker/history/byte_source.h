#pragma once
// Bytes of a history, from a file descriptor or from memory, in a buffer that ends in a NUL so that
// scanning needs no bounds. Read in blocks and not mapped: a block stays in the cache, memory stays
// bounded however long the file is, and a pipe is no special case.

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace pawl::checker {

inline constexpr std::size_t kBlockBytes = std::size_t{1} << 18;
/// So many bytes from the NUL on may be looked at, though nothing of use stands there.
inline constexpr std::size_t kSlackBytes = 16;
/// The longest single event that is read; a longer one is refused.
inline constexpr std::size_t kEventBytesMax = std::size_t{1} << 26;

/// What happened when more bytes were asked for.
enum class Refill : std::uint8_t {
  Got,      ///< there are more bytes
  End,      ///< there will be no more
  Later,    ///< a growing file has no more at this moment
  TooLong,  ///< one event would need more than kEventBytesMax
  NotUtf8,  ///< bad_offset() says where, counted from the start of the input
  Failed,   ///< the operating system refused; errno says why
};

class ByteSource {
 public:
  enum class Growth : std::uint8_t { Fixed, Growing };

  /// Opens a file, or standard input for "-". With Growing, the end is never final.
  static std::expected<ByteSource, std::string> open(const std::string& path, Growth growth);
  /// Reads text that outlives the source.
  static ByteSource memory(std::string_view text);

  /// Of a pipe, reads `bytes` ahead and keeps them, so that rewind() works until more has been read. True if
  /// the input goes on behind them.
  bool read_ahead(std::size_t bytes);
  /// Begins again at the first byte. False if that is over: more of a pipe was read than is kept.
  bool rewind();

  /// Drops the bytes before `keep_from` and reads more behind the rest. All pointers into the
  /// buffer are void afterwards; the first kept byte is at begin().
  Refill refill(const char* keep_from);

  const char* begin() const { return buffer_.data(); }
  /// One past the last byte; a NUL stands here.
  const char* end() const { return buffer_.data() + held_; }
  /// Offset of begin() from the start of the input.
  std::uint64_t offset() const { return offset_; }
  std::uint64_t bad_offset() const { return bad_offset_; }
  /// The first eight bytes of the input, whatever they are; zeros where it is shorter.
  const char* first_bytes() const { return first_; }
  bool is_pipe() const { return is_pipe_; }
  /// Size of a file; 0 if it cannot be known.
  std::uint64_t bytes_total() const { return bytes_total_; }

  ~ByteSource();
  ByteSource(ByteSource&& other) noexcept;
  ByteSource& operator=(ByteSource&&) = delete;

 private:
  ByteSource() = default;
  /// Reads up to `room` bytes to `to`; negative: failed.
  std::ptrdiff_t read_some(char* to, std::size_t room);
  std::ptrdiff_t read_descriptor(char* to, std::size_t room) const;

  int descriptor_ = -1;
  std::string_view memory_;
  std::string head_;           ///< of a pipe that was read ahead, until more has been read
  std::size_t head_used_ = 0;  ///< bytes of head_ that were read
  Growth growth_ = Growth::Fixed;
  std::vector<char> buffer_ = std::vector<char>(1);
  std::size_t held_ = 0;     ///< bytes before the NUL that were checked to be UTF-8
  std::size_t pending_ = 0;  ///< bytes behind held_: the start of a sequence that is not all there
  char tail_[4] = {};        ///< those bytes, since the NUL stands on the first of them
  char first_[8] = {};       ///< of the input
  std::uint64_t offset_ = 0;
  std::uint64_t bad_offset_ = 0;
  std::uint64_t bytes_total_ = 0;
  bool is_pipe_ = false;
};

}  // namespace pawl::checker
