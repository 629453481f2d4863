// Sequences: created or there before, with any step, bounds and cycles; keys used again, also with another
// count; incarnations.

#include <optional>
#include <utility>

#include "tests/checker/trust/play.h"

namespace pawl::checker::trust {
namespace {

class Sequencer : public Player {
 public:
  Sequencer(Random& random, CheckOptions& options) {
    if (random.chance(30)) options.init = number(random.below(7) - 3);
    init_ = options.init ? *options.init->integer() : 0;
    current_ = initial_ = init_;
    creates_ = random.chance(50);
    deletes_ = random.chance(creates_ ? 60 : 15);
    is_alive_ = !creates_;
    has_keys_ = random.chance(40);
    has_ranges_ = random.chance(50);
    telling_ = random.chance(50) ? Telling::Never : any_telling(random);
    incarnation_ = 1 + random.below(3);
    creations_.push_back(random.chance(50) ? Value{} : any_creation(random));
    if (random.chance(20)) creations_.push_back(any_creation(random));
  }

  void play(Random& random, Operation& op, bool takes_effect) override {
    const std::int64_t die = random.below(100);
    if (creates_ && (is_alive_ ? die < 12 : die < 60)) return create(random, op, takes_effect);
    if (deletes_ && die < 30) return remove(random, op, takes_effect);
    if (die < 50) return read(random, op);
    allocate(random, op, takes_effect);
  }

 private:
  struct Given {
    Value key;
    std::int64_t count = 1;
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::int64_t incarnation = 0;
  };

  Value any_creation(Random& random) const {
    Value::Map map;
    constexpr std::int64_t kSteps[] = {1, -1, 2, -5, 3};
    if (random.chance(60)) map.emplace_back(word("initial"), number(random.below(11) - 5));
    if (random.chance(60)) map.emplace_back(word("increment"), number(kSteps[random.below(5)]));
    if (random.chance(25)) map.emplace_back(word("max"), number(3 + random.below(6)));
    if (random.chance(25)) map.emplace_back(word("min"), number(-3 - random.below(6)));
    if (random.chance(25)) map.emplace_back(word("cycle"), Value::of(random.chance(70)));
    return Value{std::move(map)};
  }

  void tell(Random& random, Operation& op, std::int64_t incarnation) const {
    if (op.outcome == Outcome::Ok && tells(random, telling_)) op.witness.make().incarnation = incarnation;
  }

  std::int64_t asked(const Value& creation, std::string_view name, std::int64_t otherwise) const {
    if (!creation.map()) return otherwise;
    for (const auto& [key, held] : *creation.map()) {
      if (key.keyword()->name == name) return held.boolean() ? *held.boolean() : *held.integer();
    }
    return otherwise;
  }

  void create(Random& random, Operation& op, bool takes_effect) {
    op.f = f::Create;
    op.argument = pick(random, creations_);
    if (!is_alive_ && takes_effect) {
      is_alive_ = true;
      creation_ = op.argument;
      incarnation_ += 1 + (random.chance(30) ? 1 : 0);
      current_ = initial_ = asked(creation_, "initial", init_);
    } else if (is_alive_ && !op.argument.is_nil() && op.argument != creation_ && op.outcome == Outcome::Ok) {
      op.outcome = Outcome::Fail;
    }
    tell(random, op, incarnation_);
  }

  void remove(Random& random, Operation& op, bool takes_effect) {
    op.f = f::Delete;
    if (!is_alive_ && op.outcome == Outcome::Ok) op.outcome = Outcome::Fail;
    tell(random, op, incarnation_);
    if (!takes_effect) return;
    is_alive_ = false;
    current_ = initial_ = init_;
    creation_ = Value{};
  }

  void read(Random& random, Operation& op) {
    op.f = random.chance(50) ? f::Read : f::Get;
    if (op.outcome != Outcome::Ok) return;
    op.result = is_alive_ ? number(current_) : Value{};
    if (is_alive_ || random.chance(20)) tell(random, op, incarnation_);
  }

  /// The numbers that come next, if they are there.
  std::optional<std::pair<std::int64_t, std::int64_t>> next(std::int64_t count) const {
    const std::int64_t increment = asked(creation_, "increment", 1);
    const std::int64_t least = asked(creation_, "min", -1000);
    const std::int64_t most = asked(creation_, "max", 1000);
    std::int64_t first = current_ + increment;
    if ((first < least || first > most) && asked(creation_, "cycle", 0) != 0) {
      first = increment > 0 && least > -1000 ? least
              : increment < 0 && most < 1000 ? most
                                             : initial_ + increment;
    }
    const std::int64_t last = first + (count - 1) * increment;
    if (std::min(first, last) < least || std::max(first, last) > most) return std::nullopt;
    return std::pair(first, last);
  }

  void allocate(Random& random, Operation& op, bool takes_effect) {
    const std::int64_t count = has_ranges_ && random.chance(50) ? 1 + random.below(3) : 1;
    const bool is_next = count == 1 && random.chance(80);
    op.f = is_next ? f::Next : f::Reserve;
    if (!is_next) op.argument = pair_of(number(count), Value{});
    const Value key = has_keys_ && random.chance(60) ? number(random.below(2)) : Value{};
    if (!key.is_nil()) op.witness.make().idem = key;
    const Given* given = nullptr;
    for (const Given& earlier : given_) {
      if (!key.is_nil() && earlier.key == key) given = &earlier;
    }
    if (given != nullptr && given->count != count) {
      if (op.outcome == Outcome::Ok && random.chance(80)) op.outcome = Outcome::Fail;
    } else if (given == nullptr) {
      const auto numbers = is_alive_ ? next(count) : std::nullopt;
      if (!numbers && op.outcome == Outcome::Ok) op.outcome = Outcome::Fail;
      if (numbers && takes_effect && op.outcome != Outcome::Fail) {
        given_.push_back({.key = key,
                          .count = count,
                          .first = numbers->first,
                          .last = numbers->second,
                          .incarnation = incarnation_});
        current_ = numbers->second;
        given = &given_.back();
      }
    }
    if (op.outcome != Outcome::Ok || given == nullptr) return;
    op.result = is_next ? number(given->last)
                        : pair_of(number(count), pair_of(number(given->first), number(given->last)));
    tell(random, op, given->incarnation);
  }

  bool creates_ = false;
  bool deletes_ = false;
  bool has_keys_ = false;
  bool has_ranges_ = false;
  bool is_alive_ = true;
  Telling telling_ = Telling::Never;
  std::int64_t init_ = 0;
  std::int64_t initial_ = 0;
  std::int64_t current_ = 0;
  std::int64_t incarnation_ = 1;
  Value creation_;
  std::vector<Value> creations_;
  std::vector<Given> given_;
};

}  // namespace

std::unique_ptr<Player> play_sequencer(Random& random, CheckOptions& options) {
  return std::make_unique<Sequencer>(random, options);
}

}  // namespace pawl::checker::trust
