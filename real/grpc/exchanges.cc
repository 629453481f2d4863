#include "real/grpc/exchanges.h"

#include <algorithm>
#include <utility>

#include "real/grpc/exchange.h"

namespace pawl::real::api {

void Exchanges::add(std::shared_ptr<Exchange> exchange) {
  const std::lock_guard lock(mutex_);
  all_.insert(std::move(exchange));
}

void Exchanges::remove(const std::shared_ptr<Exchange>& exchange) {
  const std::lock_guard lock(mutex_);
  all_.erase(exchange);
}

void Exchanges::touch(std::shared_ptr<Exchange> exchange) {
  const std::lock_guard lock(mutex_);
  touched_.push_back(std::move(exchange));
}

void Exchanges::flush() {
  std::vector<std::shared_ptr<Exchange>> touched;
  {
    const std::lock_guard lock(mutex_);
    touched.swap(touched_);
  }
  for (const auto& exchange : touched) exchange->flush();
}

bool Exchanges::are_drained() const {
  const std::lock_guard lock(mutex_);
  return std::ranges::all_of(all_, [](const auto& exchange) { return exchange->is_drained(); });
}

void Exchanges::end_all() {
  std::set<std::shared_ptr<Exchange>> all;
  {
    const std::lock_guard lock(mutex_);
    all = all_;
  }
  for (const auto& exchange : all) exchange->end();
}

}  // namespace pawl::real::api
