#include "real/resp/connection.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace pawl::real::resp {
namespace {

/// A client that is only connected costs this much; a busy one grows to the largest command.
constexpr std::size_t kFirstBufferBytes = 4096;
constexpr std::size_t kBufferBytesMax = kCommandBytesMax + 4096;
constexpr Duration kHalfSentMax = seconds(5);
constexpr Duration kUnreadMax = seconds(10);
constexpr Duration kLingerMax = seconds(2);

/// Whether something stands still for longer than `max`. `is_pending`: there is something that could move.
template <class Watch>
bool is_overdue(Watch& watch, bool is_pending, std::uint64_t moved, Instant now, Duration max) {
  if (!is_pending || watch.since == kNever || watch.moved != moved) {
    watch = {.moved = moved, .since = is_pending ? now : kNever};
  }
  return is_pending && now - watch.since > max;
}

}  // namespace

Connection::Connection(boost::asio::ip::tcp::socket socket, Asks& asks, std::uint64_t id, List& touched,
                       std::function<void()> closed)
    : socket_(std::move(socket)),
      touched_(touched),
      closed_(std::move(closed)),
      session_(std::make_shared<Session>(asks, id, outbox_.tail(), *this)),
      buffer_(kFirstBufferBytes, '\0') {}

void Connection::close() {
  if (phase_ == Phase::Closed) return;
  phase_ = Phase::Closed;
  session_->close();
  boost::system::error_code ignored;
  socket_.close(ignored);
  closed_();
}

void Connection::touched() {
  if (!std::exchange(is_touched_, true)) touched_.push_back(shared_from_this());
}

void Connection::read() {
  if (is_reading_ || phase_ != Phase::Open) return;
  is_reading_ = true;
  make_room();
  socket_.async_read_some(
      boost::asio::buffer(buffer_.data() + end_, buffer_.size() - end_),
      [self = shared_from_this()](const boost::system::error_code& error, std::size_t bytes) {
        self->is_reading_ = false;
        if (self->phase_ != Phase::Open) return;
        if (error) {
          self->close();
        } else {
          self->on_read(bytes);
        }
      });
}

void Connection::make_room() {
  if (begin_ == end_) {
    begin_ = end_ = 0;
  } else if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  // A full buffer without a whole command: the parser refuses the command before the buffer's limit is
  // reached.
  if (end_ == buffer_.size()) buffer_.resize(std::min(2 * buffer_.size(), kBufferBytesMax));
}

void Connection::on_read(std::size_t bytes) {
  const bool was_filled = end_ + bytes == buffer_.size();
  end_ += bytes;
  consume();
  // A pipeline that fills the buffer is read in larger pieces from now on.
  if (was_filled && begin_ == end_ && buffer_.size() < kBufferBytesMax) {
    buffer_.resize(std::min(2 * buffer_.size(), kBufferBytesMax));
  }
  // Local answers leave together with the turn's others.
  if (progress_ == Progress::NeedsBytes) read();
}

void Connection::consume() {
  const Consumed consumed = session_->consume(std::string_view(buffer_).substr(begin_, end_ - begin_));
  begin_ += consumed.bytes;
  commands_moved_ += consumed.bytes;
  progress_ = consumed.progress;
}

void Connection::resume() {
  is_touched_ = false;
  if (phase_ != Phase::Open) return;
  flush();
  if (phase_ != Phase::Open || progress_ != Progress::NeedsAnswers) return;
  consume();
  if (progress_ == Progress::NeedsBytes) read();
  flush();
}

void Connection::flush() {
  if (is_waiting_for_room_ || phase_ != Phase::Open) return;
  const std::size_t before = outbox_.pending_bytes();
  if (outbox_.flush(socket_)) {
    close();
    return;
  }
  if (outbox_.pending_bytes() < before) ++answers_moved_;
  if (outbox_.pending_bytes() == 0) {
    if (progress_ == Progress::Closing && session_->waiting_count() == 0) linger();
    return;
  }
  is_waiting_for_room_ = true;
  socket_.async_wait(boost::asio::ip::tcp::socket::wait_write,
                     [self = shared_from_this()](const boost::system::error_code& error) {
                       self->is_waiting_for_room_ = false;
                       if (!error) self->resume();
                     });
}

void Connection::linger() {
  phase_ = Phase::Lingering;
  boost::system::error_code ignored;
  socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
  if (!is_reading_) discard();
}

void Connection::discard() {
  socket_.async_read_some(boost::asio::buffer(buffer_),
                          [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                            if (self->phase_ != Phase::Lingering) return;
                            if (error) {
                              self->close();
                            } else {
                              self->discard();
                            }
                          });
}

void Connection::check_deadlines(Instant now) {
  if (phase_ == Phase::Lingering) {
    if (linger_until_ == kNever) linger_until_ = now + kLingerMax;
    if (now > linger_until_) close();
    return;
  }
  if (phase_ != Phase::Open) return;
  if (is_overdue(unread_, outbox_.pending_bytes() > 0, answers_moved_, now, kUnreadMax)) {
    close();
    return;
  }
  const bool is_half_sent = progress_ == Progress::NeedsBytes && begin_ < end_;
  if (is_overdue(half_sent_, is_half_sent, commands_moved_, now, kHalfSentMax)) {
    session_->refuse("Protocol error: the rest of the command did not come in time");
    progress_ = Progress::Closing;
    flush();
  }
}

}  // namespace pawl::real::resp
