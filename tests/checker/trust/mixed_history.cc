#include "tests/checker/trust/mixed_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "tests/checker/trust/play.h"

namespace pawl::checker::trust {
namespace {

struct Played {
  std::string_view model;
  MakePlayer make;
};

constexpr Played kPlayed[] = {
    {"sequencer", play_sequencer},
    {"register", play_register},
    {"cas-register", play_register},
    {"kv", play_store},
    {"transactions", play_transactions},
    {"counter", play_counter},
    {"mutex", play_mutex},
    {"owner-mutex", play_owner_mutex},
    {"fencing-lock", play_fencing_lock},
    {"set", play_set},
    {"fifo-queue", play_fifo},
    {"unordered-queue", play_bag},
    {"stack", play_stack},
    {"unique-ids", play_unique_ids},
};

/// Gives every operation a process that is idle when it begins: the same ones again and again, but for those
/// whose operation nobody heard of again.
void assign_processes(Random& random, std::vector<Operation>& operations) {
  std::vector<std::optional<EventNumber>> busy_until;  // nothing: for ever
  std::vector<std::size_t> by_call(operations.size());
  for (std::size_t i = 0; i < by_call.size(); ++i) by_call[i] = i;
  std::ranges::sort(by_call, {}, [&](std::size_t i) { return operations[i].call; });
  for (const std::size_t i : by_call) {
    Operation& op = operations[i];
    std::vector<std::size_t> idle;
    for (std::size_t process = 0; process < busy_until.size(); ++process) {
      if (busy_until[process] && *busy_until[process] < op.call) idle.push_back(process);
    }
    if (idle.empty() || random.chance(25)) {
      idle = {busy_until.size()};
      busy_until.emplace_back();
    }
    const std::size_t process = pick(random, idle);
    op.process = static_cast<std::int64_t>(process);
    busy_until[process] = op.ret == kNever ? std::nullopt : std::optional(op.ret);
  }
}

/// Moves every number in the value, of which there are few.
Value shifted(const Value& value, std::int64_t by) {
  if (value.integer()) return number(*value.integer() + by);
  if (!value.list()) return value;
  std::vector<Value> items(value.list()->begin(), value.list()->end());
  if (!items.empty()) items.back() = shifted(items.back(), by);
  if (items.size() == 2 && items.front().integer() && items.back().integer())
    items.front() = shifted(items.front(), by);
  return Value::list(std::move(items));
}

/// A list or set without one of its items.
Value with_one_less(Random& random, const Value& value) {
  std::vector<Value> items(value.items()->begin(), value.items()->end());
  if (!items.empty()) items.erase(items.begin() + random.below(static_cast<std::int64_t>(items.size())));
  return value.set() ? Value::set(std::move(items)) : Value::list(std::move(items));
}

/// Makes one thing that was said another one.
void falsify(Random& random, std::vector<Operation>& operations) {
  Operation& op =
      operations[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(operations.size())))];
  Operation& other =
      operations[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(operations.size())))];
  const std::int64_t by = random.chance(50) ? 1 : -1;
  switch (random.below(5)) {
    case 0:
      if (op.f == f::Txn || op.f == f::Enqueue || op.f == f::Push) break;
      if (op.f == f::Read && op.result.items()) {
        op.result = with_one_less(random, op.result);
      } else {
        op.result = shifted(op.result, by);
      }
      break;
    case 1:
      if (op.f == other.f && op.outcome == other.outcome && op.f != f::Reserve && op.f != f::Txn)
        std::swap(op.result, other.result);
      break;
    case 2: {
      Witness witness = *op.witness;
      if (witness.revision) *witness.revision += by;
      if (witness.incarnation) *witness.incarnation += by;
      if (witness.token) witness.token = std::clamp<std::int64_t>(*witness.token + by, 1, 10);
      op.witness.make() = witness;
      if (op.argument.integer() && (op.f == f::Release || op.f == f::Renew))
        op.argument = shifted(op.argument, by);
      break;
    }
    case 3: {
      Witness witness = *op.witness;
      std::swap(witness.revision, other.witness.make().revision);
      std::swap(witness.incarnation, other.witness.make().incarnation);
      op.witness.make() = witness;
      break;
    }
    default:
      if (operations.size() > 1) operations.erase(operations.begin() + (&op - operations.data()));
      break;
  }
}

}  // namespace

std::vector<std::string_view> mixed_models() {
  std::vector<std::string_view> names;
  for (const Played& played : kPlayed) names.push_back(played.model);
  return names;
}

