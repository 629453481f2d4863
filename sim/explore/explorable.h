#pragma once
// What a world must be able to do so that it can be searched exhaustively: a value that says what can happen
// next, lets it happen, and knows when it is the same as another.

#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/digest.h"

namespace pawl::sim::explore {

/// One step that is possible in a world: a number that only this world understands. The same step of the same
/// state has the same number in every run of the program.
using Action = std::uint32_t;

/// enabled      adds every action that is possible, in an order that depends on nothing but the state.
/// apply        lets one of them happen. False: nothing happened that another way does not show as well, and
///              the state behind it is not searched.
/// fingerprint  equal for two states exactly if they are equal up to what makes no difference: names that can
///              be exchanged, numbers of which only the order matters.
/// violation    what is wrong, empty if nothing; it is looked at after each step, also after a false one.
/// describe     an action of this state, for people.
/// pack, unpack the state in as few bytes as it takes, at most 65,535; the search holds those that wait so.
template <class World>
concept Explorable = std::copyable<World> &&
                     requires(const World& seen, World& moved, Action action, std::vector<Action>& actions,
                              std::vector<std::uint8_t>& bytes, std::span<const std::uint8_t> packed) {
                       { seen.enabled(actions) };
                       { moved.apply(action) } -> std::same_as<bool>;
                       { seen.fingerprint() } -> std::same_as<Digest>;
                       { seen.violation() } -> std::convertible_to<std::string_view>;
                       { seen.describe(action) } -> std::same_as<std::string>;
                       { seen.pack(bytes) };
                       { moved.unpack(packed) };
                     };

}  // namespace pawl::sim::explore
