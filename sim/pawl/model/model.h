#pragma once
// The replicated objects of one group as a reader of the documentation would build them: slowly, plainly, and
// apart from core/machine, of which only the types of requests and answers are used. It is fed the committed
// log and says what each request of it must be told, and what a query may be told as of any index that is
// still kept.
//
// To add an object: write a page of it beside sequences.h, with its own is_valid(), apply(), query() as of an
// index and keep_from(); make it a member here; and let model.cc give it the operations that are its own.

#include <span>
#include <vector>

#include "core/machine/operation.h"
#include "core/machine/retention.h"
#include "sim/pawl/beginning.h"
#include "sim/pawl/model/answered.h"
#include "sim/pawl/model/moment.h"
#include "sim/pawl/model/sequences.h"

namespace pawl::sim::model {

/// Whether it is well formed; what is not is refused as InvalidArgument and never enters the log.
bool is_valid(const machine::Request& request, const machine::RequestLimits& limits);
bool is_valid(const machine::Query& query, const machine::RequestLimits& limits);

/// Whether a client is told the same: texts of errors are for people and may differ.
bool is_same(const machine::Outcome& a, const machine::Outcome& b);

class Model {
 public:
  /// The objects as they are where the log begins.
  Model(GroupId group, const machine::Retention& retention, const Beginning& beginning)
      : group_(group),
        applied_(beginning.index),
        answered_(retention, beginning.next_order),
        sequences_(beginning) {}

  /// The next entry of the log, and one outcome for each of its requests.
  std::vector<machine::Outcome> apply(const Moment& moment, std::span<const machine::Request> requests);
  /// An entry without requests.
  void skip(LogIndex index) { applied_ = index; }

  machine::Outcome query(const machine::Query& query, LogIndex at) const {
    return sequences_.query(query, at);
  }
  /// No query asks for anything before `oldest` any more.
  void keep_from(LogIndex oldest) { sequences_.keep_from(oldest); }

  GroupId group() const { return group_; }
  LogIndex applied() const { return applied_; }

 private:
  machine::Outcome apply_one(const Moment& moment, const machine::Request& request);

  GroupId group_;
  LogIndex applied_;
  Answered answered_;
  Sequences sequences_;
};

}  // namespace pawl::sim::model
