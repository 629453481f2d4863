// Sequencers of a history: next, reserve, read or get, create, delete, `:idem`, `:incarnation`.

#include <fmt/format.h>

#include <optional>
#include <unordered_map>
#include <utility>

#include "checker/decide/adapters.h"
#include "checker/decide/sequencer/sequence_parameters.h"
#include "checker/decide/sequencer/sequencer.h"
#include "checker/history/large_pages.h"

namespace pawl::checker {
namespace {

using Kind = SequencerOp::Kind;
using Life = SequencerRules::Life;

struct HashOfValue {
  std::size_t operator()(const Value& value) const { return static_cast<std::size_t>(hash_of(value)); }
};

/// What the creates and deletes of a history mean for the lives of the sequence.
struct Lives {
  bool has_creates = false;
  bool has_deletes = false;
  bool all_named = true;  ///< every known answer carries an incarnation
  /// Two operations that were answered with different incarnations, by place in the members.
  std::optional<std::pair<std::size_t, std::size_t>> different;
};

bool found_nothing(const Operation& op) {
  return (op.f == f::Read || op.f == f::Get) && op.outcome == Outcome::Ok && op.result.is_nil();
}

Lives survey(const AdapterInput& input) {
  Lives lives;
  std::optional<std::size_t> named;
  for (std::size_t i = 0; i < input.members.size(); ++i) {
    const Operation& op = input.at(i);
    if (op.outcome == Outcome::Fail) {
      continue;
    }
    lives.has_creates = lives.has_creates || op.f == f::Create;
    lives.has_deletes = lives.has_deletes || op.f == f::Delete;
    if (op.outcome == Outcome::Ok && !op.witness->incarnation) {
      lives.all_named = false;
    }
    if (op.outcome != Outcome::Ok || !op.witness->incarnation || found_nothing(op)) {
      continue;
    }
    if (named && input.at(*named).witness->incarnation != op.witness->incarnation && !lives.different) {
      lives.different = {*named, i};
    }
    named = named.value_or(i);
  }
  return lives;
}

/// The parameters that all creates agree on.
std::optional<SequenceParameters> agreed_parameters(const AdapterInput& input) {
  const Value* init = input.options.init ? &*input.options.init : nullptr;
  const std::int64_t initial = init != nullptr && init->integer() ? *init->integer() : 0;
  SequenceParameters agreed;
  agreed.initial = initial;
  bool is_first = true;
  for (std::size_t i = 0; i < input.members.size(); ++i) {
    const Operation& op = input.at(i);
    if (op.f != f::Create || op.outcome == Outcome::Fail) {
      continue;
    }
    const auto parameters = read_parameters(op.argument, initial);
    if (!parameters || parameters->does_cycle || !parameters->can_begin() ||
        (!is_first && *parameters != agreed)) {
      return std::nullopt;
    }
    agreed = *parameters;
    is_first = false;
  }
  return agreed;
}

class Adapter {
 public:
  Adapter(const AdapterInput& input, const SequenceParameters& parameters, const Lives& lives)
      : input_(input), parameters_(parameters), lives_(lives) {
    rules_.grid = parameters.grid();
    rules_.ordinal_max = parameters.ordinal_max();
    rules_.life = lives.has_creates ? Life::Created : Life::Eternal;
  }

  std::optional<DecidedPart> decide() {
    reserve_long(ops_, input_.members.size());
    reserve_long(sources_, input_.members.size());
    for (std::size_t i = 0; i < input_.members.size() && !is_outside_; ++i) {
      add(input_.at(i), input_.members[i]);
    }
    if (is_outside_) {
      return std::nullopt;
    }
    if (off_grid_) {
      return DecidedPart{.decided_by = "sequencer", .decision = *std::move(off_grid_)};
    }
    return translate("sequencer", decide_sequencer(ops_, rules_), sources_);
  }

