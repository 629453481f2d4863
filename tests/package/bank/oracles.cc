// What must be true of the bank: after every step, and of the whole run.

#include <fmt/format.h>

#include <algorithm>

#include "bank.h"

namespace bank {

using namespace pawl::sim;

void Oracles::stepped(const StepSeen<Bank>& step) {
  const Node& node = step.node;
  if (node.role() != Role::Primary) return;
  const std::uint64_t view = node.view().number;
  const HostId first = primaries_.emplace(view, step.host).first->second;
  if (first != step.host)
    findings().violated("one-primary-per-view", fmt::format("n{} and n{} are primaries of view {}",
                                                            first.value, step.host.value, view));
  // A primary that has not heard of a newer view yet may lag behind; it can confirm nothing any more.
  if (view == primaries_.rbegin()->first)
    for (std::size_t i = 0; i < book_.size(); ++i)
      if (i >= node.ledger().size() || node.ledger()[i] != book_[i])
        return findings().violated("confirmed-stays",
                                   fmt::format("primary n{} of view {} lacks order {} ({})", step.host.value,
                                               view, i, to_text(book_[i])));
  for (std::size_t i = book_.size(); i < node.confirmed(); ++i) book_.push_back(node.ledger()[i]);
}

namespace {

/// The model: one ledger, and one order after another.
class Model {
 public:
  Model(const Ledger& book, Findings& findings) : book_(book), findings_(findings) {}

  void judge(const Bank::History::Call& call) {
    const std::size_t place = place_of(book_, call.request.number);
    if (place == book_.size()) return object(call, "nobody confirmed it");
    if (call.reply->outcome != outcome_at(book_, place)) object(call, "its place in the book says otherwise");
  }

  /// What ended before another call began stands before it.
  void judge_order(std::vector<Bank::History::Call> calls) {
    std::ranges::sort(calls, {}, [&](const auto& call) { return place_of(book_, call.request.number); });
    SimTime latest_begin;
    for (const auto& call : calls) {
      if (call.ended < latest_begin) object(call, "it was over before a call began that stands before it");
      latest_begin = std::max(latest_begin, call.began);
    }
  }

 private:
  void object(const Bank::History::Call& call, std::string_view why) {
    findings_.violated("answers-by-model", fmt::format("{} was answered {}, but {}", to_text(call.request),
                                                       Bank::words_of(*call.reply), why));
  }

  const Ledger& book_;
  Findings& findings_;
};

}  // namespace

std::string Bank::judge(const History& history, const bank::Oracles& oracles, const Plan&, Findings& findings,
                        std::vector<Figure>& figures) {
  Model model(oracles.book(), findings);
  std::vector<History::Call> answered;
  std::uint64_t refused = 0;
  for (const History::Call& call : history.calls()) {
    if (!call.reply) continue;
    answered.push_back(call);
    refused += call.reply->outcome.is_done ? 0 : 1;
    model.judge(call);
  }
  figures.push_back({"calls", history.calls().size()});
  figures.push_back({"acknowledged", answered.size()});
  figures.push_back({"refused", refused});
  figures.push_back({"views", oracles.views()});
  model.judge_order(std::move(answered));
  return {};
}

}  // namespace bank
