#include "real/peer_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "real/address.h"

namespace pawl::real {
namespace {

constexpr std::size_t kBufferBytes = 64U << 10U;
constexpr std::chrono::seconds kGreetingMax{5};

std::string remote_text(const boost::asio::ip::tcp::socket& socket) {
  boost::system::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? "somebody" : text_of(Address{endpoint.address().to_string(), endpoint.port()});
}

}  // namespace

PeerReader::PeerReader(boost::asio::ip::tcp::socket socket, ClusterId cluster, PeerReaderSink sink)
    : socket_(std::move(socket)),
      timer_(socket_.get_executor()),
      cluster_(cluster),
      sink_(std::move(sink)),
      remote_(remote_text(socket_)),
      buffer_(kBufferBytes, '\0') {}

void PeerReader::start() {
  timer_.expires_after(kGreetingMax);
  timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (!error && !self->sender_) self->end("it did not introduce itself in time");
  });
  read();
}

void PeerReader::stop() {
  has_ended_ = true;
  boost::system::error_code ignored;
  timer_.cancel();
  socket_.close(ignored);
}

void PeerReader::read() {
  socket_.async_read_some(
      boost::asio::buffer(buffer_.data() + end_, buffer_.size() - end_),
      [self = shared_from_this()](const boost::system::error_code& error, std::size_t bytes) {
        if (self->has_ended_) return;
        if (error) {
          self->end(error == boost::asio::error::eof ? "" : error.message());
        } else {
          self->on_read(bytes);
        }
      });
}

void PeerReader::on_read(std::size_t bytes) {
  end_ += bytes;
  while (take_frame()) {
  }
  if (!problem_.empty()) {
    end(problem_);
    return;
  }
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  read();
}

bool PeerReader::take_frame() {
  const std::string_view bytes = std::string_view(buffer_).substr(begin_, end_ - begin_);
  if (!problem_.empty() || bytes.size() < wire::kFrameHeaderBytes) return false;
  const std::string_view header_bytes = bytes.substr(0, wire::kFrameHeaderBytes);
  const auto header = wire::decode_header(header_bytes);
  if (!header) {
    problem_ = header.error().detail;
    return false;
  }
  const std::size_t frame_bytes = wire::kFrameHeaderBytes + header->payload_bytes;
  if (bytes.size() < frame_bytes) {
    // A stranger gets no more memory than a greeting needs.
    if (!sender_ && frame_bytes > kBufferBytes) problem_ = "it does not begin with a greeting";
    if (buffer_.size() < begin_ + frame_bytes) buffer_.resize(begin_ + frame_bytes);
    return false;
  }
  const std::string_view payload = bytes.substr(wire::kFrameHeaderBytes, header->payload_bytes);
  if (const auto sound = wire::check_frame(cluster_, header_bytes, payload); !sound) {
    problem_ = sound.error().detail;
    return false;
  }
  take(*header, payload);
  begin_ += frame_bytes;
  return problem_.empty();
}

void PeerReader::take(const wire::FrameHeader& header, std::string_view payload) {
  if (header.kind == wire::FrameKind::Greeting) {
    auto greeting = wire::decode_greeting(payload);
    if (!greeting) {
      problem_ = greeting.error().detail;
    } else if (sender_) {
      problem_ = "it introduces itself twice";
    } else if (!sink_.greeted(header.origin.sender, *std::move(greeting))) {
      problem_ = fmt::format("it says to be node {}, which is no other member", header.origin.sender.value);
    } else {
      sender_ = header.origin.sender;
      timer_.cancel();
    }
    return;
  }
  if (sender_ != header.origin.sender) {
    problem_ = "it speaks before it introduced itself";
    return;
  }
  auto envelope = wire::decode_envelope(header, payload);
  if (!envelope) {
    problem_ = envelope.error().detail;
    return;
  }
  sink_.received(*std::move(envelope));
}

void PeerReader::end(const std::string& why) {
  stop();
  sink_.ended(sender_ ? fmt::format("node {} at {}", sender_->value, remote_) : remote_, why);
}

}  // namespace pawl::real
