// Registers of a history and single keys of a store: read or get, write or put, cas, delete, `:revision`.

#include <utility>

#include "checker/decide/adapters.h"
#include "checker/decide/register/register_versions.h"
#include "checker/decide/register/register_zones.h"
#include "checker/decide/value_numbers.h"
#include "checker/history/large_pages.h"

namespace pawl::checker {
namespace {

class Adapter {
 public:
  explicit Adapter(const AdapterInput& input) : input_(input) {}

  std::optional<DecidedPart> decide() {
    numbers_.expect(input_.members.size());
    initial_ = numbers_.of(input_.options.init ? *input_.options.init : nil_);
    reserve_long(ops_, input_.members.size());
    reserve_long(versions_, input_.members.size());
    reserve_long(sources_, input_.members.size());
    for (std::size_t i = 0; i < input_.members.size(); ++i) {
      if (!add(input_.at(i), input_.members[i])) {
        return std::nullopt;
      }
    }
    const auto text_of = [this](std::uint32_t value) { return numbers_.text(value); };
    if (has_versions()) {
      VersionRules rules{.initial = initial_, .text_of = text_of};
      Decision decision = decide_versions(versioned_ops(), rules);
      if (decision.answer != Answer::Undecided) {
        return translate("versions", std::move(decision), sources_);
      }
    }
    Decision decision =
        decide_register(ops_, {.value_count = numbers_.count(), .initial = initial_, .text_of = text_of});
    if (has_any_version_ && decision.shrinking) {
      be_certain_of_contradictions_only(*decision.shrinking);
    }
    return translate("register", std::move(decision), sources_);
  }

 private:
  /// False if the operation is outside of what the procedures decide.
  bool add(const Operation& op, std::uint32_t source) {
    RegisterOp item;
    item.start = op.call;
    item.end = end_of(op);
    if (op.f == f::Read || op.f == f::Get) {
      const bool says_nothing = input_.options.nil_read == NilRead::Any && op.result.is_nil();
      if (op.outcome != Outcome::Ok || says_nothing) {
        return true;
      }
      item.value = numbers_.of(op.result);
    } else if (op.f == f::Cas) {
      if (op.outcome == Outcome::Fail) {
        return input_.options.cas_fail == CasFail::Drop;
      }
      const Value::List* swap = op.argument.pair();
      if (swap == nullptr) {
        return false;
      }
      item.kind = RegisterOp::Kind::CompareAndSet;
      item.expected = numbers_.of(swap->front());
      item.value = numbers_.of(swap->back());
    } else if (op.f == f::Write || op.f == f::Put || op.f == f::Delete) {
      if (op.outcome == Outcome::Fail) {
        return true;
      }
      item.kind = RegisterOp::Kind::Write;
      item.value = op.f == f::Delete ? initial_ : numbers_.of(op.argument);
    } else {
      return false;
    }
    note_version(op, item);
    ops_.push_back(item);
    sources_.push_back(source);
    return true;
  }

  void note_version(const Operation& op, const RegisterOp& item) {
    const std::optional<std::int64_t> revision = op.witness->revision;
    has_any_version_ = has_any_version_ || (item.is_known() && revision);
    const bool is_read = item.kind == RegisterOp::Kind::Read;
    writes_initial_ = writes_initial_ || (!is_read && item.value == initial_);
    if (item.is_known() && (!revision || *revision == kOfBeginning)) {
      (is_read && item.value == initial_ && !revision ? reads_beginning_ : lacks_versions_) = true;
    }
    versions_.push_back(revision.value_or(kOfBeginning));
  }

  /// A read of what was there before all writes need not carry a revision. But it must be that: the value
  /// must be nobody's.
  bool has_versions() const {
    return has_any_version_ && !lacks_versions_ && !(reads_beginning_ && writes_initial_);
  }

  /// What is left of a contradiction may be one by its versions, which chains do not know.
  static void be_certain_of_contradictions_only(Shrinking& shrinking) {
    shrinking.answer_of = [chains = std::move(shrinking.answer_of)](const std::vector<bool>& kept,
                                                                    Position until) {
      const Answer answer = chains(kept, until);
      return answer == Answer::Linearizable ? Answer::Undecided : answer;
    };
  }

  std::vector<VersionedOp> versioned_ops() const {
    std::vector<VersionedOp> ops;
    ops.reserve(ops_.size());
    for (std::size_t i = 0; i < ops_.size(); ++i) {
      ops.push_back({.kind = static_cast<VersionedOp::Kind>(ops_[i].kind),
                     .start = ops_[i].start,
                     .end = ops_[i].end,
                     .value = ops_[i].value,
                     .expected = ops_[i].expected,
                     .version = versions_[i]});
    }
    return ops;
  }

  const AdapterInput& input_;
  const Value nil_{};
  NumberedValues numbers_;
  std::uint32_t initial_ = 0;
  std::vector<RegisterOp> ops_;
  std::vector<std::int64_t> versions_;  ///< beside ops_
  std::vector<std::uint32_t> sources_;
  bool has_any_version_ = false;
  bool lacks_versions_ = false;   ///< of some known operation
  bool reads_beginning_ = false;  ///< the initial value was read, and no version told
  bool writes_initial_ = false;   ///< somebody writes the initial value, or may
};

}  // namespace

std::optional<DecidedPart> adapt_register(const AdapterInput& input) { return Adapter(input).decide(); }

}  // namespace pawl::checker
