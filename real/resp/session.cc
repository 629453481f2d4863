#include "real/resp/session.h"

#include <utility>

#include "core/base/limits.h"
#include "real/resp/asks.h"
#include "real/resp/sequence_command.h"

namespace pawl::real::resp {
namespace {

/// Commands of one connection that may be under way.
constexpr std::size_t kAskedMax = 8192;
/// Answers that a client may leave unread before its next command is looked at.
constexpr std::size_t kUnreadBytesMax = 1U << 20U;

}  // namespace

Consumed Session::consume(std::string_view bytes) {
  Consumed consumed;
  Command command;
  while (!is_closing_) {
    if (out_->size() > kUnreadBytesMax) {
      consumed.progress = Progress::NeedsAnswers;
      return consumed;
    }
    const ParseResult parsed = parse(bytes.substr(consumed.bytes), command);
    if (parsed.state == ParseState::Incomplete) return consumed;
    if (parsed.state == ParseState::Malformed) {
      refuse(parsed.problem);
      break;
    }
    if (command.size() > 0 && !run(command)) {
      consumed.progress = Progress::NeedsAnswers;
      return consumed;
    }
    consumed.bytes += parsed.consumed;
  }
  consumed.progress = Progress::Closing;
  return consumed;
}

void Session::refuse(std::string_view problem) {
  say([&](std::string& out) { add_error(out, "ERR " + std::string(problem)); });
  is_closing_ = true;
}

bool Session::may_ask(Kind kind) {
  if (asked_count_ == 0) asked_kind_ = kind;
  // A page is long: one at a time bounds what a client can make the node hold.
  return asked_count_ == 0 || (asked_kind_ == kind && kind != Kind::Page && asked_count_ < kAskedMax);
}

bool Session::run(const Command& command) {
  const std::string_view name = command[0];
  if (command.size() == 2 && is_word(name, "INCR")) return run_increment(command[1], 1);
  if (command.size() == 3 && is_word(name, "INCRBY")) {
    if (const auto by = read_integer(command[2])) return run_increment(command[1], *by);
  }
  if (is_sequence_command(name)) return run_sequence_command(command);
  // Answers of RESET and HELLO are written in the protocol that was in force before them.
  if (asked_count_ > 0 && (is_word(name, "HELLO") || is_word(name, "RESET"))) return false;
  if (waiting_count() > kAskedMax) return false;
  run_local(command);
  return true;
}

bool Session::run_increment(std::string_view name, std::int64_t by) {
  if (!may_ask(Kind::Change)) return false;
  const auto when_not_leader = wants_redirect_ ? node::WhenNotLeader::Refuse : node::WhenNotLeader::Forward;
  const bool is_sound = !name.empty() && name.size() <= kNameBytesMax && by >= 1 && by <= kReserveCountMax;
  if (is_sound) {
    asks_.increment(name, by, when_not_leader, shared_from_this());
  } else {
    // Alone, so that the node's refusal reaches nobody else.
    machine::Request request{{}, machine::SequenceReserve{std::string(name), by, machine::OnMissing::Create}};
    asks_.ask({shared_from_this(), answers_.expect(), kWhole, Shape::LastNumber}, std::move(request),
              when_not_leader);
  }
  ++asked_count_;
  return true;
}

bool Session::run_sequence_command(const Command& command) {
  auto read = read_sequence_command(command);
  if (!read) {
    say([&](std::string& out) { add_error(out, read.error()); });
    return true;
  }
  Kind kind = Kind::Change;
  if (std::holds_alternative<machine::Query>(read->content)) {
    kind = read->shape == Shape::Page ? Kind::Page : Kind::Look;
  }
  if (!may_ask(kind)) return false;
  const auto when_not_leader = wants_redirect_ ? node::WhenNotLeader::Refuse : node::WhenNotLeader::Forward;
  asks_.ask({shared_from_this(), answers_.expect(), kWhole, read->shape}, std::move(read->content),
            when_not_leader);
  ++asked_count_;
  return true;
}

}  // namespace pawl::real::resp
