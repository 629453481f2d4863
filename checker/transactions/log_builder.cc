#include "checker/transactions/log_builder.h"

#include <algorithm>

namespace pawl::checker {
namespace {

constexpr EventNumber kEventCountMax = kNever - 1;
constexpr std::size_t kStepsMax = 64;

bool opens(AtomKind kind) {
  return kind == AtomKind::OpenList || kind == AtomKind::OpenSet || kind == AtomKind::OpenMap;
}
bool closes(AtomKind kind) { return kind == AtomKind::CloseList || kind == AtomKind::CloseMap; }

// The first form of a run.
std::span<const Atom> first_form(std::span<const Atom> run) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < run.size(); ++i) {
    if (opens(run[i].kind)) ++depth;
    if (closes(run[i].kind)) --depth;
    if (depth == 0) return run.first(i + 1);
  }
  return run;
}

// What stands between the brackets of a list. False: it is none.
bool inside(std::span<const Atom> form, std::span<const Atom>& items) {
  if (form.size() < 2 || form.front().kind != AtomKind::OpenList) return false;
  items = form.subspan(1, form.size() - 2);
  return true;
}

}  // namespace

TransactionLogBuilder::TransactionLogBuilder(const Value& init, bool nil_says_nothing)
    : nil_says_nothing_(nil_says_nothing) {
  set_initial(log_, init);
}

bool TransactionLogBuilder::add(const RawEvent& event) {
  if (!event.is_client) return true;
  if (event.f != f::Txn || !event.key().empty() || event_count_ >= kEventCountMax) return false;
  return event.type == EventType::Invoke ? invoke(event) : complete(event);
}

bool TransactionLogBuilder::invoke(const RawEvent& event) {
  Open& open = processes_[event.process];
  if (open.is_open || open.is_retired) return false;
  open.steps.clear();
  if (!parse(event.value(), false, open.steps)) return false;
  open.is_open = true;
  open.txn = static_cast<TxnId>(log_.all.size());
  log_.all.push_back({.process = event.process, .call = event_count_++, .call_line = event.place.line});
  return true;
}

bool TransactionLogBuilder::complete(const RawEvent& event) {
  const auto found = processes_.find(event.process);
  if (found == processes_.end() || !found->second.is_open) return false;
  Open& open = found->second;
  Transaction& txn = log_.all[open.txn];
  open.is_open = false;
  txn.ret_line = event.place.line;
  const EventNumber position = event_count_++;
  if (event.type == EventType::Info) {
    open.is_retired = true;
    keep_asked(open);
    return true;
  }
  txn.ret = position;
  txn.outcome = event.type == EventType::Ok ? Outcome::Ok : Outcome::Fail;
  if (event.type == EventType::Fail) {
    keep_asked(open);
    return true;
  }
  txn.step_begin = static_cast<std::uint32_t>(log_.steps.size());
  if (!parse(event.value(), true, log_.steps)) return false;
  txn.step_count = static_cast<std::uint32_t>(log_.steps.size()) - txn.step_begin;
  return true;
}

void TransactionLogBuilder::keep_asked(Open& open) {
  Transaction& txn = log_.all[open.txn];
  txn.step_begin = static_cast<std::uint32_t>(log_.steps.size());
  txn.step_count = static_cast<std::uint32_t>(open.steps.size());
  log_.steps.insert(log_.steps.end(), open.steps.begin(), open.steps.end());
}

TransactionLog TransactionLogBuilder::take() {
  for (auto& [process, open] : processes_) {
    if (open.is_open) keep_asked(open);
  }
  processes_.clear();
  return std::move(log_);
}

bool TransactionLogBuilder::parse(std::span<const Atom> value, bool is_answer, std::vector<Step>& steps) {
  std::span<const Atom> rest;
  if (!inside(value, rest)) return false;
  for (std::size_t count = 0; !rest.empty(); ++count) {
    const std::span<const Atom> step = first_form(rest);
    if (count == kStepsMax || !parse_step(step, is_answer, steps)) return false;
    rest = rest.subspan(step.size());
  }
  return true;
}

bool TransactionLogBuilder::parse_step(std::span<const Atom> form, bool is_answer, std::vector<Step>& steps) {
  std::span<const Atom> rest;
  if (!inside(form, rest) || rest.size() < 3) return false;
  const Atom& word = rest.front();
  if ((word.kind != AtomKind::Keyword && word.kind != AtomKind::Text) || word.has_escape) return false;
  const auto kind = step_kind(word.text);
  if (!kind) return false;
  const std::span<const Atom> key = first_form(rest.subspan(1));
  if (rest.size() <= key.size() + 1) return false;
  const std::span<const Atom> value = first_form(rest.subspan(1 + key.size()));
  if (1 + key.size() + value.size() != rest.size()) return false;
  Step step{.key = log_.keys.number(number(key)), .kind = *kind};
  if (*kind != StepKind::Read) {
    step.value = number(value);
  } else if (!is_answer || (nil_says_nothing_ && value.front().kind == AtomKind::Nil)) {
    step.kind = StepKind::ReadAny;
  } else if (std::span<const Atom> items; inside(value, items)) {
    step.kind = StepKind::ReadList;
    step.value = static_cast<std::uint32_t>(log_.elements.size());
    while (!items.empty()) {
      const std::span<const Atom> item = first_form(items);
      log_.elements.push_back(number(item));
      items = items.subspan(item.size());
    }
    step.count = static_cast<std::uint32_t>(log_.elements.size()) - step.value;
  } else {
    step.value = number(value);
  }
  steps.push_back(step);
  return true;
}

std::uint32_t TransactionLogBuilder::number(std::span<const Atom> form) {
  if (form.size() == 1 && form.front().kind == AtomKind::Integer)
    return log_.values.number(form.front().number);
  return log_.values.number(value_of(form));
}

}  // namespace pawl::checker
