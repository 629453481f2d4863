#pragma once
// A blocking TCP client for tests that says just the bytes it is told to.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pawl::real {

class RawClient {
 public:
  /// Connects to loopback; is_connected() tells whether it worked.
  explicit RawClient(std::uint16_t port);
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient();

  bool is_connected() const { return socket_ >= 0; }
  /// False if the other side has closed.
  bool send(const std::string& bytes);
  /// Exactly so many bytes, or fewer if the other side closes or says nothing for a minute.
  std::string receive(std::size_t count);
  /// Up to and without the next line end.
  std::string line();
  /// All until the other side closes; none if it does not within a minute.
  std::optional<std::string> rest();

  /// Sends one command and reads the answer's first line; a bulk string is read whole and without its length.
  std::string ask(const std::vector<std::string>& words);

 private:
  int socket_ = -1;
};

/// The command as a Redis client sends it.
std::string command_bytes(const std::vector<std::string>& words);

}  // namespace pawl::real
