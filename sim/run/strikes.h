#pragma once
// Which faults took effect while the system was doing what. PAWL_STRIKES("fault.partition-drops-a-message")
// is a mark (core/base/marks.h) that stands where a fault's victim fares otherwise than it would have
// undisturbed, not where somebody asked for the fault; it is also counted for every phase that the system is
// in just then.
//
// A phase is what the system under test says it is (electing, compacting); several may hold at once.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/marks.h"

namespace pawl::sim {

/// Phases that a system may tell apart; they are numbered from 0.
inline constexpr std::uint32_t kPhasesMax = 8;

/// The strikes of one run.
class Strikes {
 public:
  /// How often each mark was hit in each phase: the place is mark * kPhasesMax + phase.
  using Counts = std::vector<std::uint64_t>;

  /// Takes what this thread hits, as long as it lives.
  explicit Strikes(Counts& counts);
  ~Strikes();
  Strikes(const Strikes&) = delete;
  Strikes& operator=(const Strikes&) = delete;

  /// The phases that hold from now on, a bit each.
  static void set_phases(std::uint32_t phases);
  static void hit(std::uint32_t mark);

 private:
  Counts* counts_;
  std::uint32_t phases_ = 0;
  Strikes* outer_;
};

}  // namespace pawl::sim

#ifdef PAWL_MARKS
#define PAWL_STRIKES(name, ...)                                                                     \
  do {                                                                                              \
    if (true __VA_OPT__(&&(__VA_ARGS__))) ::pawl::sim::Strikes::hit(::pawl::marks::Site<name>::id); \
  } while (false)
#else
#define PAWL_STRIKES(name, ...) PAWL_SOMETIMES(name __VA_OPT__(, ) __VA_ARGS__)
#endif
