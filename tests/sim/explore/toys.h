#pragma once
// Worlds of which everything is known beforehand, to try the search on.

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "sim/explore/explorable.h"

namespace pawl::sim::explore {

/// Jugs of 3 and 5 litres and a well: 16 states can be reached, and 4 litres in six steps.
struct Jugs {
  static constexpr std::array<std::uint8_t, 2> kSize{3, 5};
  std::array<std::uint8_t, 2> litres{};
  /// What it is a bug to measure; 255: nothing.
  std::uint8_t forbidden = 255;

  void enabled(std::vector<Action>& actions) const {
    for (Action action = 0; action < 6; ++action) actions.push_back(action);
  }
  bool apply(Action action) {
    const std::size_t jug = action % 2;
    if (action < 2) litres[jug] = kSize[jug];
    if (action >= 2 && action < 4) litres[jug] = 0;
    if (action >= 4) {
      const std::uint8_t poured =
          std::min<std::uint8_t>(litres[jug], static_cast<std::uint8_t>(kSize[1 - jug] - litres[1 - jug]));
      litres[jug] = static_cast<std::uint8_t>(litres[jug] - poured);
      litres[1 - jug] = static_cast<std::uint8_t>(litres[1 - jug] + poured);
    }
    return true;
  }
  Digest fingerprint() const {
    return Hasher().add(std::uint64_t{litres[0]}).add(std::uint64_t{litres[1]}).finish();
  }
  std::string_view violation() const { return litres[1] == forbidden ? "measured" : ""; }
  std::string describe(Action action) const { return "action " + std::to_string(action); }
  void pack(std::vector<std::uint8_t>& bytes) const { bytes.assign(litres.begin(), litres.end()); }
  void unpack(std::span<const std::uint8_t> bytes) { litres = {bytes[0], bytes[1]}; }
};

/// Counters that each go from 0 to `last`. If their names make no difference, only how many stand where does.
struct Counters {
  std::array<std::uint8_t, 3> at{};
  std::uint8_t last = 9;
  bool have_names = true;

  void enabled(std::vector<Action>& actions) const {
    for (Action counter = 0; counter < at.size(); ++counter)
      if (at[counter] < last) actions.push_back(counter);
  }
  bool apply(Action counter) {
    ++at[counter];
    return true;
  }
  Digest fingerprint() const {
    std::array<std::uint8_t, 3> form = at;
    if (!have_names) std::sort(form.begin(), form.end());
    Hasher hasher;
    for (const std::uint8_t it : form) hasher.add(std::uint64_t{it});
    return hasher.finish();
  }
  std::string_view violation() const { return {}; }
  std::string describe(Action counter) const { return "counter " + std::to_string(counter); }
  void pack(std::vector<std::uint8_t>& bytes) const { bytes.assign(at.begin(), at.end()); }
  void unpack(std::span<const std::uint8_t> bytes) { std::copy(bytes.begin(), bytes.end(), at.begin()); }
};

static_assert(Explorable<Jugs>);
static_assert(Explorable<Counters>);

}  // namespace pawl::sim::explore
