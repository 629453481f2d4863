#pragma once
// The answers of one connection in the order of its commands, although they become known in any order. What
// is at the front goes straight to the connection's output; what is behind an unknown one waits here.

#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace pawl::real::resp {

/// Which of a connection's answers; never used twice.
using AnswerNumber = std::uint64_t;

class Answers {
 public:
  /// `out` gets the bytes of all answers in order; it must outlive this object.
  explicit Answers(std::string& out) : out_(&out) {}

  std::size_t waiting_count() const { return waiting_.size(); }
  AnswerNumber last() const { return first_ + waiting_.size() - 1; }

  /// The next answer is known only later, in one piece.
  AnswerNumber expect() {
    waiting_.emplace_back();
    return last();
  }

  /// The next answer is known now: `write(std::string&)` appends it.
  template <class Write>
  void add(const Write& write) {
    if (waiting_.empty()) {
      write(*out_);
    } else {
      waiting_.emplace_back();
      waiting_.back().missing = 0;
      write(waiting_.back().text);
    }
  }

  /// The whole of an expected answer: `write(std::string&)` appends it.
  template <class Write>
  void settle(AnswerNumber number, const Write& write) {
    if (number == first_) {
      write(*out_);
      pop();
    } else {
      Waiting& waiting = waiting_[number - first_];
      write(waiting.text);
      waiting.missing = 0;
    }
  }

  /// The expected answer comes in `count` parts instead.
  void split(AnswerNumber number, std::size_t count) {
    Waiting& waiting = waiting_[number - first_];
    waiting.missing = count;
    waiting.parts.resize(count);
  }

  void settle_part(AnswerNumber number, std::size_t part, std::string text) {
    Waiting& waiting = waiting_[number - first_];
    waiting.parts[part] = std::move(text);
    if (--waiting.missing > 0) return;
    const std::vector<std::string> parts = std::move(waiting.parts);
    settle(number, [&](std::string& out) {
      for (const std::string& each : parts) out += each;
    });
  }

 private:
  struct Waiting {
    std::size_t missing = 1;
    std::string text;
    std::vector<std::string> parts;
  };

  void pop() {
    waiting_.pop_front();
    ++first_;
    while (!waiting_.empty() && waiting_.front().missing == 0) {
      *out_ += waiting_.front().text;
      waiting_.pop_front();
      ++first_;
    }
  }

  std::string* out_;
  std::deque<Waiting> waiting_;
  AnswerNumber first_ = 1;
};

}  // namespace pawl::real::resp
