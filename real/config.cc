#include "real/config.h"

#include <fcntl.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl.h>
#include <google/protobuf/text_format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstring>
#include <vector>

#include "real/config.pb.h"
#include "real/defaults.h"

namespace pawl::real {
namespace {

/// Node ids and cluster ids are small numbers that people give; this is far above any.
constexpr std::uint64_t kIdMax = 1'000'000'000;
constexpr std::size_t kMembersMax = 9;

/// The first thing that the parser found wrong in a file, as "FILE:LINE:COLUMN: what".
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  explicit FirstError(std::string file) : file_(std::move(file)) {}
  void AddError(int line, google::protobuf::io::ColumnNumber column, const std::string& message) override {
    if (text_.empty()) text_ = fmt::format("{}:{}:{}: {}", file_, line + 1, column + 1, message);
  }
  void AddWarning(int line, google::protobuf::io::ColumnNumber column, const std::string& message) override {
    AddError(line, column, message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string file_;
  std::string text_;
};

std::expected<ConfigFile, Failure> read_file(const std::string& path) {
  const auto cannot = [&](std::string_view verb, int why) {
    return std::unexpected(Failure{
        kExitData, fmt::format("cannot {} the configuration {}: {}", verb, path, std::strerror(why))});
  };
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return cannot("open", errno);
  google::protobuf::io::FileInputStream stream(file);
  stream.SetCloseOnDelete(true);
  FirstError error(path);
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  ConfigFile read;
  const bool is_sound = parser.Parse(&stream, &read) && error.text().empty();
  // A folder opens, and reads like an empty file but for this.
  if (stream.GetErrno() != 0) return cannot("read", stream.GetErrno());
  if (!is_sound) {
    return std::unexpected(Failure{kExitData, fmt::format("the configuration is damaged: {}",
                                                          error.text().empty() ? path : error.text())});
  }
  return read;
}

/// The address that the flag or field `name` gives.
std::expected<Address, std::string> parse_named(std::string_view name, std::string_view text) {
  auto address = parse_address(text);
  if (!address) return std::unexpected(fmt::format("{}: {}", name, address.error()));
  return address;
}

std::expected<std::map<NodeId, Address>, std::string> parse_members(const std::vector<std::string>& texts) {
  std::map<NodeId, Address> members;
  for (std::string_view rest : texts) {
    while (!rest.empty()) {
      const std::size_t comma = rest.find(',');
      const std::string_view one = rest.substr(0, comma);
      rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
      const std::size_t equals = one.find('=');
      if (equals == std::string_view::npos) {
        return std::unexpected(fmt::format("'{}' is no member; write ID=HOST:PORT", one));
      }
      std::uint64_t id = 0;
      const auto [end, error] = std::from_chars(one.data(), one.data() + equals, id);
      if (error != std::errc{} || end != one.data() + equals || id == 0 || id > kIdMax) {
        return std::unexpected(
            fmt::format("'{}' is no member: its id must be a number from 1 to {}", one, kIdMax));
      }
      auto address = parse_named("members", one.substr(equals + 1));
      if (!address) return std::unexpected(address.error());
      if (address->port == 0)
        return std::unexpected(fmt::format("'{}' is no member: its port must not be 0", one));
      for (const auto& [other, taken] : members) {
        if (taken == *address && other.value != id)
          return std::unexpected(fmt::format("members {} and {} have the same address", other.value, id));
      }
      if (!members.emplace(NodeId{id}, *std::move(address)).second) {
        return std::unexpected(fmt::format("member {} is named twice", id));
      }
    }
  }
  if (members.size() > kMembersMax) {
    return std::unexpected(
        fmt::format("{} members are too many; at most {} can vote", members.size(), kMembersMax));
  }
  return members;
}

/// "off" means that the protocol is not served.
std::expected<std::optional<Address>, std::string> parse_edge(std::string_view name,
                                                              const std::string& text) {
  if (text == "off") return std::optional<Address>{};
  auto address = parse_named(name, text);
  if (!address) return std::unexpected(address.error());
  return std::optional<Address>{*std::move(address)};
}

/// The texts together mean a configuration, or they do not.
std::expected<Config, std::string> assemble(const ConfigFile& given) {
  Config config;
  if (given.has_data()) config.data = given.data();
  if (config.data.empty()) return std::unexpected("the data folder's name is empty");
  if (given.has_id()) config.id = NodeId{given.id()};
  if (given.has_cluster()) config.cluster = ClusterId{given.cluster()};
  if (config.id.value == 0 || config.id.value > kIdMax || config.cluster.value == 0 ||
      config.cluster.value > kIdMax) {
    return std::unexpected(fmt::format("the id and the cluster must be numbers from 1 to {}", kIdMax));
  }

  auto members = parse_members({given.members().begin(), given.members().end()});
  if (!members) return std::unexpected(members.error());
  config.members = *std::move(members);
  const auto self = config.members.find(config.id);
  if (!config.members.empty() && self == config.members.end()) {
    return std::unexpected(fmt::format("this node's id {} is not among the members", config.id.value));
  }
  const std::string peer = given.has_peer()               ? given.peer()
                           : self != config.members.end() ? text_of(self->second)
                                                          : kDefaultPeerAddress;
  auto peer_address = parse_named("peer", peer);
  if (!peer_address) return std::unexpected(peer_address.error());
  config.peer = *std::move(peer_address);
  if (config.members.empty()) config.members.emplace(config.id, config.peer);

  auto grpc = parse_edge("grpc", given.has_grpc() ? given.grpc() : kDefaultGrpcAddress);
  if (!grpc) return std::unexpected(grpc.error());
  config.grpc = *std::move(grpc);
  auto resp = parse_edge("resp", given.has_resp() ? given.resp() : kDefaultRespAddress);
  if (!resp) return std::unexpected(resp.error());
  config.resp = *std::move(resp);

  auto level = parse_log_level(given.has_log() ? given.log() : "info");
  if (!level) return std::unexpected(level.error());
  config.log = *level;
  return config;
}

}  // namespace

std::expected<Config, Failure> read_config(int argc, const char* const* argv) {
  CLI::App app{"pawld: one node of a replicated sequencer. Without flags it is a whole cluster of one."};
  ConfigFile flags;
  std::string file;
  std::vector<std::string> members;
  std::uint64_t id = 0;
  std::uint64_t cluster = 0;
  app.set_version_flag("--version", "pawld " PAWL_VERSION);
  app.add_option("--config", file, "a file in protobuf text with fields named like these flags");
  app.add_option("--data", *flags.mutable_data(), "the data folder [./pawl-data]");
  auto* id_option = app.add_option("--id", id, "this node's number among the members [1]");
  app.add_option("--peer", *flags.mutable_peer(),
                 "HOST:PORT to listen on for the other members [its member address]");
  app.add_option("--grpc", *flags.mutable_grpc(), "HOST:PORT for gRPC clients, or off [127.0.0.1:7420]");
  app.add_option("--resp", *flags.mutable_resp(), "HOST:PORT for Redis clients, or off [127.0.0.1:7422]");
  app.add_option("--members", members, "1=HOST:PORT,2=HOST:PORT,... of the whole cluster [this node alone]")
      ->allow_extra_args(false);
  app.add_option("--log", *flags.mutable_log(), "debug, info, warn or error [info]");
  auto* cluster_option =
      app.add_option("--cluster", cluster, "the cluster's number; no two clusters mix [1]");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return std::unexpected(Failure{0, app.help()});
  } catch (const CLI::CallForVersion& version) {
    return std::unexpected(Failure{0, version.what()});
  } catch (const CLI::ParseError& error) {
    return std::unexpected(
        Failure{kExitUsage, fmt::format("{}; pawld --help lists the flags", error.what())});
  }

  ConfigFile given;
  if (!file.empty()) {
    auto read = read_file(file);
    if (!read) return std::unexpected(read.error());
    given = *std::move(read);
  }
  if (app.count("--data") > 0) given.set_data(flags.data());
  if (id_option->count() > 0) given.set_id(id);
  if (app.count("--peer") > 0) given.set_peer(flags.peer());
  if (app.count("--grpc") > 0) given.set_grpc(flags.grpc());
  if (app.count("--resp") > 0) given.set_resp(flags.resp());
  if (app.count("--members") > 0) given.mutable_members()->Assign(members.begin(), members.end());
  if (app.count("--log") > 0) given.set_log(flags.log());
  if (cluster_option->count() > 0) given.set_cluster(cluster);
  auto config = assemble(given);
  if (!config) return std::unexpected(Failure{file.empty() ? kExitUsage : kExitData, config.error()});
  return *std::move(config);
}

}  // namespace pawl::real