 private:
  void add(const Operation& op, std::uint32_t source) {
    const bool is_read = op.f == f::Read || op.f == f::Get;
    if (op.outcome == Outcome::Fail || (is_read && op.outcome == Outcome::Unknown)) {
      return;
    }
    SequencerOp item;
    item.start = op.call;
    item.end = end_of(op);
    item.incarnation = lives_.has_deletes ? op.witness->incarnation.value_or(0) : 1;
    item.kind = is_read             ? Kind::Read
                : op.f == f::Create ? Kind::Create
                : op.f == f::Delete ? Kind::Delete
                                    : Kind::Allocate;
    if (item.kind == Kind::Allocate) {
      set_allocation(item, op, source);
    }
    if (is_read) {
      set_read(item, op, source);
    }
    ops_.push_back(item);
    sources_.push_back(source);
  }

  void set_allocation(SequencerOp& item, const Operation& op, std::uint32_t source) {
    if (!op.witness->idem.is_nil()) {
      item.key = keys_.try_emplace(op.witness->idem, static_cast<std::int64_t>(keys_.size())).first->second;
    }
    if (op.f == f::Next) {
      if (item.is_known()) {
        item.first = item.last = ordinal(op.result, source);
      }
      return;
    }
    const Value::List* asked = op.argument.pair();
    const std::int64_t* count = asked == nullptr ? nullptr : asked->front().integer();
    if (count == nullptr || *count < 1) {
      is_outside_ = true;
      return;
    }
    item.count = *count;
    if (!item.is_known()) {
      return;
    }
    const Value::List* answer = op.result.pair();
    const Value::List* range = answer == nullptr ? nullptr : answer->back().pair();
    if (range == nullptr) {
      is_outside_ = true;
      return;
    }
    item.first = ordinal(range->front(), source);
    item.last = ordinal(range->back(), source);
  }

  void set_read(SequencerOp& item, const Operation& op, std::uint32_t source) {
    if (op.result.is_nil()) {
      if (rules_.life == Life::Created) {
        is_outside_ = true;
      }
      reject("a read answered nil, and nobody ever deleted the sequence", source);
      return;
    }
    item.last = ordinal(op.result, source);
  }

  std::int64_t ordinal(const Value& value, std::uint32_t source) {
    const std::int64_t* number = value.integer();
    if (number == nullptr) {
      is_outside_ = true;
      return 0;
    }
    const std::optional<std::int64_t> found = parameters_.ordinal_of(*number);
    if (!found) {
      reject(fmt::format("{} is no number of a sequence that begins after {} and goes by {}", *number,
                         parameters_.initial, parameters_.increment),
             source);
    }
    return found.value_or(0);
  }

  void reject(std::string reason, std::uint32_t source) {
    if (!off_grid_) {
      off_grid_ =
          impossible(Finding::OffGrid, std::move(reason), source, input_.history.operations[source].ret);
    }
  }

  const AdapterInput& input_;
  const SequenceParameters& parameters_;
  const Lives& lives_;
  SequencerRules rules_;
  std::vector<SequencerOp> ops_;
  std::vector<std::uint32_t> sources_;
  std::unordered_map<Value, std::int64_t, HashOfValue> keys_;
  std::optional<Decision> off_grid_;
  bool is_outside_ = false;
};

}  // namespace

std::optional<DecidedPart> adapt_sequencer(const AdapterInput& input) {
  const Lives lives = survey(input);
  // Several lives can be told apart only by the incarnation in the answers.
  if (lives.has_deletes && !(lives.has_creates && lives.all_named)) {
    return std::nullopt;
  }
  if (!lives.has_deletes && lives.different) {
    const auto [one, other] = *lives.different;
    Decision decision = violation(
        Finding::Duplicate,
        fmt::format(
            "one operation was answered with incarnation {}, another with {}, and nobody ever deleted the "
            "sequence",
            *input.at(one).witness->incarnation, *input.at(other).witness->incarnation),
        {one, other});
    Shrinking& shrinking = decision.shrinking.emplace();
    for (std::size_t i = 0; i < input.members.size(); ++i) {
      shrinking.ends.push_back(end_of(input.at(i)));
    }
    return translate("sequencer", std::move(decision), input.members);
  }
  const std::optional<SequenceParameters> parameters = agreed_parameters(input);
  if (!parameters) {
    return std::nullopt;
  }
  return Adapter(input, *parameters, lives).decide();
}

}  // namespace pawl::checker
