#include "tests/checker/transactions/random_store.h"

#include <algorithm>
#include <map>

namespace pawl::checker::testing {
namespace {

using Kind = SmallStep::Kind;
using State = std::map<int, std::vector<int>>;

class Store {
 public:
  Store(std::mt19937_64& random, Stored stored, int transaction_max, bool has_doubles)
      : random_(random), has_doubles_(has_doubles), write_max_(stored == Stored::Registers ? 5 : 4) {
    const int key_count = 1 + below(3);
    for (int key = 0; key < key_count; ++key)
      history_.is_list.push_back(stored == Stored::Lists || (stored == Stored::Both && below(2) == 0));
    const int count = 1 + below(transaction_max);
    process_count_ = 1 + below(count);
    sloppiness_ = below(4);
    for (int i = 0; i < count; ++i) runs_.push_back(plan());
  }

  SmallHistory run() {
    int time = 0;
    std::vector<int> busy(static_cast<std::size_t>(process_count_), -1);
    int next_process = process_count_;
    for (std::size_t open = runs_.size(); open > 0;) {
      const auto at = static_cast<std::size_t>(below(static_cast<int>(runs_.size())));
      Run& run = runs_[at];
      if (run.is_done) continue;
      if (!run.has_begun) {
        const auto lane = static_cast<std::size_t>(below(process_count_));
        if (busy[lane] >= 0) continue;
        busy[lane] = static_cast<int>(at);
        if (run.txn.process < 0)
          run.txn.process = processes_.contains(lane) ? processes_[lane] : static_cast<int>(lane);
        run.lane = lane;
        run.has_begun = true;
        run.txn.call = time++;
        run.snapshot = state_;
        continue;
      }
      if (run.next < run.txn.steps.size()) {
        step(run);
        continue;
      }
      commit(run);
      run.txn.ret = time++;
      run.is_done = true;
      busy[run.lane] = -1;
      if (run.txn.outcome == Outcome::Unknown) processes_[run.lane] = next_process++;
      --open;
    }
    for (const Run& run : runs_) history_.transactions.push_back(run.txn);
    std::ranges::sort(history_.transactions, {}, &SmallTransaction::call);
    return std::move(history_);
  }

 private:
  enum class Mode : std::uint8_t { Atomic, Snapshot, Committed, Dirty };
  struct Run {
    SmallTransaction txn;
    Mode mode = Mode::Atomic;
    bool has_begun = false;
    bool is_done = false;
    std::size_t next = 0;
    std::size_t lane = 0;
    State snapshot;
    State own;
  };

  int below(int bound) { return static_cast<int>(random_() % static_cast<std::uint64_t>(bound)); }

  Run plan() {
    Run run;
    run.txn.process = -1;
    const int drawn = below(100);
    run.txn.outcome = drawn < 78 ? Outcome::Ok : drawn < 86 ? Outcome::Fail : Outcome::Unknown;
    run.mode = below(4) < sloppiness_ ? static_cast<Mode>(below(4)) : Mode::Atomic;
    const int count = 1 + below(4);
    for (int i = 0; i < count; ++i) {
      SmallStep step{.key = below(static_cast<int>(history_.is_list.size()))};
      int& written = written_[step.key];
      if (written < write_max_ && below(2) == 0) {
        const bool is_list = history_.is_list[static_cast<std::size_t>(step.key)];
        step.kind = is_list ? Kind::Append : Kind::Write;
        ++written;
        step.value = has_doubles_ && below(4) == 0 ? 1 + below(written) : written;
      }
      run.txn.steps.push_back(step);
    }
    return run;
  }

  void apply(const SmallStep& step, State& state) {
    if (step.kind == Kind::Append) state[step.key].push_back(step.value);
    if (step.kind == Kind::Write) state[step.key] = {step.value};
  }
  void answer(SmallStep& step, const std::vector<int>& held) {
    if (history_.is_list[static_cast<std::size_t>(step.key)]) {
      step.list = held;
      if (below(40) == 0 && !step.list.empty()) step.list.pop_back();
      if (below(80) == 0 && step.list.size() > 1) std::swap(step.list[0], step.list[1]);
      if (below(80) == 0 && !step.list.empty()) step.list.erase(step.list.begin());
      if (below(150) == 0) step.list.push_back(1 + below(5));
    } else {
      step.value = held.empty() ? 0 : held.back();
      if (below(25) == 0) step.value = below(written_[step.key] + 1);
      if (below(300) == 0) step.value = 9;
    }
  }

  // One step, or all of them.
  void step(Run& run) {
    const bool is_real = run.txn.outcome != Outcome::Fail || below(3) == 0;
    do {
      SmallStep& each = run.txn.steps[run.next++];
      State& seen = run.mode == Mode::Snapshot ? run.snapshot : state_;
      if (each.kind == Kind::Read) {
        answer(each, seen[each.key]);
      } else if (run.mode == Mode::Snapshot) {
        apply(each, run.snapshot);
      } else if (is_real || run.mode == Mode::Dirty) {
        apply(each, state_);
      }
    } while (run.mode == Mode::Atomic && run.next < run.txn.steps.size());
  }
  void commit(Run& run) {
    if (run.mode != Mode::Snapshot || run.txn.outcome == Outcome::Fail) return;
    if (run.txn.outcome == Outcome::Unknown && below(2) == 0) return;
    for (const SmallStep& each : run.txn.steps) apply(each, state_);
  }

  std::mt19937_64& random_;
  bool has_doubles_;
  int write_max_;
  int process_count_ = 1;
  int sloppiness_ = 0;
  SmallHistory history_;
  std::vector<Run> runs_;
  std::map<int, int> written_;
  std::map<std::size_t, int> processes_;
  State state_;
};

}  // namespace

SmallHistory random_transactions(std::mt19937_64& random, Stored stored, int transaction_max,
                                 bool has_doubles) {
  return Store(random, stored, transaction_max, has_doubles).run();
}

}  // namespace pawl::checker::testing
