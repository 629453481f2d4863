// Registers and keys of a store with and without revisions, transactions, counters.

#include <string>
#include <utility>

#include "tests/checker/trust/play.h"

namespace pawl::checker::trust {
namespace {

class Register : public Player {
 public:
  Register(Random& random, CheckOptions& options, bool is_store) : is_store_(is_store) {
    values_ = any_values(random);
    if (is_store && random.chance(30)) {
      values_ = {Value::of("x"), Value::of("y"), Value::of("xy"), Value::of("")};
      appends_ = true;
      if (random.chance(50)) options.init = Value::of("");
    } else if (random.chance(50)) {
      options.init = pick(random, values_);
    }
    options.nil_read = random.chance(25) ? NilRead::Any : NilRead::Value;
    options.cas_fail = random.chance(25) ? CasFail::Differs : CasFail::Drop;
    init_ = value_ = options.init ? *options.init : Value{};
    deletes_ = is_store && random.chance(40);
    swaps_ = random.chance(60);
    is_distinct_ = random.chance(50);
    telling_ = random.chance(40) ? Telling::Never : any_telling(random);
    revision_ = random.below(6);
  }

  void play(Random& random, Operation& op, bool takes_effect) override {
    const std::int64_t die = random.below(100);
    const bool is_read = die < 45;
    if (is_read) {
      op.f = is_store_ ? f::Get : f::Read;
      if (op.outcome == Outcome::Ok) op.result = value_;
    } else if (swaps_ && die < 65) {
      swap(random, op, takes_effect);
    } else if (appends_ && die < 80 && (value_.text() || value_.is_nil())) {
      op.f = f::Append;
      op.argument = Value::of(random.chance(50) ? "x" : "y");
      change(Value::of((value_.text() ? *value_.text() : std::string()) + *op.argument.text()), op,
             takes_effect);
    } else if (deletes_ && die < 75) {
      op.f = f::Delete;
      change(init_, op, takes_effect);
    } else {
      op.f = is_store_ ? f::Put : f::Write;
      op.argument = fresh(random);
      change(op.argument, op, takes_effect);
    }
    const bool is_right = op.outcome == Outcome::Ok && (is_read || takes_effect);
    if (is_right && tells(random, telling_)) op.witness.make().revision = revision_;
  }

 private:
  Value fresh(Random& random) {
    return is_distinct_ && random.chance(90) && !appends_ ? number(100 + fresh_++) : pick(random, values_);
  }

  void change(const Value& value, Operation& op, bool takes_effect) {
    if (op.outcome == Outcome::Ok) op.result = op.argument;
    if (!takes_effect) return;
    value_ = value;
    revision_ += 1 + (revision_ % 2);
  }

  void swap(Random& random, Operation& op, bool takes_effect) {
    op.f = f::Cas;
    const Value old = random.chance(75) ? value_ : pick(random, values_);
    op.argument = pair_of(old, random.chance(10) ? old : fresh(random));
    if (old == value_)
      return change(op.argument.pair()->back(), op, takes_effect && op.outcome != Outcome::Fail);
    if (op.outcome == Outcome::Ok) op.outcome = Outcome::Fail;
  }

  bool is_store_ = false;
  bool appends_ = false;
  bool deletes_ = false;
  bool swaps_ = false;
  bool is_distinct_ = false;
  Telling telling_ = Telling::Never;
  std::vector<Value> values_;
  Value init_;
  Value value_;
  std::int64_t revision_ = 0;
  std::int64_t fresh_ = 0;
};

class Transactions : public Player {
 public:
  Transactions(Random& random, CheckOptions& options) {
    lists_ = random.chance(70);
    writes_ = !lists_ || random.chance(30);
    if (random.chance(25)) {
      const Value first = lists_ ? (random.chance(50) ? Value::list({}) : Value{}) : number(0);
      options.init = Value{Value::Map{{word("x"), first}}};
      held_.emplace_back(word("x"), first);
    }
    options.nil_read = random.chance(20) ? NilRead::Any : NilRead::Value;
  }

