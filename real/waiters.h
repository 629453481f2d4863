#pragma once
// Who waits for which ClientRef. A ref is the number of a slot and a serial that is never used twice, so a
// late answer can never reach another's caller.

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/ids.h"
#include "core/machine/operation.h"

namespace pawl::real {

/// Somebody on the loop's thread who asked the node something. It must live until all its answers came.
class Asker {
 public:
  /// `token` is what it gave with the question. `leader` is who leads, with NotLeader, if that is known.
  virtual void answered(std::uint64_t token, machine::Outcome outcome, NodeId leader) = 0;

 protected:
  ~Asker() = default;
};

struct Waiter {
  Asker* asker = nullptr;
  std::uint64_t token = 0;
};

class Waiters {
 public:
  ClientRef add(Waiter waiter) {
    std::uint32_t slot = 0;
    if (free_.empty()) {
      slot = static_cast<std::uint32_t>(slots_.size());
      slots_.emplace_back();
    } else {
      slot = free_.back();
      free_.pop_back();
    }
    slots_[slot] = {next_serial_++, waiter};
    return {slots_[slot].serial << kSlotBits | slot};
  }

  /// Nothing if that one was answered before.
  std::optional<Waiter> take(ClientRef ref) {
    const std::uint64_t slot = ref.value & kSlotMask;
    if (slot >= slots_.size() || slots_[slot].serial != ref.value >> kSlotBits) return std::nullopt;
    slots_[slot].serial = 0;
    free_.push_back(static_cast<std::uint32_t>(slot));
    return slots_[slot].waiter;
  }

  /// All who still wait, in the order of their slots; they wait no longer.
  std::vector<Waiter> take_all() {
    std::vector<Waiter> all;
    for (Slot& slot : slots_) {
      if (slot.serial != 0) all.push_back(slot.waiter);
    }
    slots_.clear();
    free_.clear();
    return all;
  }

  std::size_t count() const { return slots_.size() - free_.size(); }

 private:
  static constexpr unsigned kSlotBits = 24;
  static constexpr std::uint64_t kSlotMask = (1U << kSlotBits) - 1;
  struct Slot {
    std::uint64_t serial = 0;  // 0: free
    Waiter waiter;
  };
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::uint64_t next_serial_ = 1;
};

}  // namespace pawl::real
