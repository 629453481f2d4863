#pragma once
// One client's conversation in the Redis protocol, without its socket: bytes in, answers in order out.
// Belongs to the loop's thread.
//
// A pipeline of changes enters the node as one batch. Between changes and looks the session waits for the
// answers of what came before, so that each command sees those before it, as Redis clients expect.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "real/resp/answers.h"
#include "real/resp/parser.h"
#include "real/resp/reply.h"

namespace pawl::real::resp {

class Asks;

/// Who is told that a session has something to say or may go on.
class Touched {
 public:
  virtual void touched() = 0;

 protected:
  ~Touched() = default;
};

enum class Progress : std::uint8_t {
  NeedsBytes,    ///< what is left of the bytes, if anything, is the beginning of a command
  NeedsAnswers,  ///< go on when answers have come or the output has gone out
  Closing,       ///< take no more bytes; close once all answers have gone out
};

struct Consumed {
  std::size_t bytes = 0;
  Progress progress = Progress::NeedsBytes;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  /// Answers are appended to `out`. It and `owner` must live until close().
  Session(Asks& asks, std::uint64_t id, std::string& out, Touched& owner)
      : asks_(asks), id_(id), out_(&out), answers_(out), owner_(&owner) {}

  /// Takes commands from the beginning of `bytes` as far as it can now.
  Consumed consume(std::string_view bytes);
  /// Tells the client what is wrong and ends the conversation.
  void refuse(std::string_view problem);
  /// The connection is gone: answers that still come are dropped.
  void close() { is_closed_ = true; }

  bool is_closing() const { return is_closing_; }
  /// Commands whose answers are not yet in the output.
  std::size_t waiting_count() const { return answers_.waiting_count(); }
  Protocol protocol() const { return protocol_; }
  /// Whether a node that does not lead tells this client where to go instead of going itself.
  bool wants_redirect() const { return wants_redirect_; }

  // For those who ask on the session's behalf.
  Answers& answers() { return answers_; }
  template <class Write>
  void settle(AnswerNumber number, std::size_t commands, const Write& write) {
    if (is_closed_) return;
    asked_count_ -= commands;
    answers_.settle(number, write);
    owner_->touched();
  }
  void split(AnswerNumber number, std::size_t count) {
    if (!is_closed_) answers_.split(number, count);
  }
  void settle_part(AnswerNumber number, std::size_t part, std::string text) {
    if (is_closed_) return;
    --asked_count_;
    answers_.settle_part(number, part, std::move(text));
    owner_->touched();
  }

 private:
  /// What is under way: changes, looks, or a page that is long; only one of these at a time.
  enum class Kind : std::uint8_t { Change, Look, Page };

  bool may_ask(Kind kind);
  /// False: not now; the command is to be looked at again.
  bool run(const Command& command);
  bool run_increment(std::string_view name, std::int64_t by);
  bool run_sequence_command(const Command& command);

  // local_commands.cc: what the session answers itself.
  void run_local(const Command& command);
  void hello(const Command& command);
  void client(const Command& command);
  void config(const Command& command);
  void command_list(const Command& command);
  void redirect(const Command& command);
  void say_info();
  void reset();
  template <class Write>
  void say(const Write& write) {
    answers_.add(write);
    owner_->touched();
  }

  Asks& asks_;
  std::uint64_t id_;
  std::string* out_;
  Answers answers_;
  Touched* owner_;
  Protocol protocol_ = Protocol::Resp2;
  std::string name_;
  Kind asked_kind_ = Kind::Change;
  std::size_t asked_count_ = 0;
  bool wants_redirect_ = false;
  bool is_closing_ = false;
  bool is_closed_ = false;
};

}  // namespace pawl::real::resp
