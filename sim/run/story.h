#pragma once
// The story of one run as values: who was what and when, what travelled, what was written, which faults
// stood, and which step each of these came from and went into. The simulator's parts tell it through the
// trace, while it happens; the timeline page draws it. Only a run whose evidence is wanted has one, and it
// decides nothing. Long runs keep the newest of what comes in crowds.

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/run/told.h"
#include "sim/world/event_queue.h"

namespace pawl::sim {

class Story {
 public:
  /// Steps are numbered from 1 in the order in which they were made; 0: none.
  using StepNumber = std::uint64_t;
  /// Calls are numbered from 0, as the clients began them.
  static constexpr std::int64_t kNoCall = -1;

  /// What a host was for a while. `is_up` false: it was dead.
  struct Standing {
    HostNumber host = 0;
    SimTime from;
    SimTime to = kSimNever;
    bool is_up = true;
    std::uint8_t role = 0;
    std::uint64_t epoch = 0;
  };
  /// A host as one step left it; an empty value was never told.
  struct Snapshot {
    StepNumber step = 0;
    std::vector<std::string> values;
    LogTold log;
  };
  /// A step of a host and what it changed in its snapshot.
  struct Step {
    struct Change {
      std::uint32_t value = 0;
      std::string text;
    };
    HostNumber host = 0;
    SimTime at;
    /// How many events had happened, as the violation's step counts them.
    std::uint64_t event = 0;
    /// The first of a life of the host: it knows only what was durable.
    bool is_first = false;
    std::vector<Change> changes;
    std::optional<LogTold> log;
  };
  enum class Fate : std::uint8_t { UnderWay, Heard, Lost, Unheard };
  /// A message from one host to another, or between a client and a host; a repeated one has a flight for each
  /// time it arrived.
  struct Flight {
    HostNumber from = 0;
    HostNumber to = 0;
    SimTime sent;
    SimTime ended = kSimNever;
    Fate fate = Fate::UnderWay;
    StepNumber step_sent = 0;
    StepNumber step_heard = 0;
    /// Whose request or answer it is.
    std::int64_t call = kNoCall;
    FlightTold told;
  };
  /// A write from its hand-over to the disk until it was durable, or lost with its host.
  struct Write {
    HostNumber host = 0;
    StepNumber step = 0;
    /// The step that was told of it.
    StepNumber step_heard = 0;
    SimTime from;
    SimTime to = kSimNever;
    bool is_lost = false;
    WriteTold told;
  };
  /// `to` is kSimNever if it still stood at the end.
  struct Fault {
    HostNumber host = 0;
    SimTime from;
    SimTime to = kSimNever;
    std::string_view name;
  };
  /// Something that a host or the run did at one moment.
  struct Moment {
    SimTime at;
    HostNumber host = 0;
    StepNumber step = 0;
    std::string text;
  };
  struct Entry {
    StepNumber step = 0;
    EntryTold told;
  };
  struct Call {
    std::int64_t process = 0;
    std::string request;
    std::string answer;
    SimTime from;
    SimTime to = kSimNever;
    CallEnd end = CallEnd::Open;
  };

  explicit Story(std::uint32_t hosts = 0, Vocabulary vocabulary = {});

  void started(SimTime at, HostNumber host);
  /// Of the writes under way the disk had been given the oldest `given`, and lost the newest `lost` of these.
  struct WritesAtDeath {
    std::uint64_t given = 0;
    std::uint64_t lost = 0;
  };
  void died(SimTime at, HostNumber host, WritesAtDeath writes);
  /// Whether the next step of the host must tell its whole log.
  bool wants_log(HostNumber host) const { return hosts_[host].is_fresh; }
  void stepped(SimTime at, HostNumber host, std::uint64_t event, StepTold&& told);
  /// Every write of the host up to `number` is durable.
  void became_durable(SimTime at, HostNumber host, std::uint64_t number);
  /// Return the number of the flight.
  std::uint64_t sent(SimTime at, HostNumber from, HostNumber to, FlightTold&& told);
  std::uint64_t asked(SimTime at, std::int64_t call, HostNumber to, std::string text);
  std::uint64_t answered(SimTime at, HostNumber from, std::int64_t call, std::string text);
  void arrived(SimTime at, std::uint64_t flight);
  void lost(SimTime at, std::uint64_t flight);
  void fault_began(SimTime at, std::uint64_t fault, HostNumber host, std::string_view name);
  void fault_ended(SimTime at, std::uint64_t fault);
  void happened(SimTime at, HostNumber host, std::string text);
  /// The run is over: what still stands, stood until now, and these are the calls of its clients.
  void ended(SimTime at, std::vector<Call> calls);

  std::uint32_t hosts() const { return static_cast<std::uint32_t>(hosts_.size() - 1); }
  const Vocabulary& vocabulary() const { return vocabulary_; }
  SimTime end() const { return end_; }
  /// The number of the first step that is kept, and each host as it was before that.
  StepNumber first_step() const { return steps_dropped_ + 1; }
  const std::vector<Snapshot>& snapshots_before() const { return before_; }
  const std::deque<Step>& steps() const { return steps_; }
  const std::vector<Standing>& standings() const { return standings_; }
  const std::vector<Fault>& faults() const { return faults_; }
  const std::deque<Flight>& flights() const { return flights_; }
  const std::deque<Write>& writes() const { return writes_; }
  const std::deque<Moment>& moments() const { return moments_; }
  const std::deque<Entry>& entries() const { return entries_; }
  const std::vector<Call>& calls() const { return calls_; }
  /// The kinds of a client's request and of its answer: after the system's own.
  std::uint8_t request_kind() const { return static_cast<std::uint8_t>(vocabulary_.kinds.size()); }
  std::uint8_t answer_kind() const { return static_cast<std::uint8_t>(request_kind() + 1); }

 private:
  /// A host as it is now.
  struct Host {
    Standing standing;
    Snapshot newest;
    bool is_fresh = true;
    /// What its next step will take in: numbers of flights and of writes.
    std::vector<std::uint64_t> inbox;
    std::vector<std::uint64_t> durable;
    /// The writes under way, oldest first.
    std::deque<std::uint64_t> open_writes;
  };

  void stand(const Standing& now);
  void take_in(Host& host);
  Step changes_of(Host& host, StepTold& told) const;
  void keep(Step&& step);
  std::uint64_t take_off(Flight&& flight);
  Flight* flight(std::uint64_t number);
  Write* write(std::uint64_t number);

  Vocabulary vocabulary_;
  std::vector<Host> hosts_;
  std::vector<Standing> standings_;
  std::vector<Snapshot> before_;
  std::deque<Step> steps_;
  std::uint64_t steps_dropped_ = 0;
  std::map<std::uint64_t, Fault> open_faults_;
  std::vector<Fault> faults_;
  std::deque<Flight> flights_;
  std::uint64_t flights_dropped_ = 0;
  std::deque<Write> writes_;
  std::uint64_t writes_dropped_ = 0;
  std::deque<Moment> moments_;
  std::deque<Entry> entries_;
  std::vector<Call> calls_;
  SimTime end_;
};

}  // namespace pawl::sim
