#include "checker/model/key_value.h"

#include <algorithm>

namespace pawl::checker {
namespace {

bool is_prefix_of_other(std::string_view a, std::string_view b) {
  return a.size() <= b.size() ? b.starts_with(a) : a.starts_with(b);
}

}  // namespace

Fit KeyValueModel::fit(const Operation& op) const {
  const bool is_put = op.f == f::Put || op.f == f::Write;
  if (!is_get(op) && !is_put && op.f != f::Append && op.f != f::Cas && op.f != f::Delete) {
    return Fit::refuse("a key/value store has get, put, append, cas and delete only");
  }
  if (op.f == f::Append && !op.argument.text()) return Fit::refuse("an append needs a string");
  if (op.f == f::Append && !missing.is_nil() && !missing.text()) {
    return Fit::refuse("appends need a string or nil as first value");
  }
  if (op.f == f::Cas && !op.argument.pair()) return Fit::refuse("a cas needs the value [old new]");
  if (is_get(op)) return op.outcome == Outcome::Ok ? Fit::use() : Fit::drop();
  if (op.outcome != Outcome::Fail) return Fit::use();
  return op.f == f::Cas && cas_fail == CasFail::Differs ? Fit::use() : Fit::drop();
}

KeyValueModel::Entry KeyValueModel::entry_of(const State& state, std::uint32_t key) const {
  const auto place = std::ranges::lower_bound(state, key, {}, &Entry::key);
  if (place != state.end() && place->key == key) return *place;
  return {.key = key, .value = pool->number(missing), .revision = 0, .is_exact = false};
}

std::optional<std::uint32_t> KeyValueModel::appended(const Entry& entry, const Operation& op) const {
  const Value& before = pool->value(entry.value);
  if (!before.is_nil() && !before.text()) return std::nullopt;
  std::string text = before.text() ? *before.text() : std::string();
  text += *op.argument.text();
  if (const auto log = logs_.find(entry.key); log != logs_.end() && log->second.has_gets) {
    if (!is_prefix_of_other(text, log->second.longest)) return std::nullopt;
  }
  return pool->number(Value::of(std::move(text)));
}

std::optional<KeyValueModel::State> KeyValueModel::step(const State& state, const Operation& op) const {
  const std::uint32_t key = pool->number(op.key);
  Entry entry = entry_of(state, key);
  const Entry before = entry;
  const bool is_known = op.outcome == Outcome::Ok;
  if (is_get(op)) {
    if (pool->value(entry.value) != op.result) return std::nullopt;
  } else if (op.f == f::Append) {
    const auto text = appended(entry, op);
    if (!text) return std::nullopt;
    entry.value = *text;
  } else if (op.f == f::Cas) {
    const bool is_old = pool->value(entry.value) == op.argument.pair()->front();
    if (op.outcome == Outcome::Fail) return is_old ? std::nullopt : std::optional(state);
    if (!is_old) return std::nullopt;
    entry.value = pool->number(op.argument.pair()->back());
  } else {
    entry.value = pool->number(op.f == f::Delete ? missing : op.argument);
  }
  if (is_known && op.witness.revision) {
    const std::int64_t revision = *op.witness.revision;
    const bool pins = !is_get(op) || !entry.is_exact;
    if (pins ? revision <= entry.revision && !(is_get(op) && revision == 0) : revision != entry.revision) {
      return std::nullopt;
    }
    entry.revision = revision;
    entry.is_exact = true;
  } else if (!is_get(op)) {
    entry.is_exact = false;
  }
  if (entry == before) return state;
  State next = state;
  const auto place = std::ranges::lower_bound(next, key, {}, &Entry::key);
  if (place != next.end() && place->key == key) {
    *place = entry;
  } else {
    next.insert(place, entry);
  }
  return next;
}

KeyValueModel::Log* KeyValueModel::log_of(std::uint32_t key) {
  const auto found = logs_.find(key);
  return found == logs_.end() ? nullptr : &found->second;
}

void KeyValueModel::prepare(std::span<const Operation* const> operations) {
  logs_.clear();
  for (const Operation* op : operations) {
    Log& log = logs_[pool->number(op->key)];
    if (is_get(*op)) {
      const bool is_text = op->result.text() || op->result.is_nil();
      if (!is_text) log.only_grows = false;
      log.has_gets = true;
      if (op->result.text() && op->result.text()->size() > log.longest.size())
        log.longest = *op->result.text();
    } else if (op->f != f::Append) {
      log.only_grows = false;
    }
  }
  std::erase_if(logs_, [](const auto& entry) { return !entry.second.only_grows; });
}

// An append to a key that only grows is there for good, and is seen if its text is in the longest get.
bool KeyValueModel::matters(const Operation& loose) const {
  if (loose.f != f::Append) return true;
  const auto log = logs_.find(pool->number(loose.key));
  return log == logs_.end() || log->second.longest.find(*loose.argument.text()) != std::string::npos;
}

bool KeyValueModel::is_lost(const State& state, const Operation& op) const {
  if (!is_get(op)) return false;
  const std::uint32_t key = pool->number(op.key);
  if (!logs_.contains(key)) return false;
  const std::string* now = pool->value(entry_of(state, key).value).text();
  if (!now || now->empty()) return false;
  return !op.result.text() || !op.result.text()->starts_with(*now);
}

std::string KeyValueModel::show(const State& state) const {
  if (state.empty()) return "nothing written";
  std::string text;
  for (const Entry& entry : state) {
    if (!text.empty()) text += ", ";
    if (state.size() > 1) text += to_edn(pool->value(entry.key)) + "=";
    text += to_edn(pool->value(entry.value));
  }
  return text;
}

}  // namespace pawl::checker
