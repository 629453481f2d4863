#include "bench/load/load.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "real/clock.h"
#include "real/grpc/session.h"

namespace pawl::bench {
namespace {

using real::api::Session;

/// Calls in a fixed order that has the weights of a mix: the same for every run.
class Deck {
 public:
  explicit Deck(const Mix& mix) : mix_(mix) {}

  Kind draw() {
    // One step after another through all places of the mix, spread so that kinds do not come in blocks.
    const std::uint64_t at = drawn_++ * kStride % mix_.sum();
    if (at < mix_.next) return Kind::Next;
    return at < mix_.next + mix_.reserve ? Kind::Reserve : Kind::Read;
  }

 private:
  static constexpr std::uint64_t kStride = 7919;  // a prime above every sum of weights: visits every place
  Mix mix_;
  std::uint64_t drawn_ = 0;
};

class Load {
 public:
  Load(const LoadOptions& options, Session& session, Recorder& recorder)
      : options_(options), session_(session), recorder_(recorder), deck_(options.mix) {
    for (std::uint64_t i = 0; i < options.clients; ++i) {
      processes_.push_back(static_cast<std::int64_t>(i));
      free_.push_back(options.clients - 1 - i);
    }
  }

  LoadResult run() {
    began_ = real::read_monotonic();
    while (true) {
      const Instant now = real::read_monotonic();
      begin_due(now);
      if (is_over(now) && free_.size() == processes_.size()) break;
      session_.turn(next_due(now));
    }
    result_.elapsed = real::read_monotonic() - began_;
    return std::move(result_);
  }

 private:
  bool is_over(Instant now) const {
    return now - began_ >= options_.time || (options_.ops > 0 && begun_ >= options_.ops);
  }

  /// When call number `begun_` is due: at once in a closed loop.
  Instant due(Instant now) const {
    if (options_.rate == 0) return now;
    const auto whole = static_cast<std::int64_t>(begun_ / options_.rate);
    const auto rest = static_cast<std::int64_t>(begun_ % options_.rate);
    return began_ + seconds(whole) +
           nanoseconds(rest * 1'000'000'000 / static_cast<std::int64_t>(options_.rate));
  }

  Instant next_due(Instant now) const {
    const Instant end = now - began_ < options_.time ? began_ + options_.time : kNever;
    if (options_.rate == 0 || free_.empty() || is_over(now)) return end;
    return std::min(end, due(now));
  }

  void begin_due(Instant now) {
    while (!free_.empty() && !is_over(now) && due(now) <= now) begin_one(due(now));
  }

  void begin_one(Instant due_at) {
    const std::size_t client = free_.back();
    free_.pop_back();
    ++begun_;
    Recorded operation{.process = processes_[client], .kind = deck_.draw(), .count = 1, .key = ""};
    if (operation.kind == Kind::Reserve) operation.count = options_.reserve_count;
    if (operation.kind != Kind::Read && options_.keys == Keys::On) operation.key = session_.make_key();
    client::Call call{.content = content_of(operation), .deadline = options_.deadline};
    recorder_.begin((real::read_monotonic() - began_).ns, operation);
    session_.begin(std::move(call),
                   [this, client, due_at, operation = std::move(operation)](const client::Done& done) {
                     ended(client, due_at, operation, done);
                   });
  }

  client::Content content_of(const Recorded& operation) const {
    if (operation.kind == Kind::Read) return machine::Query{machine::SequenceGet{options_.sequence}};
    machine::Request request{
        .key = std::nullopt,
        .operation = machine::SequenceReserve{
            .name = options_.sequence, .count = operation.count, .on_missing = machine::OnMissing::Refuse}};
    if (!operation.key.empty()) request.key = operation.key;
    return request;
  }

  void ended(std::size_t client, Instant due_at, const Recorded& operation, const client::Done& done) {
    const Instant now = real::read_monotonic();
    recorder_.end((now - began_).ns, operation, done.outcome);
    result_.repetitions += done.attempt_count > 0 ? done.attempt_count - 1 : 0;
    free_.push_back(client);
    if (done.outcome) {
      ++result_.ok;
      result_.latency.add(now - due_at);
      return;
    }
    const ErrorCode code = done.outcome.error().code;
    ++result_.errors[std::string(name(code))];
    if (certainty(code) == Certainty::DidNotHappen) {
      ++result_.failed;
    } else {
      ++result_.unknown;
      // Nobody knows what became of it: this process is spent, its client goes on under a new number.
      processes_[client] += static_cast<std::int64_t>(options_.clients);
    }
  }

  const LoadOptions& options_;
  Session& session_;
  Recorder& recorder_;
  Deck deck_;
  Instant began_;
  std::uint64_t begun_ = 0;
  std::vector<std::int64_t> processes_;  // of each client
  std::vector<std::size_t> free_;        // clients without a call
  LoadResult result_;
};

std::expected<void, std::string> create(const LoadOptions& options, Session& session) {
  const machine::Request request{
      .key = session.make_key(),
      .operation = machine::SequenceCreate{.name = options.sequence, .parameters = {}}};
  const machine::Outcome outcome =
      real::api::call_and_wait(session, {.content = request, .deadline = options.deadline});
  if (!outcome) {
    std::string why = "cannot create the sequence: " + outcome.error().detail;
    if (const std::string troubles = session.troubles(); !troubles.empty()) why += " (" + troubles + ")";
    return std::unexpected(why);
  }
  const auto& created = std::get<machine::Created>(*outcome);
  if (!options.history.empty() && created.sequence.revision != 0) {
    return std::unexpected("the sequence '" + options.sequence +
                           "' has handed out numbers already, so a history of this run alone says nothing: "
                           "choose another --sequence");
  }
  return {};
}

}  // namespace

std::expected<LoadResult, std::string> run_load(const LoadOptions& options, Recorder& recorder) {
  Session session({.endpoints = options.endpoints});
  if (const auto created = create(options, session); !created) return std::unexpected(created.error());
  return Load(options, session, recorder).run();
}

}  // namespace pawl::bench
