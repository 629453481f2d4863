#pragma once
// A key/value store: get (read), put (write), append (to strings), cas ([old new]), delete; with
// `:revision` where the store tells it: revisions of one key grow with every change of it.

#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "checker/check.h"
#include "checker/model/model.h"
#include "checker/model/pool.h"
#include "checker/model/revision.h"

namespace pawl::checker {

struct KeyValueModel {
  struct Entry {
    std::uint32_t key = 0;    ///< number in the pool
    std::uint32_t value = 0;  ///< number in the pool
    Revision revision;
    bool operator==(const Entry&) const = default;
  };
  using State = std::vector<Entry>;  ///< keys that were written, ascending

  Value missing;  ///< what a get of a missing key answers, and what an append appends to
  NilRead nil_read = NilRead::Value;
  CasFail cas_fail = CasFail::Drop;
  std::shared_ptr<ValuePool> pool = std::make_shared<ValuePool>();

  State initial() const { return {}; }

  static bool is_get(const Operation& op) { return op.f == f::Get || op.f == f::Read; }

  Fit fit(const Operation& op) const;
  std::optional<State> step(const State& state, const Operation& op) const;
  void prepare(std::span<const Operation* const> operations);
  bool matters(const Operation& loose) const;
  bool observes(const Operation& op) const {
    return (is_get(op) && !op.witness->revision) || op.outcome == Outcome::Fail;
  }
  bool is_silent(const Operation& op) const {
    return !is_get(op) && op.outcome != Outcome::Fail && !op.witness->revision;
  }
  bool is_independent(const Operation& a, const Operation& b) const { return a.key != b.key; }
  bool is_lost(const State& state, const Operation& op) const;
  std::string show(const State& state) const;

 private:
  // What anybody ever looks for under one key: answers of gets and old values of cas. A value that
  // is none of these, nor the beginning of one that appends could complete, is as good as any other
  // such value: they all are kUnseen, and only a put leads away from them.
  struct Wanted {
    std::set<std::string> texts;
    std::unordered_set<std::uint32_t> others;  ///< numbers in the pool
    bool wants_all = false;                    ///< a failed cas looks for any other value
    bool only_grows = true;                    ///< nothing but appends and gets
  };
  static constexpr std::uint32_t kUnseen = 0xffffffffu;

  Entry entry_of(const State& state, std::uint32_t key) const;
  bool is_wanted(const Wanted& wanted, const Value& value) const;
  std::uint32_t seen(std::uint32_t key, const Value& value) const;
  std::optional<std::uint32_t> appended(const Entry& entry, const Operation& op) const;
  bool holds(const Entry& entry, const Value& value) const {
    return entry.value != kUnseen && pool->value(entry.value) == value;
  }

  std::map<std::uint32_t, Wanted> wanted_;
};

inline std::uint64_t hash_of(const KeyValueModel::Entry& entry) {
  const std::uint64_t ids = std::uint64_t{entry.key} << 32 | entry.value;
  return mix_hash(ids, hash_of(entry.revision));
}

}  // namespace pawl::checker
