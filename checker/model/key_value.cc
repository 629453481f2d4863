#include "checker/model/key_value.h"

#include <algorithm>

namespace pawl::checker {
namespace {

bool begins_one_of(const std::set<std::string>& texts, const std::string& text) {
  const auto next = texts.lower_bound(text);
  return next != texts.end() && next->starts_with(text);
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
  if (is_get(op)) {
    const bool says_nothing = op.outcome != Outcome::Ok || (nil_read == NilRead::Any && op.result.is_nil());
    return says_nothing ? Fit::drop() : Fit::use();
  }
  if (op.outcome != Outcome::Fail) return Fit::use();
  return op.f == f::Cas && cas_fail == CasFail::Differs ? Fit::use() : Fit::drop();
}

KeyValueModel::Entry KeyValueModel::entry_of(const State& state, std::uint32_t key) const {
  const auto place = std::ranges::lower_bound(state, key, {}, &Entry::key);
  if (place != state.end() && place->key == key) return *place;
  return {.key = key, .value = pool->number(missing), .revision = {}};
}

bool KeyValueModel::is_wanted(const Wanted& wanted, const Value& value) const {
  if (value.text() && begins_one_of(wanted.texts, *value.text())) return true;
  return !value.text() && wanted.others.contains(pool->number(value));
}

std::uint32_t KeyValueModel::seen(std::uint32_t key, const Value& value) const {
  const auto wanted = wanted_.find(key);
  if (wanted != wanted_.end() && !is_wanted(wanted->second, value)) return kUnseen;
  return pool->number(value);
}

std::optional<std::uint32_t> KeyValueModel::appended(const Entry& entry, const Operation& op) const {
  if (entry.value == kUnseen) return kUnseen;
  const Value& before = pool->value(entry.value);
  if (!before.is_nil() && !before.text()) return std::nullopt;
  std::string text = before.text() ? *before.text() : std::string();
  text += *op.argument.text();
  return seen(entry.key, Value::of(std::move(text)));
}

std::optional<KeyValueModel::State> KeyValueModel::step(const State& state, const Operation& op) const {
  const std::uint32_t key = pool->number(op.key);
  Entry entry = entry_of(state, key);
  const Entry before = entry;
  const bool is_known = op.outcome == Outcome::Ok;
  if (is_get(op)) {
    if (!holds(entry, op.result)) return std::nullopt;
  } else if (op.f == f::Append) {
    const auto text = appended(entry, op);
    if (!text) return std::nullopt;
    entry.value = *text;
  } else if (op.f == f::Cas) {
    const bool is_old = holds(entry, op.argument.pair()->front());
    if (op.outcome == Outcome::Fail) return is_old ? std::nullopt : std::optional(state);
    if (!is_old) return std::nullopt;
    entry.value = seen(key, op.argument.pair()->back());
  } else {
    entry.value = op.f == f::Delete ? pool->number(missing) : seen(key, op.argument);
  }
  const std::optional<std::int64_t> told = is_known ? op.witness->revision : std::nullopt;
  if (!(is_get(op) ? entry.revision.see(told) : entry.revision.change(told))) return std::nullopt;
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

void KeyValueModel::prepare(std::span<const Operation* const> operations) {
  wanted_.clear();
  for (const Operation* op : operations) {
    Wanted& wanted = wanted_[pool->number(op->key)];
    const auto want = [&](const Value& value) {
      if (value.text()) wanted.texts.insert(*value.text());
      if (!value.text()) wanted.others.insert(pool->number(value));
    };
    if (is_get(*op)) {
      want(op->result);
    } else if (op->f == f::Cas) {
      want(op->argument.pair()->front());
      if (op->outcome == Outcome::Fail) wanted.wants_all = true;
    }
    if (!is_get(*op) && op->f != f::Append) wanted.only_grows = false;
  }
}

// What nobody looks for may as well not happen: between it and the next put, nothing looks at all.
bool KeyValueModel::matters(const Operation& loose) const {
  const auto found = wanted_.find(pool->number(loose.key));
  if (found == wanted_.end() || found->second.wants_all || loose.f == f::Delete || is_get(loose)) return true;
  const Wanted& wanted = found->second;
  if (loose.f == f::Put || loose.f == f::Write) return is_wanted(wanted, loose.argument);
  if (loose.f == f::Cas) return is_wanted(wanted, loose.argument.pair()->back());
  return std::ranges::any_of(wanted.texts, [&](const std::string& text) {
    return text.find(*loose.argument.text()) != std::string::npos;
  });
}

// Where nothing but appends changes a key, each of its values begins with the one before.
bool KeyValueModel::is_lost(const State& state, const Operation& op) const {
  if (!is_get(op)) return false;
  const std::uint32_t key = pool->number(op.key);
  const auto wanted = wanted_.find(key);
  if (wanted == wanted_.end() || !wanted->second.only_grows) return false;
  const Entry entry = entry_of(state, key);
  if (entry.value == kUnseen) return true;
  const std::string* now = pool->value(entry.value).text();
  if (!now || now->empty()) return false;
  return !op.result.text() || !op.result.text()->starts_with(*now);
}

std::string KeyValueModel::show(const State& state) const {
  if (state.empty()) return "nothing written";
  std::string text;
  for (const Entry& entry : state) {
    if (!text.empty()) text += ", ";
    if (state.size() > 1) text += to_edn(pool->value(entry.key)) + "=";
    text += entry.value == kUnseen ? "(a value that nothing reads)" : to_edn(pool->value(entry.value));
  }
  return text;
}

}  // namespace pawl::checker
