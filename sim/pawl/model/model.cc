#include "sim/pawl/model/model.h"

#include "core/base/check.h"

namespace pawl::sim::model {

bool is_valid(const machine::Request& request, const machine::RequestLimits& limits) {
  return (!request.key || Answered::is_valid(*request.key, limits)) &&
         Sequences::is_valid(request.operation, limits);
}

bool is_valid(const machine::Query& query, const machine::RequestLimits& limits) {
  return Sequences::is_valid(query, limits);
}

bool is_same(const machine::Outcome& a, const machine::Outcome& b) {
  if (a.has_value() != b.has_value()) return false;
  return a ? *a == *b : a.error().code == b.error().code;
}

std::vector<machine::Outcome> Model::apply(const Moment& moment, std::span<const machine::Request> requests) {
  PAWL_CHECK(moment.group == group_);
  PAWL_CHECK(moment.index > applied_);
  applied_ = moment.index;
  answered_.begin_entry(moment, requests.size());
  std::vector<machine::Outcome> outcomes;
  outcomes.reserve(requests.size());
  for (const machine::Request& request : requests) outcomes.push_back(apply_one(moment, request));
  return outcomes;
}

machine::Outcome Model::apply_one(const Moment& moment, const machine::Request& request) {
  if (!request.key) return sequences_.apply(moment, request.operation);
  if (auto known = answered_.known(moment, *request.key, request.operation)) return *std::move(known);
  machine::Outcome outcome = sequences_.apply(moment, request.operation);
  answered_.remember(moment, *request.key, request.operation, outcome);
  return outcome;
}

}  // namespace pawl::sim::model
