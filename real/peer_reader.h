#pragma once
// One incoming connection of a member: frames in, messages out. The first frame must be a greeting that says
// who sends; whatever is not a sound frame of this cluster's protocol closes the connection. Belongs to the
// loop's thread.

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/ids.h"
#include "core/wire/frame.h"

namespace pawl::real {

/// What a reader does with what it read.
struct PeerReaderSink {
  /// A member introduced itself. False: it is a stranger; the connection is closed.
  std::function<bool(NodeId from, wire::Greeting greeting)> greeted;
  std::function<void(wire::ReceivedEnvelope)> received;
  /// The connection is over; `why` is empty if the other side just ended it.
  std::function<void(const std::string& remote, const std::string& why)> ended;
};

class PeerReader : public std::enable_shared_from_this<PeerReader> {
 public:
  PeerReader(boost::asio::ip::tcp::socket socket, ClusterId cluster, PeerReaderSink sink);

  void start();
  void stop();

 private:
  void read();
  void on_read(std::size_t bytes);
  /// Takes one frame from the front of the buffer; false if none is whole. Sets problem_ if it is no good.
  bool take_frame();
  void take(const wire::FrameHeader& header, std::string_view payload);
  void end(const std::string& why);

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  ClusterId cluster_;
  PeerReaderSink sink_;
  std::string remote_;
  std::optional<NodeId> sender_;
  std::string problem_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool has_ended_ = false;
};

}  // namespace pawl::real
