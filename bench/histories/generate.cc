// pawl-history-gen: a linearizable history in Jepsen's EDN on standard output, as large as asked.
// pawl-history-gen --ops N --clients C --unknown P --seed S [--kind KIND] > file.edn, KIND next, mixed,
// register, fifo, bag, stack or set.
// Clients take turns at random: an operation begins, takes effect once, and ends or is lost (P percent).

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <deque>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Request {
  std::int64_t ops = 10'000;
  std::int64_t clients = 50;
  double unknown_percent = 1.0;
  std::int64_t seed = 1;
  std::string_view kind = "next";
};

class Random {
 public:
  explicit Random(std::int64_t seed)
      : state_(static_cast<std::uint64_t>(seed) * 0x9E3779B97F4A7C15ULL + 99) {}
  std::int64_t below(std::int64_t n) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<std::int64_t>((state_ >> 16) % static_cast<std::uint64_t>(n));
  }
  bool chance(double percent) { return static_cast<double>(below(1'000'000)) < percent * 10'000; }

 private:
  std::uint64_t state_;
};

/// Text on its way to standard output, written in large pieces.
class Output {
 public:
  Output() : buffer_(std::size_t{1} << 20) {}
  ~Output() { flush(); }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void text(std::string_view text) {
    if (used_ + text.size() > buffer_.size()) {
      flush();
    }
    std::memcpy(buffer_.data() + used_, text.data(), text.size());
    used_ += text.size();
  }
  void number(std::int64_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    text({digits, static_cast<std::size_t>(end - digits)});
  }
  bool is_broken() const { return is_broken_; }

 private:
  void flush() {
    is_broken_ = is_broken_ || std::fwrite(buffer_.data(), 1, used_, stdout) != used_;
    used_ = 0;
  }

  std::vector<char> buffer_;
  std::size_t used_ = 0;
  bool is_broken_ = false;
};

enum class Function : std::uint8_t {
  Next,
  Reserve,
  Read,
  Write,
  Cas,
  Enqueue,
  Dequeue,
  Push,
  Pop,
  Add,
  ReadAll
};

constexpr std::string_view kNames[] = {"next",    "reserve", "read", "write", "cas", "enqueue",
                                       "dequeue", "push",    "pop",  "add",   "read"};

/// What a client is doing: between operations, before the effect, or before the end.
struct Client {
  enum class Stage : std::uint8_t { Idle, Begun, Effective };
  Stage stage = Stage::Idle;
  Function function = Function::Next;
  std::int64_t process = 0;
  std::int64_t argument = 0;  ///< a count, a value to write, the new value of a cas
  std::int64_t expected = 0;  ///< the old value of a cas
  std::int64_t result = 0;
  bool does_fail = false;
  std::deque<std::int64_t> seen;  ///< all elements of a set
};

/// A set is read so seldom, for a read is as long as the set.
constexpr std::int64_t kAddsPerRead = 10'000;

constexpr std::string_view kKinds[] = {"next", "mixed", "register", "fifo", "bag", "stack", "set"};

