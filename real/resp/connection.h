#pragma once
// The socket of one Redis client: bounded buffers, deadlines, and a close that lets the last answer arrive.
// Belongs to the loop's thread.

#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "real/outbox.h"
#include "real/resp/session.h"

namespace pawl::real::resp {

class Connection final : public Touched, public std::enable_shared_from_this<Connection> {
 public:
  using List = std::vector<std::shared_ptr<Connection>>;

  /// Enters itself in `touched` when it is to be resumed. `closed` is called once, when the connection is
  /// over.
  Connection(boost::asio::ip::tcp::socket socket, Asks& asks, std::uint64_t id, List& touched,
             std::function<void()> closed);

  void start() { read(); }
  /// At once, without a word.
  void close();

  /// Writes the answers that have come and goes on with commands that had to wait for them.
  void resume();
  /// Looks at the deadlines: half-sent commands, unread answers, clients that do not take their leave.
  void check_deadlines(Instant now);

  void touched() override;

  bool is_idle() const { return session_->waiting_count() == 0 && outbox_.pending_bytes() == 0; }

 private:
  enum class Phase : std::uint8_t {
    Open,
    Lingering,  ///< all is said; waits for the client to close, so that our last bytes are not thrown away
    Closed,
  };

  void read();
  void on_read(std::size_t bytes);
  void consume();
  void flush();
  void linger();
  void discard();
  void make_room();

  boost::asio::ip::tcp::socket socket_;
  List& touched_;
  bool is_touched_ = false;
  std::function<void()> closed_;
  Phase phase_ = Phase::Open;
  Outbox outbox_;
  std::shared_ptr<Session> session_;
  /// Received bytes [begin_, end_) that are not yet taken.
  std::string buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  Progress progress_ = Progress::NeedsBytes;
  bool is_reading_ = false;
  bool is_waiting_for_room_ = false;
  /// Counts what moved, so that deadlines see whether something did.
  std::uint64_t commands_moved_ = 0;
  std::uint64_t answers_moved_ = 0;
  struct Watch {
    std::uint64_t moved = 0;
    Instant since = kNever;
  };
  Watch half_sent_;
  Watch unread_;
  Instant linger_until_ = kNever;
};

}  // namespace pawl::real::resp
