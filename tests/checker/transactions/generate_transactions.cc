// generate_transactions --transactions N --clients C --unknown PERCENT --seed S --kind append|register
//   [--stale PERCENT] > file.edn
// A strictly serializable history of transactions of four steps on ten keys at a time, each of which is given
// up after 32 writes. Clients take turns at random; a transaction takes effect once between its begin and its
// end, or is lost. With --stale, so many of the transactions read what was before the last effect.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t kKeys = 10;
constexpr std::size_t kSteps = 4;
constexpr std::int64_t kWritesMax = 32;

struct Step {
  bool is_write = false;
  std::int64_t key = 0;
  std::int64_t value = 0;
  std::vector<std::int64_t> seen = {};
};

struct Client {
  std::int64_t process = 0;
  int stage = 0;  // idle, begun, effective
  bool is_stale = false;
  std::array<Step, kSteps> steps;
};

struct Key {
  std::int64_t name = 0;
  std::int64_t writes = 0;
  std::vector<std::int64_t> held = {};
};

class Generator {
 public:
  std::int64_t transactions = 1000;
  std::int64_t clients = 20;
  double unknown_percent = 1;
  double stale_percent = 0;
  std::uint64_t seed = 1;
  bool is_append = true;

  void run() {
    random_.seed(seed);
    for (Key& key : keys_) key.name = next_key_++;
    std::vector<Client> all(static_cast<std::size_t>(clients));
    for (std::size_t i = 0; i < all.size(); ++i) all[i].process = static_cast<std::int64_t>(i);
    std::int64_t open = 0;
    for (std::int64_t begun = 0; begun < transactions || open > 0;) {
      Client& client = all[below(all.size())];
      if (client.stage == 0 && begun == transactions) continue;
      if (client.stage == 0) {
        plan(client);
        line(client, "invoke");
        ++begun;
        ++open;
      } else if (client.stage == 1) {
        const bool is_lost = happens(unknown_percent);
        if (!is_lost || below(2) == 0) take_effect(client);
        if (!is_lost) {
          client.stage = 2;
          continue;
        }
        line(client, "info");
        client.process += clients;
        client.stage = 0;
        --open;
        continue;
      } else {
        line(client, "ok");
        client.stage = 0;
        --open;
        continue;
      }
      client.stage = 1;
    }
    flush();
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  bool happens(double percent) { return static_cast<double>(random_() % 1000000) < percent * 10000; }

  void plan(Client& client) {
    client.is_stale = happens(stale_percent);
    for (Step& step : client.steps) {
      Key& key = keys_[below(kKeys)];
      step = {.is_write = below(2) == 0, .key = key.name};
      if (!step.is_write) continue;
      step.value = ++key.writes;
      if (key.writes < kWritesMax) continue;
      old_.push_back(key);
      key = {.name = next_key_++};
    }
  }
  std::vector<std::int64_t>& held(std::int64_t name) {
    for (Key& key : keys_) {
      if (key.name == name) return key.held;
    }
    for (std::size_t i = old_.size(); i-- > 0;) {
      if (old_[i].name == name) return old_[i].held;
    }
    return old_.front().held;
  }
  void take_effect(Client& client) {
    for (Step& step : client.steps) {
      auto& now = held(step.key);
      if (!step.is_write) {
        step.seen = now;
        if (client.is_stale && is_append && !step.seen.empty() && step.seen.back() != own(client, step.key))
          step.seen.pop_back();
      } else if (is_append) {
        now.push_back(step.value);
      } else {
        now = {step.value};
      }
    }
    if (old_.size() > 4096) old_.erase(old_.begin(), old_.begin() + 2048);
  }
  static std::int64_t own(const Client& client, std::int64_t key) {
    std::int64_t last = 0;
    for (const Step& step : client.steps) last = step.is_write && step.key == key ? step.value : last;
    return last;
  }

  void line(const Client& client, std::string_view type) {
    time_ns_ += 1 + static_cast<std::int64_t>(below(20000));
    auto into = std::back_inserter(out_);
    fmt::format_to(into, "{{:index {}, :time {}, :process {}, :type :{}, :f :txn, :value [", index_++,
                   time_ns_, client.process, type);
    for (std::size_t i = 0; i < kSteps; ++i) {
      const Step& step = client.steps[i];
      const char* const name = !step.is_write ? "r" : is_append ? "append" : "w";
      fmt::format_to(into, "{}[:{} {} ", i > 0 ? " " : "", name, step.key);
      if (step.is_write) {
        fmt::format_to(into, "{}]", step.value);
      } else if (type != "ok" || (!is_append && step.seen.empty())) {
        out_ += "nil]";
      } else if (!is_append) {
        fmt::format_to(into, "{}]", step.seen.back());
      } else {
        fmt::format_to(into, "[{}]]", fmt::join(step.seen, " "));
      }
    }
    out_ += type == "info" ? "], :error :timeout}\n" : "]}\n";
    if (out_.size() > (std::size_t{1} << 20)) flush();
  }
  void flush() {
    std::fwrite(out_.data(), 1, out_.size(), stdout);
    out_.clear();
  }

  std::mt19937_64 random_;
  std::array<Key, kKeys> keys_;
  std::vector<Key> old_;
  std::int64_t next_key_ = 0;
  std::int64_t index_ = 0;
  std::int64_t time_ns_ = 0;
  std::string out_;
};

template <typename Number>
bool parse(std::string_view text, Number& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

int main(int argc, char** argv) {
  Generator generator;
  bool is_right = argc % 2 == 1;
  for (int i = 1; i + 1 < argc && is_right; i += 2) {
    const std::string_view name(argv[i]);
    const std::string_view given(argv[i + 1]);
    is_right = (name == "--transactions" && parse(given, generator.transactions)) ||
               (name == "--clients" && parse(given, generator.clients) && generator.clients > 0) ||
               (name == "--unknown" && parse(given, generator.unknown_percent)) ||
               (name == "--stale" && parse(given, generator.stale_percent)) ||
               (name == "--seed" && parse(given, generator.seed)) ||
               (name == "--kind" && (given == "append" || given == "register"));
    if (name == "--kind") generator.is_append = given == "append";
  }
  if (!is_right) {
    std::fputs(
        "usage: generate_transactions --transactions N --clients C --unknown PERCENT --seed S --kind "
        "append|register [--stale PERCENT]\n",
        stderr);
    return 64;
  }
  generator.run();
  return 0;
}
