#pragma once
// Sequencers judged while their history is read: takes the reader's events, keeps one SequencerStream for
// each `:key`, enforces the rules of processes. Nothing of a line is kept.

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "checker/decide/sequencer/sequence_parameters.h"
#include "checker/decide/sequencer/sequencer_stream.h"
#include "checker/history/raw_event.h"

namespace pawl::checker {

/// Feed it every event in order. Operations are named by the number of their invocation among the
/// events of clients, from 0, in cores too.
class SequencerFollower {
 public:
  /// What an event did.
  enum class Status : std::uint8_t {
    Following,   ///< no violation so far
    Violated,    ///< decision() says why; further events change nothing
    NeedsWhole,  ///< outside of what a stream decides: read the whole history instead
  };

  /// `initial` is the number before the first one.
  explicit SequencerFollower(std::int64_t initial);

  /// The next event. An error names a broken rule of processes.
  std::expected<Status, Damage> add(const RawEvent& event);
  /// The history is over. Its answer has no order.
  Status finish();

  /// Valid after Violated.
  const Decision& decision() const { return decision_; }
  /// The key of the violated sequence, as it stood in the file; empty if there are none.
  const std::string& violated_key() const { return violated_key_; }
  /// Why a stream does not decide this. Valid after NeedsWhole.
  const std::string& why_whole() const { return why_whole_; }
  std::uint64_t event_count() const { return static_cast<std::uint64_t>(events_); }

 private:
  struct Sequence {
    std::string key;
    SequencerStream stream;
    std::optional<std::int64_t> incarnation = {};  ///< that an answer named
  };
  /// What a process is doing.
  struct Process {
    enum class State : std::uint8_t { Idle, Busy, Retired };
    State state = State::Idle;
    SequencerOp::Kind kind = SequencerOp::Kind::Allocate;
    bool is_reserve = false;
    Symbol f = 0;
    SequencerStream::Ticket ticket = 0;
    std::uint32_t sequence = 0;
  };

  std::expected<Status, Damage> invoke(const RawEvent& event, Process& process);
  std::expected<Status, Damage> complete(const RawEvent& event, Process& process);
  Process& process_of(std::int64_t process);
  std::uint32_t sequence_of(std::span<const Atom> key);
  Status answer(const RawEvent& event, const Process& process);
  Status status_of(std::uint32_t sequence);
  Status need_whole(std::string why);

  SequenceParameters parameters_;
  std::vector<Sequence> sequences_;
  std::map<std::string, std::uint32_t, std::less<>> by_key_;
  std::vector<Process> low_;                        ///< processes 0, 1, 2, ...
  std::unordered_map<std::int64_t, Process> high_;  ///< all others
  Position events_ = 0;
  Status last_ = Status::Following;
  Decision decision_;
  std::string violated_key_;
  std::string why_whole_;
};

}  // namespace pawl::checker
