#pragma once
// What every player of an object needs, and where each is made. See mixed_history.h.

#include <memory>
#include <string_view>
#include <vector>

#include "tests/checker/trust/mixed_history.h"

namespace pawl::checker::trust {

/// How often answers carry a witness.
enum class Telling : std::uint8_t { Never, Sometimes, Always };

inline Telling any_telling(Random& random) { return static_cast<Telling>(random.below(3)); }
inline bool tells(Random& random, Telling telling) {
  return telling == Telling::Always || (telling == Telling::Sometimes && random.chance(50));
}

template <typename T>
const T& pick(Random& random, const std::vector<T>& items) {
  return items[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(items.size())))];
}

inline Value number(std::int64_t n) { return Value::of(n); }
inline Value word(const char* name) { return Value{Value::Keyword{name}}; }
inline Value pair_of(Value a, Value b) { return Value::list({std::move(a), std::move(b)}); }

/// Values of one kind, small so that they meet: numbers, nil among them, texts, maps, sets.
std::vector<Value> any_values(Random& random);

/// An object that really runs.
class Player {
 public:
  virtual ~Player() = default;
  /// Chooses what is asked for. `op` has its process and outcome; the outcome may be changed to Fail or
  /// Unknown. If `takes_effect`, it does so now, and what it answers is written down.
  virtual void play(Random& random, Operation& op, bool takes_effect) = 0;
};

using MakePlayer = std::unique_ptr<Player> (*)(Random& random, CheckOptions& options);

std::unique_ptr<Player> play_sequencer(Random& random, CheckOptions& options);
std::unique_ptr<Player> play_register(Random& random, CheckOptions& options);
std::unique_ptr<Player> play_store(Random& random, CheckOptions& options);
std::unique_ptr<Player> play_transactions(Random& random, CheckOptions& options);
std::unique_ptr<Player> play_counter(Random& random, CheckOptions& options);
std::unique_ptr<Player> play_mutex(Random& random, CheckOptions& options);
std::unique_ptr<Player> play_owner_mutex(Random& random, CheckOptions& options);
std::unique_ptr<Player> play_fencing_lock(Random& random, CheckOptions& options);
std::unique_ptr<Player> play_set(Random& random, CheckOptions& options);
std::unique_ptr<Player> play_fifo(Random& random, CheckOptions& options);
std::unique_ptr<Player> play_bag(Random& random, CheckOptions& options);
std::unique_ptr<Player> play_stack(Random& random, CheckOptions& options);
std::unique_ptr<Player> play_unique_ids(Random& random, CheckOptions& options);

}  // namespace pawl::checker::trust
