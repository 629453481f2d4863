#pragma once
// What a node is told at its start: by flags, by a file (config.proto), by neither. It owns no resource and
// opens nothing but the file.

#include <expected>
#include <map>
#include <optional>
#include <string>

#include "core/base/ids.h"
#include "real/address.h"
#include "real/failure.h"
#include "real/log.h"

namespace pawl::real {

struct Config {
  /// The data folder.
  std::string data = "./pawl-data";
  NodeId id{1};
  ClusterId cluster{1};
  /// Where to listen for peers.
  Address peer;
  /// Where to listen for clients; none: that protocol is not served.
  std::optional<Address> grpc;
  std::optional<Address> resp;
  /// Every member with the address under which the others reach it; this node among them.
  std::map<NodeId, Address> members;
  LogLevel log = LogLevel::Info;
};

/// Reads the command line, and the file that it may name. A request for help is a Failure with exit code 0
/// whose text is the help.
std::expected<Config, Failure> read_config(int argc, const char* const* argv);

}  // namespace pawl::real
