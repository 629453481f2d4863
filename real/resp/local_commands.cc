// The commands that a session answers itself: what clients of Redis say before they come to the point.

#include <fmt/format.h>

#include <array>
#include <string>

#include "real/resp/asks.h"
#include "real/resp/sequence_command.h"
#include "real/resp/session.h"

namespace pawl::real::resp {
namespace {

constexpr std::string_view kVersion = "0.1.0";
constexpr std::size_t kClientNameBytesMax = 256;

std::string_view role_text(raft::Role role) { return role == raft::Role::Leader ? "master" : "slave"; }

std::string info_text(const NodeStatus& status) {
  std::string text = fmt::format(
      "# Server\r\npawl_version:{}\r\nprotocol:redis\r\n\r\n"
      "# Node\r\ncluster:{}\r\nnode:{}\r\nrole:{}\r\nterm:{}\r\nleader:{}\r\nlast:{}\r\ndurable:{}\r\n"
      "commit:{}\r\napplied:{}\r\nsequences:{}\r\nwaiting_requests:{}\r\nwaiting_bytes:{}\r\n"
      "digest:{:016x}{:016x}\r\n\r\n# Members\r\n",
      kVersion, status.cluster.value, status.self.value, role_text(status.node.raft.role),
      status.node.raft.term.value, status.node.raft.leader.value, status.node.raft.last.value,
      status.node.raft.durable.value, status.node.raft.commit.value, status.node.applied.value,
      status.node.sequences, status.node.waiting_requests, status.node.waiting_bytes, status.node.digest.high,
      status.node.digest.low);
  for (const MemberStatus& member : status.members) {
    text +=
        fmt::format("member{}:peer={},grpc={},resp={},connected={}\r\n", member.id.value, member.peer_address,
                    member.client_addresses.grpc, member.client_addresses.resp, member.is_connected ? 1 : 0);
  }
  return text;
}

bool is_name(std::string_view text) {
  for (const char c : text) {
    if (c < '!' || c > '~') return false;
  }
  return text.size() <= kClientNameBytesMax;
}

}  // namespace

void Session::run_local(const Command& command) {
  const std::string_view name = command[0];
  const auto ok = [](std::string& out) { add_simple(out, "OK"); };
  if (is_word(name, "PING") && command.size() <= 2) {
    say([&](std::string& out) { command.size() == 2 ? add_bulk(out, command[1]) : add_simple(out, "PONG"); });
  } else if (is_word(name, "ECHO") && command.size() == 2) {
    say([&](std::string& out) { add_bulk(out, command[1]); });
  } else if (is_word(name, "HELLO")) {
    hello(command);
  } else if (is_word(name, "CLIENT") && command.size() >= 2) {
    client(command);
  } else if (is_word(name, "CONFIG") && command.size() >= 2) {
    config(command);
  } else if (is_word(name, "COMMAND")) {
    command_list(command);
  } else if (is_word(name, "SEQ.REDIRECT") && command.size() == 2) {
    redirect(command);
  } else if (is_word(name, "SELECT") && command.size() == 2) {
    say([&](std::string& out) {
      command[1] == "0" ? add_simple(out, "OK") : add_error(out, "ERR there is only database 0");
    });
  } else if (is_word(name, "AUTH")) {
    say([](std::string& out) { add_error(out, "ERR AUTH called, but this node has no password"); });
  } else if (is_word(name, "INFO")) {
    say_info();
  } else if (is_word(name, "RESET") && command.size() == 1) {
    reset();
  } else if (is_word(name, "QUIT")) {
    say(ok);
    is_closing_ = true;
  } else {
    constexpr std::size_t kShown = 64;
    say([&](std::string& out) {
      add_error(out, fmt::format("ERR unknown command '{}'; COMMAND DOCS lists what there is",
                                 name.substr(0, kShown)));
    });
  }
}

void Session::hello(const Command& command) {
  Protocol wanted = protocol_;
  std::size_t at = 1;
  if (at < command.size()) {
    const auto version = read_integer(command[at++]);
    if (version != 2 && version != 3) {
      say([](std::string& out) { add_error(out, "NOPROTO this node speaks protocol 2 and 3"); });
      return;
    }
    wanted = *version == 3 ? Protocol::Resp3 : Protocol::Resp2;
  }
  std::string_view wanted_name = name_;
  while (at < command.size()) {
    const bool is_named =
        is_word(command[at], "SETNAME") && at + 1 < command.size() && is_name(command[at + 1]);
    if (!is_named) {
      say([&](std::string& out) {
        add_error(out, is_word(command[at], "AUTH") ? "ERR AUTH in HELLO, but this node has no password"
                                                    : "ERR write HELLO [2|3] [SETNAME name]");
      });
      return;
    }
    wanted_name = command[at + 1];
    at += 2;
  }
  name_ = std::string(wanted_name);
  protocol_ = wanted;
  say([&](std::string& out) {
    add_map(out, 7, protocol_);
    add_bulk(out, "server");
    add_bulk(out, "pawl");
    add_bulk(out, "version");
    add_bulk(out, kVersion);
    add_bulk(out, "proto");
    add_integer(out, static_cast<std::int64_t>(protocol_));
    add_bulk(out, "id");
    add_integer(out, static_cast<std::int64_t>(id_));
    add_bulk(out, "mode");
    add_bulk(out, "standalone");
    add_bulk(out, "role");
    add_bulk(out, role_text(asks_.status().node.raft.role));
    add_bulk(out, "modules");
    add_array(out, 0);
  });
}

void Session::client(const Command& command) {
  const std::string_view verb = command[1];
  if (is_word(verb, "SETNAME") && command.size() == 3 && is_name(command[2])) {
    name_ = std::string(command[2]);
    say([](std::string& out) { add_simple(out, "OK"); });
  } else if (is_word(verb, "GETNAME") && command.size() == 2) {
    say([&](std::string& out) { name_.empty() ? add_nil(out, protocol_) : add_bulk(out, name_); });
  } else if (is_word(verb, "ID") && command.size() == 2) {
    say([&](std::string& out) { add_integer(out, static_cast<std::int64_t>(id_)); });
  } else if (is_word(verb, "SETINFO") && command.size() == 4) {
    say([](std::string& out) { add_simple(out, "OK"); });
  } else {
    say([](std::string& out) {
      add_error(
          out,
          "ERR write CLIENT SETNAME name | GETNAME | ID | SETINFO LIB-NAME name | SETINFO LIB-VER version");
    });
  }
}

void Session::config(const Command& command) {
  if (!is_word(command[1], "GET") || command.size() < 3) {
    say([](std::string& out) {
      add_error(out, "ERR only CONFIG GET is served; a node is configured by its flags and its file");
    });
    return;
  }
  // What redis-benchmark asks for: every answer is durable, and there are no snapshots in the foreground.
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kSettings{
      {{"SAVE", ""}, {"APPENDONLY", "yes"}, {"APPENDFSYNC", "always"}, {"DATABASES", "1"}}};
  std::string found;
  std::size_t count = 0;
  for (std::size_t i = 2; i < command.size(); ++i) {
    for (const auto& [setting, value] : kSettings) {
      if (!is_word(command[i], setting)) continue;
      add_bulk(found, command[i]);
      add_bulk(found, value);
      ++count;
    }
  }
  say([&](std::string& out) {
    add_map(out, count, protocol_);
    out += found;
  });
}

void Session::command_list(const Command& command) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kDocs{{
      {"incr", "Next number of a sequence, made on first use: INCR name"},
      {"incrby", "Reserves n numbers and answers the last: INCRBY name n"},
      {"get", "Last number handed out, or nil: GET name"},
      {"seq.create", "SEQ.CREATE name [INITIAL n] [INCREMENT n] [MIN n] [MAX n] [CYCLE] [KEY key]"},
      {"seq.next", "SEQ.NEXT name [CREATE] [KEY key]"},
      {"seq.reserve", "SEQ.RESERVE name count [CREATE] [KEY key]"},
      {"seq.get", "SEQ.GET name"},
      {"seq.delete", "SEQ.DELETE name [KEY key]"},
      {"seq.list", "SEQ.LIST [PREFIX prefix] [AFTER name] [LIMIT n]"},
      {"seq.redirect",
       "Whether a node that does not lead answers MOVED instead of forwarding: SEQ.REDIRECT ON|OFF"},
  }};
  say([&](std::string& out) {
    if (command.size() >= 2 && is_word(command[1], "COUNT")) {
      add_integer(out, static_cast<std::int64_t>(kDocs.size()));
    } else if (command.size() == 2 && is_word(command[1], "DOCS")) {
      add_map(out, kDocs.size(), protocol_);
      for (const auto& [name, summary] : kDocs) {
        add_bulk(out, name);
        add_map(out, 1, protocol_);
        add_bulk(out, "summary");
        add_bulk(out, summary);
      }
    } else {
      add_array(out, 0);
    }
  });
}

void Session::redirect(const Command& command) {
  const bool is_on = is_word(command[1], "ON");
  if (!is_on && !is_word(command[1], "OFF")) {
    say([](std::string& out) { add_error(out, "ERR write SEQ.REDIRECT ON or SEQ.REDIRECT OFF"); });
    return;
  }
  wants_redirect_ = is_on;
  say([](std::string& out) { add_simple(out, "OK"); });
}

void Session::say_info() {
  const std::string text = info_text(asks_.status());
  say([&](std::string& out) { add_bulk(out, text); });
}

void Session::reset() {
  protocol_ = Protocol::Resp2;
  name_.clear();
  wants_redirect_ = false;
  say([](std::string& out) { add_simple(out, "RESET"); });
}

}  // namespace pawl::real::resp