MixedHistory mixed_history(Random& random, std::string_view model, std::int64_t operation_count_max) {
  MixedHistory history{.model = model, .options = {}, .operations = {}, .writing = 0};
  history.options.model = model;
  const auto played = std::ranges::find(kPlayed, model, &Played::model);
  const auto player = played->make(random, history.options);
  const auto count = static_cast<std::size_t>(
      operation_count_max - std::min(random.below(operation_count_max), random.below(operation_count_max)));
  std::vector<Interval> intervals = fuzz::random_intervals(random, count, random.below(60));
  for (std::int64_t times = random.below(6); times > 0; --times) fuzz::disturb(random, intervals);
  fuzz::make_dense(random, intervals);
  for (const Interval& interval : intervals) {
    Operation& op = history.operations.emplace_back();
    op.call = static_cast<EventNumber>(interval.start);
    if (interval.end == kNoEnd) continue;
    op.ret = static_cast<EventNumber>(interval.end);
    op.outcome = random.chance(6) ? Outcome::Fail : Outcome::Ok;
  }
  assign_processes(random, history.operations);
  for (Operation& op : history.operations) {
    player->play(random, op,
                 op.outcome == Outcome::Ok || (op.outcome == Outcome::Unknown && random.chance(60)));
  }
  const std::int64_t times = random.chance(70) ? 1 + random.below(4) : 0;
  for (std::int64_t i = 0; i < times; ++i) falsify(random, history.operations);
  std::ranges::sort(history.operations, {}, &Operation::call);
  if (random.chance(8)) history.options.tuples = Tuples::Yes;
  history.writing = static_cast<std::uint64_t>(random.below(1 << 20));
  return history;
}

namespace {

class Writer {
 public:
  explicit Writer(const MixedHistory& history)
      : history_(history),
        random_(history.writing + 1),
        is_json_(random_.chance(25) && fits_json()),
        has_key_(random_.chance(8)) {}

  std::string text() {
    struct Line {
      EventNumber at = 0;
      std::size_t operation = 0;
    };
    std::vector<Line> lines;
    for (std::size_t i = 0; i < history_.operations.size(); ++i) {
      const Operation& op = history_.operations[i];
      lines.push_back({op.call * 2, i});
      if (op.ret != kNever) lines.push_back({op.ret * 2, i});
      // Nobody heard of it again, or it is said at some moment that nobody will.
      if (op.ret == kNever && random_.chance(50))
        lines.push_back({op.call * 2 + 1 + 2 * static_cast<EventNumber>(random_.below(8)), i});
    }
    std::ranges::sort(lines, {}, [](const Line& line) { return std::pair(line.at, line.operation); });
    for (const Line& line : lines)
      write(history_.operations[line.operation], line.at == history_.operations[line.operation].call * 2);
    return std::move(out_);
  }

 private:
  bool fits_json() const {
    const auto fits = [](const Value& value) {
      return to_edn(value).find_first_of(":#") == std::string::npos;
    };
    return std::ranges::all_of(history_.operations,
                               [&](const Operation& op) { return fits(op.argument) && fits(op.result); });
  }

  void field(std::string_view name, const std::string& text) {
    if (is_json_) {
      fmt::format_to(std::back_inserter(out_), "{}\"{}\":{}", out_.back() == '{' ? "" : ",", name, text);
    } else {
      fmt::format_to(std::back_inserter(out_), "{}:{} {}", out_.back() == '{' ? "" : ", ", name, text);
    }
  }
  std::string name(std::string_view text) const {
    return is_json_ ? fmt::format("\"{}\"", text) : fmt::format(":{}", text);
  }

  void write(const Operation& op, bool is_call) {
    static const Names names;
    out_ += '{';
    const bool is_ok = op.outcome == Outcome::Ok;
    field("process", std::to_string(op.process));
    field("type", name(is_call ? "invoke" : is_ok ? "ok" : op.outcome == Outcome::Fail ? "fail" : "info"));
    field("f", name(names.text(op.f)));
    const std::string value = shown(!is_call && is_ok ? op.result : op.argument);
    const bool is_tuple = history_.options.tuples == Tuples::Yes;
    field("value", is_tuple ? fmt::format("[7{}{}]", is_json_ ? "," : " ", value) : value);
    if (has_key_ && !is_tuple) field("key", "7");
    const Witness& witness = *op.witness;
    if (!witness.idem.is_nil()) field("idem", shown(witness.idem));
    const bool is_asked = op.f == f::Release || op.f == f::Renew;
    if (witness.token && (is_asked || (!is_call && is_ok))) field("token", std::to_string(*witness.token));
    if (!is_call && is_ok) {
      if (witness.revision) field("revision", std::to_string(*witness.revision));
      if (witness.incarnation) field("incarnation", std::to_string(*witness.incarnation));
    }
    out_ += "}\n";
  }

  /// Maps and sets in any order.
  std::string shown(const Value& value) {
    std::vector<std::string> items;
    if (value.map()) {
      for (const auto& [key, item] : *value.map())
        items.push_back(shown(key) + (is_json_ ? ":" : " ") + shown(item));
    } else if (value.items()) {
      for (const Value& item : *value.items()) items.push_back(shown(item));
    } else {
      std::string text;
      is_json_ ? append_json(text, value) : append_edn(text, value);
      return text;
    }
    if (!value.list() && !items.empty())
      std::ranges::rotate(items, items.begin() + random_.below(static_cast<std::int64_t>(items.size())));
    const std::string inside = fmt::format("{}", fmt::join(items, is_json_ ? "," : " "));
    return value.map() ? '{' + inside + '}' : value.set() ? "#{" + inside + '}' : '[' + inside + ']';
  }

  const MixedHistory& history_;
  Random random_;
  bool is_json_ = false;
  bool has_key_ = false;
  std::string out_;
};

}  // namespace

std::string text_of(const MixedHistory& history) { return Writer(history).text(); }

}  // namespace pawl::checker::trust
