#pragma once
// What is wrong with bytes from a peer, a client or the disk. Who reads them reacts alike to every damage
// (close the connection, stop the node), so there is no code, only a sentence that names the field.

#include <expected>
#include <string>
#include <utility>

namespace pawl::wire {

struct WireError {
  std::string detail;
  bool operator==(const WireError&) const = default;
};

inline std::unexpected<WireError> wrong(std::string detail) {
  return std::unexpected(WireError{std::move(detail)});
}

}  // namespace pawl::wire