class Generator {
 public:
  explicit Generator(const Request& request) : request_(request), random_(request.seed) {
    clients_.resize(static_cast<std::size_t>(request.clients));
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      clients_[i].process = static_cast<std::int64_t>(i);
    }
    next_process_ = request.clients;
  }

  bool run() {
    std::int64_t open = 0;
    while (begun_ < request_.ops || open > 0) {
      Client& client = clients_[static_cast<std::size_t>(random_.below(request_.clients))];
      switch (client.stage) {
        case Client::Stage::Idle:
          if (begun_ == request_.ops) {
            break;
          }
          begin(client);
          ++open;
          break;
        case Client::Stage::Begun: step(client, open); break;
        case Client::Stage::Effective:
          line(client, client.does_fail ? "fail" : "ok", true);
          client.stage = Client::Stage::Idle;
          --open;
          break;
      }
    }
    return !output_.is_broken();
  }

 private:
  Function choose() {
    if (request_.kind == "next") {
      return random_.below(10) == 0 ? Function::Read : Function::Next;
    }
    const std::int64_t die = random_.below(10);
    if (request_.kind == "set") {
      return begun_ % kAddsPerRead == kAddsPerRead - 1 ? Function::ReadAll : Function::Add;
    }
    if (request_.kind == "stack") {
      return die < 5 ? Function::Push : Function::Pop;
    }
    if (request_.kind == "fifo" || request_.kind == "bag") {
      return die < 5 ? Function::Enqueue : Function::Dequeue;
    }
    if (request_.kind == "mixed") {
      return die < 5 ? Function::Next : die < 8 ? Function::Reserve : Function::Read;
    }
    return die < 4 ? Function::Write : die < 6 ? Function::Cas : Function::Read;
  }

  void begin(Client& client) {
    client.function = choose();
    client.does_fail = false;
    if (client.function == Function::Reserve) {
      client.argument = 10;
    }
    const bool is_put = client.function == Function::Enqueue || client.function == Function::Push;
    if (client.function == Function::Write || client.function == Function::Cas || is_put ||
        client.function == Function::Add) {
      client.argument = ++written_;
    }
    client.expected = value_;
    line(client, "invoke", false);
    client.stage = Client::Stage::Begun;
    ++begun_;
  }

  /// The effect, or the loss: of a lost operation every second one took effect.
  void step(Client& client, std::int64_t& open) {
    const bool is_lost = random_.chance(request_.unknown_percent);
    if (!is_lost || random_.below(2) == 0) {
      take_effect(client);
    }
    client.stage = Client::Stage::Effective;
    if (!is_lost) {
      return;
    }
    line(client, "info", false);
    client.process = next_process_++;
    client.stage = Client::Stage::Idle;
    --open;
  }

  void take_effect(Client& client) {
    switch (client.function) {
      case Function::Next: client.result = ++value_; return;
      case Function::Reserve:
        client.result = value_ + 1;
        value_ += client.argument;
        return;
      case Function::Read: client.result = value_; return;
      case Function::Write: value_ = client.argument; return;
      case Function::Cas:
        client.does_fail = client.expected != value_;
        if (!client.does_fail) {
          value_ = client.argument;
        }
        return;
      case Function::Enqueue:
      case Function::Push:
      case Function::Add: held_.push_back(client.argument); return;
      case Function::Dequeue: return take(client, request_.kind == "bag" ? random_.below(size()) : 0);
      case Function::Pop: return take(client, size() - 1);
      case Function::ReadAll: client.seen = held_; return;
    }
  }

  /// At least 1.
  std::int64_t size() const { return std::max<std::int64_t>(1, static_cast<std::int64_t>(held_.size())); }

  /// The element at a place; nothing, which is 0, if there is none.
  void take(Client& client, std::int64_t place) {
    client.result = 0;
    if (held_.empty()) {
      return;
    }
    client.result = held_[static_cast<std::size_t>(place)];
    held_.erase(held_.begin() + place);
  }

  void value(const Client& client, bool is_answered) {
    switch (client.function) {
      case Function::Next:
      case Function::Read:
        if (is_answered) {
          output_.number(client.result);
        } else {
          output_.text("nil");
        }
        return;
      case Function::Reserve:
        output_.text("[");
        output_.number(client.argument);
        if (!is_answered) {
          return output_.text(" nil]");
        }
        output_.text(" [");
        output_.number(client.result);
        output_.text(" ");
        output_.number(client.result + client.argument - 1);
        return output_.text("]]");
      case Function::Write:
      case Function::Enqueue:
      case Function::Push:
      case Function::Add: return output_.number(client.argument);
      case Function::Dequeue:
      case Function::Pop:
        return is_answered && client.result != 0 ? output_.number(client.result) : output_.text("nil");
      case Function::ReadAll:
        if (!is_answered) {
          return output_.text("nil");
        }
        output_.text("[");
        for (const std::int64_t element : client.seen) {
          output_.text(" ");
          output_.number(element);
        }
        return output_.text("]");
      case Function::Cas:
        output_.text("[");
        output_.number(client.expected);
        output_.text(" ");
        output_.number(client.argument);
        return output_.text("]");
    }
  }

  void line(const Client& client, std::string_view type, bool is_answered) {
    time_ns_ += 1 + random_.below(20'000);
    output_.text("{:index ");
    output_.number(index_++);
    output_.text(", :time ");
    output_.number(time_ns_);
    output_.text(", :process ");
    output_.number(client.process);
    output_.text(", :type :");
    output_.text(type);
    output_.text(", :f :");
    output_.text(kNames[static_cast<std::size_t>(client.function)]);
    output_.text(", :value ");
    value(client, is_answered && !client.does_fail);
    output_.text(type == "info" ? ", :error :timeout}\n" : "}\n");
  }

  Request request_;
  Random random_;
  Output output_;
  std::vector<Client> clients_;
  std::int64_t next_process_ = 0;
  std::int64_t begun_ = 0;
  std::int64_t value_ = 0;
  std::int64_t written_ = 0;
  std::deque<std::int64_t> held_;  ///< elements of a queue, a stack or a set
  std::int64_t index_ = 0;
  std::int64_t time_ns_ = 0;
};

template <typename Number>
bool parse(std::string_view text, Number& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  return error == std::errc() && end == text.data() + text.size();
}

bool read_arguments(int argc, char** argv, Request& request) {
  for (int i = 1; i < argc; i += 2) {
    const std::string_view name(argv[i]);
    if (i + 1 == argc) {
      return false;
    }
    const std::string_view given(argv[i + 1]);
    const bool is_right = (name == "--ops" && parse(given, request.ops)) ||
                          (name == "--clients" && parse(given, request.clients)) ||
                          (name == "--unknown" && parse(given, request.unknown_percent)) ||
                          (name == "--seed" && parse(given, request.seed)) || name == "--kind";
    if (!is_right) {
      return false;
    }
    if (name == "--kind") {
      request.kind = given;
    }
  }
  const bool has_kind = std::ranges::find(kKinds, request.kind) != std::end(kKinds);
  return has_kind && request.ops >= 0 && request.clients >= 1 && request.unknown_percent >= 0 &&
         request.unknown_percent <= 100;
}

}  // namespace

int main(int argc, char** argv) {
  Request request;
  if (!read_arguments(argc, argv, request)) {
    std::fputs(
        "usage: pawl-history-gen --ops N --clients C --unknown PERCENT --seed S [--kind "
        "next|mixed|register|fifo|bag|stack|set]\n",
        stderr);
    return 64;
  }
  if (!Generator(request).run()) {
    std::fputs("pawl-history-gen: standard output cannot be written\n", stderr);
    return 74;
  }
  return 0;
}
