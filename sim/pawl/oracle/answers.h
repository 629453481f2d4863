#pragma once
// Judges every answer that a node gives to a client, at the step that gives it: against the model of the
// objects, which is fed the committed log of one group. A request's answer must be that of a committed entry
// that holds this very request and came after it; a query's must be true at some index between its begin and
// its end; a refusal must have its reason, and what it refused must not be done.

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "core/node/node.h"
#include "sim/oracle/findings.h"
#include "sim/pawl/model/model.h"
#include "sim/pawl/oracle/log_book.h"
#include "sim/pawl/oracle/step_seen.h"

namespace pawl::sim {

class Answers {
 public:
  /// `options` are those of every node.
  Answers(std::uint32_t nodes, GroupId group, const node::Options& options, const Beginning& beginning,
          Findings& findings);

  /// A client's attempt comes to the node, and is in its next step.
  void asked(NodeId node, const node::FromClient& input, const LogBook& logs);
  /// The node starts anew: whoever waited there is never answered.
  void booted(NodeId node, const node::Status& status);
  /// Brings the model to where the log is committed.
  void committed(const LogBook& logs);
  /// Judges the step's answers. The model stands at all that is committed by then.
  void stepped(const NodeStep& step);

  std::uint64_t judged() const { return judged_; }

 private:
  /// A request's place in the committed log, and what the model says to it.
  struct Fate {
    LogIndex index;
    machine::Outcome outcome;
    bool is_told = false;
  };
  /// All attempts that ask exactly the same: nothing but their times tells them apart.
  struct Content {
    std::uint64_t attempts = 0;
    std::uint64_t refused = 0;
    std::uint64_t committed = 0;
    /// Where the log ended when each of those began that still wait.
    std::vector<LogIndex> waiting_since;
    /// What may still be told to one that waits.
    std::vector<Fate> fates;
  };
  struct Attempt {
    NodeId node;
    /// Everything up to here was committed before.
    LogIndex since;
    node::Ask ask;
    bool is_valid = false;
    bool forwards = false;
    /// The node's step that takes it up.
    std::uint64_t step = 0;
    /// Null: it is a query.
    Content* content = nullptr;
  };
  /// What a node showed after its newest step.
  struct Seen {
    std::uint64_t steps = 0;
    Term term;
    NodeId leader;
    std::uint64_t waiting_requests = 0;
    std::uint64_t waiting_bytes = 0;
  };

  void account(LogIndex index, const machine::Request& request, machine::Outcome&& outcome);
  void judge(const NodeStep& step, const node::ClientReply& reply);
  void judge_done(const Attempt& attempt, const machine::Outcome& outcome);
  void judge_query(const Attempt& attempt, const machine::Outcome& outcome);
  void judge_refusal(const NodeStep& step, const Attempt& attempt, const node::ClientReply& reply);
  void judge_guidance(const NodeStep& step, const Attempt& attempt, const node::ClientReply& reply);
  bool may_be_full(const NodeStep& step) const;
  void check_count(const Content& content, const machine::Request& request);
  void leave(const Attempt& attempt);
  void wrong(std::string_view oracle, const Attempt& attempt, const machine::Outcome& outcome,
             std::string_view why);

  Findings* findings_;
  node::Options options_;
  model::Model model_;
  /// By the reference of the client that waits.
  std::map<ClientRef, Attempt> waiting_;
  /// By a hash of all that a request says.
  std::map<Digest, Content> contents_;
  std::vector<Seen> seen_;
  std::uint64_t judged_ = 0;
};

}  // namespace pawl::sim
