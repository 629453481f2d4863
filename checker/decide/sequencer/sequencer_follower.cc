#include "checker/decide/sequencer/sequencer_follower.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace pawl::checker {
namespace {

using Kind = SequencerOp::Kind;

/// Processes up to here are found by index; they are renumbered upwards after each unknown outcome.
constexpr std::int64_t kLowProcesses = std::int64_t{1} << 21;

/// Each sequence keeps some hundred bytes; more of them are judged one by one from the whole history.
constexpr std::size_t kSequencesMax = std::size_t{1} << 17;

std::unexpected<Damage> broken_rule(const RawEvent& event, std::string what) {
  return std::unexpected(Damage{.place = event.place, .what = std::move(what)});
}

bool is_low(std::int64_t process) { return process >= 0 && process < kLowProcesses; }

bool is_integer(const Atom& atom) { return atom.kind == AtomKind::Integer; }

/// `[count nil]` of a reserve's invocation.
std::optional<std::int64_t> count_of(std::span<const Atom> value) {
  const bool fits = value.size() == 4 && value[0].kind == AtomKind::OpenList && is_integer(value[1]) &&
                    value[1].number >= 1 && value[3].kind == AtomKind::CloseList;
  return fits ? std::optional(value[1].number) : std::nullopt;
}

/// `[count [first last]]` of its answer.
std::optional<std::pair<std::int64_t, std::int64_t>> range_of(std::span<const Atom> value) {
  const bool fits = value.size() == 7 && value[0].kind == AtomKind::OpenList && is_integer(value[1]) &&
                    value[2].kind == AtomKind::OpenList && is_integer(value[3]) && is_integer(value[4]);
  return fits ? std::optional(std::pair(value[3].number, value[4].number)) : std::nullopt;
}

/// One text for equal keys. Most keys are one atom, whose text is as it stands in the file.
std::string text_of(std::span<const Atom> key) {
  if (key.empty()) {
    return {};
  }
  const Atom& atom = key.front();
  if (key.size() == 1) {
    switch (atom.kind) {
      case AtomKind::Integer: return fmt::format("{}", atom.number);
      case AtomKind::Keyword: return fmt::format(":{}", atom.text);
      case AtomKind::Nil: return {};
      default: break;
    }
    const bool is_text = (atom.kind == AtomKind::Text || atom.kind == AtomKind::Word) && !atom.has_escape;
    if (is_text && std::ranges::none_of(atom.text, [](char c) { return c < ' ' || c == '"' || c == '\\'; })) {
      return fmt::format("\"{}\"", atom.text);
    }
  }
  return to_edn(value_of(key));
}

}  // namespace

SequencerFollower::SequencerFollower(std::int64_t initial) { parameters_.initial = initial; }

std::expected<SequencerFollower::Status, Damage> SequencerFollower::add(const RawEvent& event) {
  if (last_ != Status::Following || !event.is_client) {
    return last_;
  }
  Process& process = process_of(event.process);
  if (process.state == Process::State::Retired) {
    return broken_rule(event,
                       fmt::format("process {} appears again after an :info; give the worker a new number",
                                   process_text(event)));
  }
  auto status = event.type == EventType::Invoke ? invoke(event, process) : complete(event, process);
  ++events_;
  // Processes found by look-up are forgotten between operations, so that odd numbers cost no memory.
  if (!is_low(event.process) && process.state == Process::State::Idle) {
    high_.erase(event.process);
  }
  if (status) {
    last_ = *status;
  }
  return status;
}

SequencerFollower::Process& SequencerFollower::process_of(std::int64_t process) {
  if (!is_low(process)) {
    return high_[process];
  }
  const auto index = static_cast<std::size_t>(process);
  if (index >= low_.size()) {
    low_.resize(index + 1);
  }
  return low_[index];
}

std::expected<SequencerFollower::Status, Damage> SequencerFollower::invoke(const RawEvent& event,
                                                                           Process& process) {
  if (process.state == Process::State::Busy) {
    return broken_rule(
        event, fmt::format("process {} invokes while its last operation is still open", process_text(event)));
  }
  std::int64_t count = 1;
  process.kind = Kind::Allocate;
  process.is_reserve = event.f == f::Reserve;
  if (event.f == f::Read || event.f == f::Get) {
    process.kind = Kind::Read;
  } else if (process.is_reserve) {
    const std::optional<std::int64_t> asked = count_of(event.value());
    if (!asked) {
      return need_whole("a reserve is not invoked with [count nil]");
    }
    count = *asked;
  } else if (event.f != f::Next) {
    return need_whole("there are operations other than next, reserve and read");
  }
  if (!event.idem().empty() && event.idem()[0].kind != AtomKind::Nil) {
    return need_whole("there are idempotency keys");
  }
  process.state = Process::State::Busy;
  process.f = event.f;
  process.sequence = sequence_of(event.key());
  if (sequences_.size() > kSequencesMax) {
    return need_whole(fmt::format("there are more than {} keys", kSequencesMax));
  }
  process.ticket = sequences_[process.sequence].stream.begin(process.kind, events_, count);
  return status_of(process.sequence);
}