  void play(Random& random, Operation& op, bool takes_effect) override {
    op.f = f::Txn;
    std::vector<Value> asked;
    std::vector<Value> answered;
    const auto before = held_;
    for (std::int64_t count = 1 + random.below(3); count > 0; --count) {
      const Value key = word(random.chance(60) ? "x" : "y");
      if (random.chance(45)) {
        asked.push_back(Value::list({word("r"), key, Value{}}));
        answered.push_back(Value::list({word("r"), key, shown(random, held(key))}));
        continue;
      }
      const bool appends = lists_ && (!writes_ || random.chance(60));
      const Value value = number(random.below(3));
      if (appends) {
        std::vector<Value> items;
        if (const Value::List* now = held(key).list()) items.assign(now->begin(), now->end());
        items.push_back(value);
        held(key) = Value::list(std::move(items));
      } else {
        held(key) = value;
      }
      asked.push_back(Value::list({word(appends ? "append" : "w"), key, value}));
      answered.push_back(asked.back());
    }
    op.argument = Value::list(std::move(asked));
    if (op.outcome == Outcome::Ok) op.result = Value::list(std::move(answered));
    if (!takes_effect) held_ = before;
  }

 private:
  Value& held(const Value& key) {
    for (auto& [known, value] : held_) {
      if (known == key) return value;
    }
    return held_.emplace_back(key, Value{}).second;
  }
  /// Nothing may be told in two ways.
  Value shown(Random& random, const Value& value) const {
    const bool is_nothing = value.is_nil() || (value.list() && value.list()->size() == 0);
    return is_nothing && lists_ ? (random.chance(50) ? Value{} : Value::list({})) : value;
  }

  bool lists_ = false;
  bool writes_ = false;
  std::vector<std::pair<Value, Value>> held_;
};

class Counter : public Player {
 public:
  Counter(Random& random, CheckOptions& options) {
    if (random.chance(40)) options.init = number(random.below(9) - 4);
    sum_ = options.init ? *options.init->integer() : 0;
    one_amount_ = random.chance(60) ? 1 + random.below(3) : 0;
    downwards_ = random.chance(30);
    answers_ = random.chance(50) ? Telling::Never : any_telling(random);
  }

  void play(Random& random, Operation& op, bool takes_effect) override {
    if (random.chance(45)) {
      op.f = random.chance(70) ? f::Read : f::Get;
      if (op.outcome == Outcome::Ok) op.result = number(sum_);
      return;
    }
    std::int64_t amount = one_amount_ != 0 ? one_amount_ : random.below(6) - 2;
    const bool is_down = downwards_ && (one_amount_ != 0 || random.chance(50));
    const bool is_add = !is_down && random.chance(60);
    op.f = is_down ? f::Dec : is_add ? f::Add : f::Inc;
    if (is_add || amount != 1 || random.chance(50)) op.argument = number(amount);
    if (takes_effect) sum_ += is_down ? -amount : amount;
    if (op.outcome != Outcome::Ok) return;
    op.result = tells(random, answers_) ? number(sum_) : random.chance(70) ? op.argument : Value{};
  }

 private:
  std::int64_t sum_ = 0;
  std::int64_t one_amount_ = 0;
  bool downwards_ = false;
  Telling answers_ = Telling::Never;
};

}  // namespace

std::vector<Value> any_values(Random& random) {
  const auto field = [](const char* name, std::int64_t n) { return std::pair(word(name), number(n)); };
  switch (random.below(4)) {
    case 0: return {number(0), number(1), number(2)};
    case 1: return {Value{}, number(1), number(2)};
    case 2: return {Value::of("a"), word("b"), Value::list({number(1)}), Value::of(true)};
    default:
      return {Value{Value::Map{field("a", 1), field("b", 2)}},
              Value{Value::Map{field("a", 1), field("b", 3)}}, Value::set({number(1), number(2)}),
              Value::set({number(1), number(3), number(2)})};
  }
}

std::unique_ptr<Player> play_register(Random& random, CheckOptions& options) {
  return std::make_unique<Register>(random, options, false);
}
std::unique_ptr<Player> play_store(Random& random, CheckOptions& options) {
  return std::make_unique<Register>(random, options, true);
}
std::unique_ptr<Player> play_transactions(Random& random, CheckOptions& options) {
  return std::make_unique<Transactions>(random, options);
}
std::unique_ptr<Player> play_counter(Random& random, CheckOptions& options) {
  return std::make_unique<Counter>(random, options);
}

}  // namespace pawl::checker::trust
