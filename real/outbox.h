#pragma once
// The bytes on their way out of one socket: written at once as far as the kernel takes them, the rest when it
// takes more. Bounded by its owner, who looks at pending_bytes().

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <string_view>

namespace pawl::real {

class Outbox {
 public:
  void add(std::string_view bytes) { bytes_.append(bytes); }
  /// To append to.
  std::string& tail() { return bytes_; }
  std::size_t pending_bytes() const { return bytes_.size() - sent_; }

  /// Writes what the kernel takes now. The socket is non-blocking. The error is not would_block.
  boost::system::error_code flush(boost::asio::ip::tcp::socket& socket) {
    boost::system::error_code error;
    while (pending_bytes() > 0) {
      const auto rest = boost::asio::buffer(bytes_.data() + sent_, pending_bytes());
      sent_ += socket.write_some(rest, error);
      if (error == boost::asio::error::would_block) break;
      if (error) return error;
    }
    if (pending_bytes() == 0) {
      clear();
    } else if (sent_ > kKeptBytes && sent_ > bytes_.size() / 2) {
      bytes_.erase(0, sent_);
      sent_ = 0;
    }
    return {};
  }

  void clear() {
    bytes_.clear();
    sent_ = 0;
    if (bytes_.capacity() > kKeptBytes) bytes_.shrink_to_fit();
  }

 private:
  static constexpr std::size_t kKeptBytes = 256U << 10U;
  std::string bytes_;
  std::size_t sent_ = 0;
};

}  // namespace pawl::real
