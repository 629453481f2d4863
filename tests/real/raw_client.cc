#include "tests/real/raw_client.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace pawl::real {

RawClient::RawClient(std::uint16_t port) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{.tv_sec = 60, .tv_usec = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return;
  ::close(socket_);
  socket_ = -1;
}

RawClient::~RawClient() {
  if (socket_ >= 0) ::close(socket_);
}

bool RawClient::send(const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return false;
    sent += static_cast<std::size_t>(count);
  }
  return true;
}

std::string RawClient::receive(std::size_t count) {
  std::string bytes;
  std::array<char, 65536> piece;
  while (bytes.size() < count) {
    const std::size_t wanted = std::min(piece.size(), count - bytes.size());
    const ssize_t got = ::recv(socket_, piece.data(), wanted, 0);
    if (got <= 0) break;
    bytes.append(piece.data(), static_cast<std::size_t>(got));
  }
  return bytes;
}

std::string RawClient::line() {
  std::string text;
  while (!text.ends_with("\r\n")) {
    const std::string next = receive(1);
    if (next.empty()) return text;
    text += next;
  }
  return text.substr(0, text.size() - 2);
}

std::optional<std::string> RawClient::rest() {
  std::string bytes;
  std::array<char, 65536> piece;
  while (true) {
    const ssize_t got = ::recv(socket_, piece.data(), piece.size(), 0);
    if (got == 0 || (got < 0 && errno == ECONNRESET)) return bytes;
    if (got < 0) return std::nullopt;
    bytes.append(piece.data(), static_cast<std::size_t>(got));
  }
}

std::string RawClient::ask(const std::vector<std::string>& words) {
  if (!send(command_bytes(words))) return "(closed)";
  const std::string first = line();
  if (!first.starts_with('$') || first == "$-1") return first;
  const std::string bulk = receive(std::stoul(first.substr(1)) + 2);
  return bulk.substr(0, bulk.size() - std::min<std::size_t>(2, bulk.size()));
}

std::string command_bytes(const std::vector<std::string>& words) {
  std::string bytes = "*" + std::to_string(words.size()) + "\r\n";
  for (const std::string& word : words) bytes += "$" + std::to_string(word.size()) + "\r\n" + word + "\r\n";
  return bytes;
}

}  // namespace pawl::real
