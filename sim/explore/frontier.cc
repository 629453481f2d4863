#include "sim/explore/frontier.h"

#include <algorithm>

#include "core/base/check.h"

namespace pawl::sim::explore {

void Frontier::put_bytes() {
  const std::size_t size = scratch_.size();
  PAWL_CHECK(size <= 0xffff);
  if (chunks_.empty() || chunks_.back().size() + size + 2 > kChunkBytes) {
    chunks_.emplace_back();
    chunks_.back().reserve(kChunkBytes);
  }
  std::vector<std::uint8_t>& chunk = chunks_.back();
  chunk.push_back(static_cast<std::uint8_t>(size & 0xffU));
  chunk.push_back(static_cast<std::uint8_t>(size >> 8U));
  chunk.insert(chunk.end(), scratch_.begin(), scratch_.end());
  ++count_;
  packed_bytes_ += size;
  ++packed_count_;
}

std::span<const std::uint8_t> Frontier::take_bytes() {
  PAWL_CHECK(count_ > 0);
  if (taken_ == chunks_.front().size()) {
    chunks_.pop_front();
    taken_ = 0;
  }
  const std::vector<std::uint8_t>& chunk = chunks_.front();
  const std::size_t size = chunk[taken_] | static_cast<std::size_t>(chunk[taken_ + 1]) << 8U;
  const std::size_t begin = taken_ + 2;
  taken_ = begin + size;
  --count_;
  return std::span(chunk).subspan(begin, size);
}

std::vector<Action> Ways::to(std::uint32_t number) const {
  std::vector<Action> way;
  for (; number != 0; number = steps_[number].from) way.push_back(steps_[number].by);
  std::reverse(way.begin(), way.end());
  return way;
}

}  // namespace pawl::sim::explore
