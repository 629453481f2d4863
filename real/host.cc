#include "real/host.h"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "real/clock.h"
#include "real/event_text.h"

namespace pawl::real {
namespace {

/// So many handlers run before the node steps, whatever else is ready: answers do not wait for the loudest
/// client.
constexpr int kHandlersPerTurn = 1024;
constexpr std::uint64_t kCachedEntryBytes = 64U << 20U;
constexpr Duration kRetireMax = seconds(5);

Answered has_stopped() {
  return {std::unexpected(Error{ErrorCode::ShuttingDown, "this node has stopped; try another"}), kNobody, {}};
}

}  // namespace

Host::Host(boost::asio::io_context& loop, HostSettings settings, const node::Options& options,
           node::Boot boot, Store& store, const Log& log, std::function<void(Failure)> failed)
    : loop_(loop),
      settings_(std::move(settings)),
      log_(log),
      node_(options, std::move(boot), read_clocks(), choices_),
      cache_(kCachedEntryBytes),
      inbox_([this] { boost::asio::post(loop_, [] {}); }),
      disk_(store, [this](PersistSeq seq) { inbox_.add(seq); }, std::move(failed)) {}

void Host::run() {
  const auto guard = boost::asio::make_work_guard(loop_);
  inputs_.emplace_back(node::TimerFired{});
  while (true) {
    gather();
    const Now now = read_clocks();
    admit_asks(now.monotonic);
    if (!inputs_.empty() || now.monotonic >= wake_at_) step(now);
    for (TurnHook* hook : hooks_) hook->after_step(now.monotonic);
    if (is_retired(now.monotonic)) break;
  }
  leave();
}

void Host::gather() {
  Instant until = retire_until_ ? std::min(wake_at_, *retire_until_) : wake_at_;
  for (const TurnHook* hook : hooks_) until = std::min(until, hook->wake_at());
  // Asks of the last turn's end were not looked at yet: they wait only if the pacing says so.
  const bool has_asks = !asks_.empty() && !pacing_.is_holding();
  if (!asks_.empty()) until = std::min(until, pacing_.hold_until());
  if (inputs_.empty() && !has_asks) loop_.run_one_until(timer_point(until));
  for (int i = 0; i < kHandlersPerTurn && loop_.poll_one() > 0; ++i) {
  }
  empty_inbox();
  for (TurnHook* hook : hooks_) hook->before_step();
}

void Host::admit_asks(Instant now) {
  if (asks_.empty() || pacing_.should_hold(now)) return;
  for (node::FromClient& each : asks_) inputs_.emplace_back(std::move(each));
  asks_.clear();
}

void Host::empty_inbox() {
  InboxContent content = inbox_.take();
  if (content.persisted.value > 0) {
    pacing_.persisted(content.persisted);
    inputs_.emplace_back(node::Persisted{content.persisted});
  }
  for (Submission& submission : content.submissions) {
    const Waiter waiter{&submitted_, submitted_.keep(std::move(submission.done))};
    ask(waiter, std::move(submission.content), submission.when_not_leader);
  }
  for (const auto& done : content.status_questions) done(status());
}

void Host::step(Now now) {
  if (inputs_.empty()) inputs_.emplace_back(node::TimerFired{});
  perform(node_.step(now, std::exchange(inputs_, {}), choices_));
}

void Host::perform(node::Effects effects) {
  const wire::FrameOrigin origin{settings_.cluster, settings_.self};
  for (const node::Envelope& envelope : effects.send) {
    if (mail_ != nullptr) mail_->send(envelope.to, wire::encode_envelopes(origin, envelope.messages, cache_));
  }
  if (effects.persist) persist(std::move(*effects.persist));
  for (node::ClientReply& reply : effects.reply) {
    if (const auto waiter = waiters_.take(reply.client)) {
      waiter->asker->answered(waiter->token, std::move(reply.outcome), reply.leader);
    }
  }
  for (const node::Event& event : effects.events) {
    if (const auto line = render(event, settings_.self, log_.least())) log_.write(line->level, line->text);
  }
  wake_at_ = effects.wake_at;
}

void Host::persist(node::Persist persist) {
  DiskWrite write{.seq = persist.seq,
                  .must_sync = persist.must_sync,
                  .hard = persist.log.hard,
                  .truncate_from = persist.log.truncate_from,
                  .append = {},
                  .compact_to = persist.log.compact_to,
                  .rows = std::move(persist.rows),
                  .applied = {.index = persist.applied, .time = persist.applied_time}};
  if (write.must_sync) pacing_.writes(write.seq);
  write.append.reserve(persist.log.append.size());
  for (const raft::Entry& entry : persist.log.append)
    write.append.emplace_back(entry.index, cache_.get(entry));
  disk_.write(std::move(write));
}

void Host::receive(wire::ReceivedEnvelope envelope) {
  for (auto& entry : envelope.entries) cache_.put(entry.position, std::move(entry.encoded));
  inputs_.emplace_back(std::move(envelope.input));
}

void Host::retire() {
  if (retire_until_) return;
  log_.info("asked to stop: finishes what is under way and hands over");
  retire_until_ = read_monotonic() + kRetireMax;
  inputs_.emplace_back(node::Retire{});
}

bool Host::is_retired(Instant now) const {
  if (!retire_until_) return false;
  if (now >= *retire_until_) return true;
  if (!inputs_.empty() || !asks_.empty()) return false;
  const node::Status status = node_.status();
  const bool has_handed_over = status.raft.role != raft::Role::Leader || settings_.members.size() == 1;
  return has_handed_over && status.waiting_requests == 0 &&
         std::ranges::all_of(hooks_, [](const TurnHook* hook) { return hook->is_drained(); });
}

void Host::leave() {
  disk_.drain();
  for (const Waiter& waiter : waiters_.take_all()) {
    waiter.asker->answered(waiter.token,
                           std::unexpected(Error{ErrorCode::LeadershipLost,
                                                 "this node stopped; the request may have taken effect"}),
                           kNobody);
  }
  InboxContent late = inbox_.close();
  for (const Submission& submission : late.submissions) submission.done(has_stopped());
  for (const auto& done : late.status_questions) done(status());
  for (TurnHook* hook : hooks_) hook->after_step(read_monotonic());
}

ClientAddresses Host::client_addresses(NodeId member) const {
  if (member == settings_.self) return settings_.own_addresses;
  if (mail_ == nullptr || member == kNobody) return {};
  return mail_->client_addresses(member);
}

NodeStatus Host::status() const {
  NodeStatus status{
      .cluster = settings_.cluster, .self = settings_.self, .node = node_.status(), .members = {}};
  for (const auto& [id, address] : settings_.members) {
    status.members.push_back(
        {.id = id,
         .peer_address = text_of(address),
         .client_addresses = client_addresses(id),
         .is_connected = id == settings_.self || (mail_ != nullptr && mail_->is_connected(id))});
  }
  return status;
}

void Host::submit(node::Ask content, node::WhenNotLeader when_not_leader,
                  std::function<void(Answered)> done) {
  Submission submission{std::move(content), when_not_leader, std::move(done)};
  if (!inbox_.add(submission)) submission.done(has_stopped());
}

void Host::status(std::function<void(NodeStatus)> done) {
  // A node that has stopped no longer changes, so any thread may look at it.
  if (!inbox_.add(done)) done(status());
}

std::uint64_t Host::Submitted::keep(std::function<void(Answered)> done) {
  if (free_.empty()) {
    slots_.push_back(std::move(done));
    return slots_.size() - 1;
  }
  const std::uint64_t slot = free_.back();
  free_.pop_back();
  slots_[slot] = std::move(done);
  return slot;
}

void Host::Submitted::answered(std::uint64_t token, machine::Outcome outcome, NodeId leader) {
  const std::function<void(Answered)> done = std::exchange(slots_[token], nullptr);
  free_.push_back(token);
  done({std::move(outcome), leader, host_.client_addresses(leader)});
}

}  // namespace pawl::real
