#include "sim/run/strikes.h"

#include <bit>
#include <utility>

namespace pawl::sim {
namespace {
constinit thread_local Strikes* t_strikes = nullptr;
}  // namespace

Strikes::Strikes(Counts& counts) : counts_(&counts), outer_(std::exchange(t_strikes, this)) {
  counts_->assign(marks::names().size() * kPhasesMax, 0);
}

Strikes::~Strikes() { t_strikes = outer_; }

void Strikes::set_phases(std::uint32_t phases) {
  if (t_strikes != nullptr) t_strikes->phases_ = phases;
}

void Strikes::hit(std::uint32_t mark) {
  marks::hit(mark);
  if (t_strikes == nullptr) return;
  for (std::uint32_t rest = t_strikes->phases_; rest != 0; rest &= rest - 1)
    ++(*t_strikes->counts_)[mark * kPhasesMax + static_cast<std::uint32_t>(std::countr_zero(rest))];
}

}  // namespace pawl::sim
