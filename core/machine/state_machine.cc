#include "core/machine/state_machine.h"

#include <string>
#include <utility>

#include "core/base/check.h"
#include "core/base/limits.h"
#include "core/base/marks.h"
#include "core/base/overloaded.h"
#include "core/machine/sequence.h"

namespace pawl::machine {
namespace {

Outcome refuse(ErrorCode code, std::string detail) { return std::unexpected(Error{code, std::move(detail)}); }

Outcome refuse_missing() {
  return refuse(ErrorCode::NotFound, "there is no sequence of that name: create it first");
}

Outcome refuse_to_delete_missing() {
  return refuse(ErrorCode::NotFound, "there is no sequence of that name: nothing to delete");
}

std::string bound_text(const std::optional<std::int64_t>& bound) {
  return bound ? std::to_string(*bound) : std::string("-");
}

Outcome refuse_other_parameters(const SequenceParameters& existing) {
  return refuse(ErrorCode::AlreadyExists, "it exists with initial " + std::to_string(existing.initial) +
                                              " increment " + std::to_string(existing.increment) + " min " +
                                              bound_text(existing.min) + " max " + bound_text(existing.max) +
                                              " cycle " + (existing.cycle ? "yes" : "no") +
                                              ": use it as it is, or take another name");
}

Outcome refuse_shortage(const Shortage& shortage, std::int64_t wanted) {
  const std::string left = std::to_string(shortage.left);
  const std::string asked = ", " + std::to_string(wanted) + (wanted == 1 ? " was" : " were") + " asked for";
  if (shortage.begins_again) {
    return refuse(ErrorCode::Exhausted,
                  left + " left before the cycle begins again" + asked + ": ask for at most " + left);
  }
  if (shortage.left == 0) return refuse(ErrorCode::Exhausted, "0 left" + asked + ": the sequence is used up");
  return refuse(ErrorCode::Exhausted, left + " left" + asked + ": ask for at most " + left);
}

Outcome refuse_incarnation() {
  PAWL_SOMETIMES("machine.incarnations-are-used-up");
  return refuse(ErrorCode::Exhausted, "this cluster has made as many sequences as it can count");
}

Outcome refuse_revision() {
  PAWL_SOMETIMES("machine.revisions-are-used-up");
  return refuse(ErrorCode::Exhausted, "the sequence has changed as often as can be counted: take another");
}

}  // namespace

StateMachine::StateMachine(const Retention& retention) : StateMachine(retention, StoredState{}) {}

StateMachine::StateMachine(const Retention& retention, StoredState stored)
    : answered_(retention, stored.head, std::move(stored.requests)),
      next_incarnation_(stored.head.next_incarnation),
      saved_head_(stored.head) {
  PAWL_SOMETIMES("machine.begins-again-with-sequences", !stored.sequences.empty());
  for (Sequence& sequence : stored.sequences) {
    PAWL_CHECK(sequence.incarnation < next_incarnation_);
    sequences_.restore(std::move(sequence));
  }
}

void StateMachine::apply(const ApplyContext& context, std::span<const Request> requests,
                         std::vector<Outcome>& outcomes) {
  // Twice as fast as records can come, so that what is due never piles up.
  answered_.forget_due(context.now, 16 + 2 * requests.size());
  for (const Request& request : requests) outcomes.push_back(apply_one(context, request));
  sequences_.settle();
}

Outcome StateMachine::apply_one(const ApplyContext& context, const Request& request) {
  PAWL_CHECK(validate(request).has_value());
  if (!request.key) return change(request.operation);

  const std::string& name = sequence_name(request.operation);
  const AnsweredRequests::Asked asked(name, *request.key, fingerprint(request.operation));
  if (auto known = answered_.recognise(context, asked)) return *std::move(known);
  Outcome outcome = change(request.operation);
  answered_.remember(context, asked, outcome);
  return outcome;
}

Outcome StateMachine::change(const Operation& operation) {
  return std::visit(Overloaded{
                        [&](const SequenceCreate& it) { return create(it); },
                        [&](const SequenceReserve& it) { return reserve(it); },
                        [&](const SequenceDelete& it) { return remove(it); },
                    },
                    operation);
}

Outcome StateMachine::create(const SequenceCreate& create) {
  const auto place = sequences_.find(create.name);
  if (!sequences_.holds(place)) {
    if (next_incarnation_ == kNumberMax) return refuse_incarnation();
    PAWL_SOMETIMES("machine.creates");
    return Created{begin_sequence(create.name, create.parameters)->second.sequence, true};
  }
  const Sequence& existing = place->second.sequence;
  PAWL_SOMETIMES("machine.exists-as-asked-for", existing.parameters == create.parameters);
  PAWL_SOMETIMES("machine.exists-with-other-parameters", existing.parameters != create.parameters);
  if (existing.parameters != create.parameters) return refuse_other_parameters(existing.parameters);
  return Created{existing, false};
}

SequenceTable::Place StateMachine::begin_sequence(const std::string& name,
                                                  const SequenceParameters& parameters) {
  Sequence sequence{.name = name, .parameters = parameters, .current = parameters.initial};
  sequence.incarnation = next_incarnation_++;
  return sequences_.create(std::move(sequence));
}

Outcome StateMachine::reserve(const SequenceReserve& reserve) {
  auto place = sequences_.find(reserve.name);
  if (!sequences_.holds(place)) {
    PAWL_SOMETIMES("machine.reserve-finds-nothing", reserve.on_missing == OnMissing::Refuse);
    PAWL_SOMETIMES("machine.reserve-creates", reserve.on_missing != OnMissing::Refuse);
    if (reserve.on_missing == OnMissing::Refuse) return refuse_missing();
    if (next_incarnation_ == kNumberMax) return refuse_incarnation();
    place = begin_sequence(reserve.name, SequenceParameters{});
  }
  const Sequence& sequence = place->second.sequence;
  if (sequence.revision == kNumberMax) return refuse_revision();
  const auto allocation = allocate(sequence.parameters, sequence.current, reserve.count);
  if (!allocation) return refuse_shortage(allocation.error(), reserve.count);
  PAWL_SOMETIMES("machine.reserves-one", reserve.count == 1);
  PAWL_SOMETIMES("machine.reserves-many", reserve.count > 1);
  sequences_.advance(place, allocation->last);
  return Reserved{allocation->first, allocation->last,    reserve.count, sequence.parameters.increment,
                  sequence.revision, sequence.incarnation};
}

Outcome StateMachine::remove(const SequenceDelete& remove) {
  const auto place = sequences_.find(remove.name);
  PAWL_SOMETIMES("machine.deletes", sequences_.holds(place));
  PAWL_SOMETIMES("machine.delete-finds-nothing", !sequences_.holds(place));
  if (!sequences_.holds(place)) return refuse_to_delete_missing();
  const std::uint64_t incarnation = place->second.sequence.incarnation;
  sequences_.erase(place);
  return Deleted{incarnation};
}

Outcome StateMachine::query(const Query& query) const {
  return std::visit(Overloaded{
                        [&](const SequenceGet& get) -> Outcome {
                          const Sequence* sequence = sequences_.find(get.name);
                          PAWL_SOMETIMES("machine.get-finds", sequence != nullptr);
                          PAWL_SOMETIMES("machine.get-finds-nothing", sequence == nullptr);
                          if (sequence == nullptr) return refuse_missing();
                          return Found{*sequence};
                        },
                        [&](const SequenceList& list) -> Outcome { return sequences_.list(list); },
                    },
                    query);
}

RowChanges StateMachine::take_row_changes() {
  RowChanges changes;
  sequences_.take_changes(changes);
  answered_.take_changes(changes);
  const MachineHead now = head();
  if (now != saved_head_) {
    RowChange& change = changes.emplace_back();
    change.key = HeadRowKey{};
    change.row = now;
    saved_head_ = now;
  }
  return changes;
}

Digest StateMachine::digest() const {
  return sequences_.digest().plus(answered_.digest()).plus(digest_of(head()));
}

std::vector<Row> StateMachine::rows() const {
  std::vector<Row> rows;
  sequences_.append_rows(rows);
  answered_.append_rows(rows);
  rows.emplace_back(head());
  return rows;
}

MachineHead StateMachine::head() const {
  return {next_incarnation_, answered_.next_order(), answered_.keys_expired_to()};
}

}  // namespace pawl::machine