std::expected<SequencerFollower::Status, Damage> SequencerFollower::complete(const RawEvent& event,
                                                                             Process& process) {
  if (process.state != Process::State::Busy) {
    return broken_rule(
        event, fmt::format("process {} completes an operation that it never invoked", process_text(event)));
  }
  if (process.f != event.f) {
    return broken_rule(event,
                       fmt::format("process {} completes another :f than it invoked", process_text(event)));
  }
  if (sequences_[process.sequence].key.empty() && !text_of(event.key()).empty()) {
    return need_whole("a key is named at the end of an operation only");
  }
  SequencerStream& stream = sequences_[process.sequence].stream;
  const Process done = process;
  process.state = event.type == EventType::Info ? Process::State::Retired : Process::State::Idle;
  switch (event.type) {
    case EventType::Ok: return answer(event, done);
    case EventType::Fail: stream.failed(done.ticket); break;
    case EventType::Info:
    case EventType::Invoke: stream.lost(done.ticket); break;
  }
  return status_of(done.sequence);
}

SequencerFollower::Status SequencerFollower::answer(const RawEvent& event, const Process& process) {
  SequencerStream& stream = sequences_[process.sequence].stream;
  const std::span<const Atom> value = event.value();
  std::optional<std::int64_t> first;
  std::optional<std::int64_t> last;
  if (process.is_reserve) {
    const auto range = range_of(value);
    if (!range) {
      return need_whole("a reserve is not answered with [count [first last]]");
    }
    first = parameters_.ordinal_of(range->first);
    last = parameters_.ordinal_of(range->second);
  } else {
    if (value.size() != 1 || !is_integer(value[0])) {
      return need_whole("an answer is no integer");
    }
    first = last = parameters_.ordinal_of(value[0].number);
  }
  if (!first || !last) {
    return need_whole("a number is beyond what a stream counts");
  }
  if (event.has_incarnation &&
      event.incarnation != sequences_[process.sequence].incarnation.value_or(event.incarnation)) {
    return need_whole("answers name several incarnations");
  }
  if (event.has_incarnation) {
    sequences_[process.sequence].incarnation = event.incarnation;
  }
  if (process.kind == Kind::Read) {
    stream.read(process.ticket, events_, *last);
  } else {
    stream.allocated(process.ticket, events_, *first, *last);
  }
  return status_of(process.sequence);
}

/// The stream of a key; the key's text is kept once.
std::uint32_t SequencerFollower::sequence_of(std::span<const Atom> key) {
  if (key.empty() && !sequences_.empty() && sequences_[0].key.empty()) {
    return 0;
  }
  std::string text = text_of(key);
  const auto [found, is_new] =
      by_key_.try_emplace(std::move(text), static_cast<std::uint32_t>(sequences_.size()));
  if (is_new) {
    SequencerRules rules;
    rules.grid = parameters_.grid();
    rules.ordinal_max = parameters_.ordinal_max();
    sequences_.push_back({.key = found->first, .stream = SequencerStream(rules)});
  }
  return found->second;
}

SequencerFollower::Status SequencerFollower::status_of(std::uint32_t sequence) {
  const std::optional<Decision>& decision = sequences_[sequence].stream.decision();
  if (!decision || decision->is_linearizable()) {
    return Status::Following;
  }
  if (decision->answer == Answer::Undecided) {
    return need_whole(decision->reason);
  }
  decision_ = *decision;
  violated_key_ = sequences_[sequence].key;
  return last_ = Status::Violated;
}

SequencerFollower::Status SequencerFollower::finish() {
  for (std::uint32_t i = 0; i < sequences_.size() && last_ == Status::Following; ++i) {
    sequences_[i].stream.finish();
    last_ = status_of(i);
  }
  return last_;
}

SequencerFollower::Status SequencerFollower::need_whole(std::string why) {
  why_whole_ = std::move(why);
  return last_ = Status::NeedsWhole;
}

}  // namespace pawl::checker
