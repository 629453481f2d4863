#pragma once
// Lines of one file look alike: what stood after the process in the last event stands there in the next one,
// most likely. So the reader compares sixteen bytes before it scans blanks and a name; a guess that fails
// costs no more than that, and what is found instead is the next guess.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace pawl::checker {

/// A text of at most 16 bytes that is recognised in one comparison.
class ShortText {
 public:
  static constexpr std::size_t kBytesMax = 16;

  /// Recognises nothing.
  ShortText() = default;
  /// `text` has 1 to kBytesMax bytes.
  explicit ShortText(std::string_view text) : size_(text.size()) {
    std::array<char, kBytesMax> ones{};
    std::array<char, kBytesMax> bytes{};
    std::fill_n(ones.begin(), size_, '\xff');
    std::copy_n(text.begin(), size_, bytes.begin());
    std::memcpy(mask_, ones.data(), kBytesMax);
    std::memcpy(text_, bytes.data(), kBytesMax);
  }

  std::size_t size() const { return size_; }
  /// Whether the text stands at `p`, where kBytesMax bytes may be looked at.
  bool is_at(const char* p) const {
    std::uint64_t words[2];
    std::memcpy(words, p, kBytesMax);
    return (((words[0] & mask_[0]) ^ text_[0]) | ((words[1] & mask_[1]) ^ text_[1])) == 0;
  }

 private:
  std::uint64_t text_[2] = {1, 0};  // with no bit in the mask: nothing is equal to it
  std::uint64_t mask_[2] = {};
  std::size_t size_ = 0;
};

/// The parts of an event that a name stands before; and the end of it, where no further one follows.
enum class Field : std::uint8_t {
  None,
  Type,
  Process,
  Function,
  Value,
  Key,
  Idem,
  Error,
  Time,
  Index,
  Token,
  Revision,
  Incarnation,
  Other,
  End,
};
inline constexpr std::size_t kFieldCount = 15;

/// What followed after the value of each field when it was last read; after None: when an event began.
class Layout {
 public:
  /// Passes what is expected after `last`, and tells whose value follows. None: it does not stand at `p`.
  Field take(Field last, const char*& p) const {
    const Following& expected = after_[static_cast<std::size_t>(last)];
    if (!expected.text.is_at(p)) return Field::None;
    p += expected.text.size();
    return expected.field;
  }
  /// From now on `text` is expected after `last`, before the value of `field`.
  void expect(Field last, std::string_view text, Field field) {
    if (text.empty() || text.size() > ShortText::kBytesMax) return;
    after_[static_cast<std::size_t>(last)] = {.text = ShortText(text), .field = field};
  }

 private:
  struct Following {
    ShortText text;
    Field field = Field::None;
  };
  std::array<Following, kFieldCount> after_{};
};

}  // namespace pawl::checker
