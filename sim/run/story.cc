#include "sim/run/story.h"

#include <algorithm>
#include <utility>

namespace pawl::sim {
namespace {

/// Of steps, flights, writes, moments and entries each: enough for some tens of simulated seconds, and the
/// page still moves at once.
constexpr std::size_t kCrowdMax = 25'000;

}  // namespace

Story::Story(std::uint32_t hosts, Vocabulary vocabulary)
    : vocabulary_(std::move(vocabulary)), hosts_(hosts + 1), before_(hosts + 1) {
  for (Host& host : hosts_) host.newest.values.resize(vocabulary_.values.size());
  for (Snapshot& before : before_) before.values.resize(vocabulary_.values.size());
}

void Story::stand(const Standing& now) {
  Standing& before = hosts_[now.host].standing;
  if (before.host != 0) {
    before.to = now.from;
    standings_.push_back(before);
  }
  before = now;
}

void Story::started(SimTime at, HostNumber host) {
  stand({.host = host, .from = at});
  hosts_[host].is_fresh = true;
}

void Story::died(SimTime at, HostNumber number, WritesAtDeath writes) {
  Host& host = hosts_[number];
  stand({.host = number, .from = at, .is_up = false});
  for (std::size_t i = 0; i < host.open_writes.size(); ++i) {
    Write* one = write(host.open_writes[i]);
    if (one == nullptr) continue;
    one->to = at;
    one->is_lost = i + writes.lost >= writes.given;
  }
  host.open_writes.clear();
  // What arrived is never taken in.
  host.inbox.clear();
  host.durable.clear();
}

void Story::stepped(SimTime at, HostNumber number, std::uint64_t event, StepTold&& told) {
  Host& host = hosts_[number];
  const Standing& standing = host.standing;
  if (standing.role != told.role || standing.epoch != told.epoch)
    stand({.host = number, .from = at, .role = told.role, .epoch = told.epoch});
  host.newest.step = steps_dropped_ + steps_.size() + 1;
  take_in(host);
  Step step = changes_of(host, told);
  step.host = number;
  step.at = at;
  step.event = event;
  step.is_first = std::exchange(host.is_fresh, false);
  keep(std::move(step));
  for (EntryTold& entry : told.entries) entries_.push_back({host.newest.step, std::move(entry)});
  while (entries_.size() > kCrowdMax) entries_.pop_front();
  if (!told.write) return;
  host.open_writes.push_back(writes_dropped_ + writes_.size());
  writes_.push_back({.host = number, .step = host.newest.step, .from = at, .told = std::move(*told.write)});
  if (writes_.size() <= kCrowdMax) return;
  writes_.pop_front();
  ++writes_dropped_;
}

/// A step takes in everything that came since the one before.
void Story::take_in(Host& host) {
  for (const std::uint64_t number : host.inbox)
    if (Flight* one = flight(number)) one->step_heard = host.newest.step;
  for (const std::uint64_t number : host.durable)
    if (Write* one = write(number)) one->step_heard = host.newest.step;
  host.inbox.clear();
  host.durable.clear();
}

Story::Step Story::changes_of(Host& host, StepTold& told) const {
  Step step;
  for (std::uint32_t i = 0; i < told.values.size(); ++i) {
    std::optional<std::string>& value = told.values[i];
    if (!value || *value == host.newest.values[i]) continue;
    host.newest.values[i] = *value;
    step.changes.push_back({i, std::move(*value)});
  }
  if (told.log && *told.log != host.newest.log) {
    host.newest.log = *told.log;
    step.log = std::move(told.log);
  }
  return step;
}

void Story::keep(Step&& step) {
  steps_.push_back(std::move(step));
  if (steps_.size() <= kCrowdMax) return;
  Step& oldest = steps_.front();
  Snapshot& before = before_[oldest.host];
  before.step = ++steps_dropped_;
  for (Step::Change& change : oldest.changes) before.values[change.value] = std::move(change.text);
  if (oldest.log) before.log = std::move(*oldest.log);
  steps_.pop_front();
}

void Story::became_durable(SimTime at, HostNumber number, std::uint64_t durable) {
  Host& host = hosts_[number];
  while (!host.open_writes.empty()) {
    const std::uint64_t oldest = host.open_writes.front();
    if (Write* one = write(oldest)) {
      if (one->told.number > durable) return;
      one->to = at;
      host.durable.push_back(oldest);
    }
    host.open_writes.pop_front();
  }
}

std::uint64_t Story::take_off(Flight&& flight) {
  if (flight.from != 0) flight.step_sent = hosts_[flight.from].newest.step;
  flights_.push_back(std::move(flight));
  if (flights_.size() > kCrowdMax) {
    flights_.pop_front();
    ++flights_dropped_;
  }
  return flights_dropped_ + flights_.size() - 1;
}

std::uint64_t Story::sent(SimTime at, HostNumber from, HostNumber to, FlightTold&& told) {
  return take_off({.from = from, .to = to, .sent = at, .told = std::move(told)});
}

std::uint64_t Story::asked(SimTime at, std::int64_t call, HostNumber to, std::string text) {
  return take_off(
      {.to = to, .sent = at, .call = call, .told = {.kind = request_kind(), .text = std::move(text)}});
}

std::uint64_t Story::answered(SimTime at, HostNumber from, std::int64_t call, std::string text) {
  return take_off(
      {.from = from, .sent = at, .call = call, .told = {.kind = answer_kind(), .text = std::move(text)}});
}

void Story::arrived(SimTime at, std::uint64_t number) {
  Flight* one = flight(number);
  if (one == nullptr) return;
  if (one->fate != Fate::UnderWay) {
    // A repeated message arrives once more.
    Flight again = *one;
    again.step_heard = 0;
    const StepNumber step_sent = again.step_sent;
    number = take_off(std::move(again));
    one = flight(number);
    one->step_sent = step_sent;
  }
  one->ended = at;
  const bool is_heard = one->to == 0 || hosts_[one->to].standing.is_up;
  one->fate = is_heard ? Fate::Heard : Fate::Unheard;
  if (is_heard && one->to != 0) hosts_[one->to].inbox.push_back(number);
}

void Story::lost(SimTime at, std::uint64_t number) {
  Flight* one = flight(number);
  if (one == nullptr || one->fate != Fate::UnderWay) return;
  one->ended = at;
  one->fate = Fate::Lost;
}

void Story::fault_began(SimTime at, std::uint64_t fault, HostNumber host, std::string_view name) {
  open_faults_[fault] = {.host = host, .from = at, .name = name};
}

void Story::fault_ended(SimTime at, std::uint64_t fault) {
  const auto found = open_faults_.find(fault);
  if (found == open_faults_.end()) return;
  found->second.to = at;
  faults_.push_back(found->second);
  open_faults_.erase(found);
}

void Story::happened(SimTime at, HostNumber host, std::string text) {
  const StepNumber step = host == 0 ? 0 : hosts_[host].newest.step;
  moments_.push_back({at, host, step, std::move(text)});
  if (moments_.size() > kCrowdMax) moments_.pop_front();
}

void Story::ended(SimTime at, std::vector<Call> calls) {
  end_ = at;
  calls_ = std::move(calls);
  for (Host& host : hosts_) {
    if (host.standing.host == 0) continue;
    host.standing.to = at;
    standings_.push_back(host.standing);
  }
  for (const auto& [number, fault] : open_faults_) faults_.push_back(fault);
  open_faults_.clear();
}

Story::Flight* Story::flight(std::uint64_t number) {
  return number < flights_dropped_ ? nullptr : &flights_[number - flights_dropped_];
}

Story::Write* Story::write(std::uint64_t number) {
  return number < writes_dropped_ ? nullptr : &writes_[number - writes_dropped_];
}

}  // namespace pawl::sim
