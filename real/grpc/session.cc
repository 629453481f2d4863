#include "real/grpc/session.h"

#include <algorithm>
#include <utility>

#include "core/base/overloaded.h"
#include "core/client/request_key.h"
#include "core/wire/api.h"
#include "real/clock.h"

namespace pawl::real::api {
namespace {

client::Options options_of(const Session::Settings& settings) {
  client::Options options;
  options.attempt_timeout = settings.attempt_timeout;
  for (std::size_t i = 1; i <= settings.endpoints.size(); ++i) options.endpoints.push_back({i});
  return options;
}

gpr_timespec deadline_at(Instant at) {
  if (at == kNever) return gpr_inf_future(GPR_CLOCK_MONOTONIC);
  const Duration left = at - read_monotonic();
  return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                      gpr_time_from_nanos(std::max<std::int64_t>(left.ns, 0), GPR_TIMESPAN));
}

node::Ask ask_of(const client::Content& content) {
  return std::visit([](const auto& part) { return node::Ask(part); }, content);
}

}  // namespace

Session::Session(const Settings& settings) : addresses_(settings.endpoints), client_(options_of(settings)) {}

Session::~Session() {
  links_.clear();
  queue_.Shutdown();
  void* step = nullptr;
  bool ok = false;
  while (queue_.Next(&step, &ok)) static_cast<Completion*>(step)->complete(ok);
}

void Session::begin(client::Call call, std::function<void(client::Done)> done) {
  const client::CallId id = client_.begin(read_clocks(), std::move(call), choices_);
  waiting_.emplace(id, std::move(done));
}

void Session::turn(Instant until) {
  // So many steps are taken before actions leave together.
  constexpr int kStepsPerTurn = 64;
  const std::size_t ended = act();
  void* step = nullptr;
  bool ok = false;
  // Whoever turns may look at once at what ended.
  Instant wait_until = ended > 0 ? Instant{} : std::min(until, client_.wake_at());
  for (int i = 0; i < kStepsPerTurn; ++i) {
    if (queue_.AsyncNext(&step, &ok, deadline_at(wait_until)) != grpc::CompletionQueue::GOT_EVENT) break;
    static_cast<Completion*>(step)->complete(ok);
    wait_until = Instant{};  // what else is there already, without waiting
  }
  const Now now = read_clocks();
  if (now.monotonic >= client_.wake_at()) client_.wake(now, choices_);
  act();
}

std::string Session::make_key() { return client::make_request_key(read_wall(), choices_); }

std::size_t Session::act() {
  std::size_t ended = 0;
  // What hears of an end may begin the next call, so that actions follow on actions.
  for (auto actions = client_.take_actions(); !actions.empty(); actions = client_.take_actions()) {
    for (client::Action& action : actions) {
      std::visit(Overloaded{
                     [&](const client::Send& send) {
                       v1::Call call = wire::write_call(ask_of(send.content), node::WhenNotLeader::Refuse);
                       call.set_id(send.attempt.value);
                       link_to(send.endpoint).send(std::move(call));
                     },
                     [&](client::Done& done) {
                       const auto at = waiting_.find(done.call);
                       if (at == waiting_.end()) return;
                       const auto tell = std::move(at->second);
                       waiting_.erase(at);
                       ++ended;
                       tell(std::move(done));
                     },
                 },
                 action);
    }
  }
  for (const auto& [endpoint, link] : links_) link->flush();
  return ended;
}

Link& Session::link_to(NodeId endpoint) {
  std::unique_ptr<Link>& link = links_[endpoint];
  if (!link) {
    LinkEvents& events = *this;
    link = std::make_unique<Link>(endpoint, addresses_.at(endpoint.value - 1), queue_, events);
  }
  return *link;
}

NodeId Session::endpoint_of(const std::string& address) {
  const auto known = std::ranges::find(addresses_, address);
  if (known != addresses_.end()) return {static_cast<std::uint64_t>(known - addresses_.begin()) + 1};
  addresses_.push_back(address);
  const NodeId endpoint{addresses_.size()};
  client_.add_endpoint(endpoint);
  return endpoint;
}

void Session::answered(NodeId endpoint, const v1::Answer& answer) {
  auto read = wire::read_answer(answer);
  // An answer that cannot be read says nothing about the request.
  if (!read) return failed(endpoint, answer.id(), client::Sent::Maybe);
  client::Reply reply{.attempt = {answer.id()}, .outcome = std::move(read->outcome), .leader = std::nullopt};
  if (!read->leader.address.empty()) reply.leader = endpoint_of(read->leader.address);
  client_.received(read_clocks(), std::move(reply), choices_);
}

void Session::failed(NodeId /*endpoint*/, std::uint64_t attempt, client::Sent sent) {
  client_.transport_failed(read_clocks(), {attempt}, sent, choices_);
}

std::string Session::troubles() const {
  std::string text;
  for (const auto& [endpoint, link] : links_) {
    if (link->trouble().empty()) continue;
    if (!text.empty()) text += "; ";
    text += link->address() + ": " + link->trouble();
  }
  return text;
}

machine::Outcome call_and_wait(Session& session, client::Call call) {
  std::optional<machine::Outcome> outcome;
  session.begin(std::move(call), [&](client::Done done) { outcome = std::move(done.outcome); });
  while (!outcome) session.turn(kNever);
  return *std::move(outcome);
}

}  // namespace pawl::real::api
