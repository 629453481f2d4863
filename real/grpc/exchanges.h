#pragma once
// All Exchange streams of a server, and which of them have answers to write. Safe in any thread.

#include <memory>
#include <mutex>
#include <set>
#include <vector>

namespace pawl::real::api {

class Exchange;

class Exchanges {
 public:
  void add(std::shared_ptr<Exchange> exchange);
  void remove(const std::shared_ptr<Exchange>& exchange);
  /// The stream has answers; they leave with the next flush().
  void touch(std::shared_ptr<Exchange> exchange);
  /// Writes what the touched streams have gathered.
  void flush();
  /// Whether no stream has answers that did not leave yet.
  bool are_drained() const;
  /// Asks every stream to write what it has and to end.
  void end_all();

 private:
  mutable std::mutex mutex_;
  std::set<std::shared_ptr<Exchange>> all_;
  std::vector<std::shared_ptr<Exchange>> touched_;
};

}  // namespace pawl::real::api
