// unknown_bench: what thirty equal operations of unknown outcome add to a search. For several models, a
// history of five clients is searched with and without them, the decisions by type switched off.
// Prints the best of several runs, in processor time, and their ratio; exit 1 if one is above 2.

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>

#include "bench/processor_time.h"
#include "checker/check.h"
#include "checker/history/event_reader.h"

namespace {

using namespace pawl::checker;
using pawl::bench::processor_milliseconds;

constexpr int kUnknownCount = 30;
constexpr int kClientCount = 5;
constexpr int kRoundCount = 400;
constexpr int kRepeatCount = 9;
constexpr double kRatioMax = 2.0;

/// A model, an operation that is lost thirty times, and what the clients do: in each round all of them begin,
/// then all of them end, so that each may stand anywhere among the others. Nothing: the client rests.
struct Shape {
  std::string name;
  std::string model;
  std::string lost;
  std::function<std::string(int round, int client)> invoked;
  std::function<std::string(int round, int client)> answered;
  std::string closing;  ///< what refutes the history; empty: it is linearizable
};

std::string lines(const Shape& shape, int unknown_count) {
  std::string text;
  const auto add = [&](int client, std::string_view type, const std::string& what) {
    if (!what.empty()) text += fmt::format("[{} {} {}]\n", client, type, what);
  };
  for (int i = 0; i < unknown_count; ++i) text += fmt::format("[{} :invoke {}]\n", 1000 + i, shape.lost);
  for (int round = 0; round < kRoundCount; ++round) {
    for (int client = 0; client < kClientCount; ++client)
      add(client, ":invoke", shape.invoked(round, client));
    for (int client = 0; client < kClientCount; ++client) add(client, ":ok", shape.answered(round, client));
  }
  return text + shape.closing;
}

struct Cost {
  double milliseconds = 0;
  Result result;
};

Cost search(const Shape& shape, int unknown_count) {
  const History history = read_history(ByteSource::memory(lines(shape, unknown_count))).value();
  CheckOptions options;
  options.model = shape.model;
  options.use_decisions = false;
  options.explain = false;
  Cost cost;
  for (int i = 0; i < kRepeatCount; ++i) {
    History copy = history;
    const double begin = processor_milliseconds();
    cost.result = check(copy, options).value();
    const double took = processor_milliseconds() - begin;
    cost.milliseconds = i == 0 ? took : std::min(cost.milliseconds, took);
  }
  return cost;
}

// Values repeat from round to round, so that nothing but a search can tell.
int value_of(int round, int client) { return (round + client) % 4 + 1; }

bool is_reader(int client) { return client == 0; }

std::vector<Shape> shapes() {
  const auto written = [](int round, int client) {
    return is_reader(client) ? std::string(":read nil") : fmt::format(":write {}", value_of(round, client));
  };
  const auto written_answer = [](int round, int client) {
    const int value = is_reader(client) ? value_of(round, 1) : value_of(round, client);
    return fmt::format(":{} {}", is_reader(client) ? "read" : "write", value);
  };
  const auto numbered = [](int, int) { return std::string(":next nil"); };
  const auto numbered_answer = [](int round, int client) {
    return fmt::format(":next {}", round * kClientCount + client + 1);
  };
  const auto counted = [](int, int client) {
    return std::string(is_reader(client) ? ":read nil" : ":add 1");
  };
  const auto counted_answer = [](int round, int client) {
    return is_reader(client) ? fmt::format(":read {}", (round + 1) * (kClientCount - 1))
                             : std::string(":add 1");
  };
  const auto queued = [](int round, int client) {
    return client < 2 ? std::string(":dequeue nil") : fmt::format(":enqueue {}", round * 5 + client);
  };
  const auto queued_answer = [](int round, int client) {
    return client < 2 ? fmt::format(":dequeue {}", round * 5 + client + 2)
                      : fmt::format(":enqueue {}", round * 5 + client);
  };
  // Elements come and go, always the same ones: a lost 3 is asked for until the end.
  const auto bagged = [](int, int client) {
    return client < 2 ? std::string(":dequeue nil") : fmt::format(":enqueue {}", client);
  };
  const auto bagged_answer = [](int, int client) {
    return client < 2 ? fmt::format(":dequeue {}", client + 2) : fmt::format(":enqueue {}", client);
  };
  const auto balanced = [](int, int client) {
    return is_reader(client) ? std::string(":read nil") : fmt::format(":add {}", client < 3 ? 1 : -1);
  };
  const auto balanced_answer = [](int, int client) {
    return is_reader(client) ? std::string(":read 0") : fmt::format(":add {}", client < 3 ? 1 : -1);
  };
  // One process after the other holds the mutex: each acquires while the one before releases.
  const auto owned = [](int round, int client) {
    if (client == round % kClientCount) return std::string(":acquire nil");
    const bool holds = round > 0 && client == (round - 1) % kClientCount;
    return std::string(holds ? ":release nil" : "");
  };
  const auto created = [](int round, int client) {
    if (round == 0) return std::string(client == 0 ? ":create nil" : "");
    return std::string(":next nil");
  };
  const auto created_answer = [](int round, int client) {
    if (round == 0) return std::string(client == 0 ? ":create nil" : "");
    return fmt::format(":next {}", (round - 1) * kClientCount + client + 1);
  };
  const std::string dequeue_77777 = "[0 :invoke :dequeue nil] [0 :ok :dequeue 77777]\n";
  std::string asked_at_the_end;
  for (int i = 0; i < kUnknownCount; ++i) {
    asked_at_the_end +=
        "[0 :invoke :enqueue -1] [0 :ok :enqueue -1] [0 :invoke :dequeue nil] [0 :ok :dequeue -1]\n";
  }
  const std::string read_9 = "[0 :invoke :write 2] [0 :ok :write 2] [0 :invoke :read nil] [0 :ok :read 9]\n";
  const std::string read_3 = "[0 :invoke :write 2] [0 :ok :write 2] [0 :invoke :read nil] [0 :ok :read 3]\n";
  return {
      {"register, lost writes", "register", ":write 3", written, written_answer, ""},
      {"register, refuted", "register", ":write 3", written, written_answer, read_9},
      {"register, lost swaps", "cas-register", ":cas [3 4]", written, written_answer, ""},
      {"swaps, refuted", "cas-register", ":cas [3 4]", written, written_answer, read_3},
      {"sequencer, lost next", "sequencer", ":next nil", numbered, numbered_answer, ""},
      {"created, refuted", "sequencer", ":next nil", created, created_answer,
       "[0 :invoke :read nil] [0 :ok :read 1]\n"},
      {"mutex of owners, refuted", "owner-mutex", ":acquire nil", owned, owned,
       "[0 :invoke :release nil] [0 :ok :release nil] [0 :invoke :release nil] [0 :ok :release nil]\n"},
      {"counter, lost adds", "counter", ":add 1", counted, counted_answer, ""},
      {"counter, refuted", "counter", ":add 1", counted, counted_answer,
       "[0 :invoke :read nil] [0 :ok :read 1]\n"},
      {"counter, up and down", "counter", ":add 1", balanced, balanced_answer,
       "[0 :invoke :read nil] [0 :ok :read 9999]\n"},
      {"queue, lost enqueues", "unordered-queue", ":enqueue 3", queued, queued_answer, ""},
      {"queue, refuted", "unordered-queue", ":enqueue 3", queued, queued_answer, dequeue_77777},
      {"queue, lost dequeues", "unordered-queue", ":dequeue nil", queued, queued_answer, dequeue_77777},
      {"queue, asked for at the end", "unordered-queue", ":enqueue -1", queued, queued_answer,
       asked_at_the_end + dequeue_77777},
      {"queue, asked for always", "unordered-queue", ":enqueue 3", bagged, bagged_answer, dequeue_77777},
  };
}

}  // namespace

int main() {
  bool is_good = true;
  for (const Shape& shape : shapes()) {
    const Cost without = search(shape, 0);
    const Cost with = search(shape, kUnknownCount);
    const double ratio = with.milliseconds / without.milliseconds;
    const Verdict expected = shape.closing.empty() ? Verdict::Linearizable : Verdict::NotLinearizable;
    const bool are_right = without.result.verdict == expected && with.result.verdict == expected;
    is_good = is_good && are_right && ratio <= kRatioMax;
    fmt::print("{:<28} {} operations: {:8.3f} ms, with {} unknown: {:8.3f} ms, ratio {:.2f}{}\n", shape.name,
               kRoundCount * kClientCount, without.milliseconds, kUnknownCount, with.milliseconds, ratio,
               are_right ? "" : ", WRONG VERDICT");
  }
  return is_good ? 0 : 1;
}
