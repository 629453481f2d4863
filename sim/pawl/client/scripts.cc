#include "sim/pawl/client/scripts.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace pawl::sim {
namespace {

bool has_code(const machine::Outcome& outcome, ErrorCode code) {
  return !outcome && outcome.error().code == code;
}

std::uint64_t any_sequence(PawlSession& me) {
  return me.choices().choose("client.name", me.plan().sequences);
}

std::string name_of(PawlSession& me, std::uint64_t number) { return sequence_name(me.group(), number); }

/// Creates the group's sequences; all clients of the group do, and only one of each create is new.
void create_all(PawlSession& me) {
  for (std::uint64_t i = 0; i < me.plan().sequences; ++i) {
    const std::string name = name_of(me, i);
    const machine::SequenceParameters parameters = parameters_of(me.plan().script, i);
    while (me.goes_on()) {
      if (me.create(name, parameters)) break;
      me.think();
    }
  }
}

void next_script(PawlSession& me) {
  create_all(me);
  while (me.goes_on()) {
    me.think();
    const std::string name = name_of(me, any_sequence(me));
    const bool takes_block = me.choices().chance("client.block", 250'000);
    (void)me.reserve(name, takes_block ? kBlock : 1);
  }
}

void raw_script(PawlSession& me) {
  create_all(me);
  while (me.goes_on()) {
    me.think();
    (void)me.reserve_without_key(name_of(me, any_sequence(me)), 1);
  }
}

void reader_script(PawlSession& me) {
  // Reads what the first group allocates.
  while (me.goes_on()) {
    me.think();
    if (me.choices().chance("client.list", 125'000))
      (void)me.ask(machine::Query{machine::SequenceList{"s", std::nullopt, 10}}, seconds(2));
    else
      (void)me.get(sequence_name(0, me.choices().choose("client.name", me.run().clients.front().sequences)));
  }
}

void lifecycle_script(PawlSession& me) {
  while (me.goes_on()) {
    const std::uint64_t number = any_sequence(me);
    const std::string name = name_of(me, number);
    (void)me.create(name, parameters_of(me.plan().script, number));
    const std::uint64_t uses = me.choices().choose("client.uses", 5);
    for (std::uint64_t i = 0; i < uses && me.goes_on(); ++i) {
      me.think();
      (void)me.reserve(name, 1);
    }
    me.think();
    (void)me.get(name);
    if (!me.choices().chance("client.delete", 500'000)) continue;
    (void)me.ask(machine::Request{me.fresh_key(), machine::SequenceDelete{name}}, seconds(3));
  }
}

void bounded_script(PawlSession& me) {
  create_all(me);
  while (me.goes_on()) {
    me.think();
    const std::uint64_t number = any_sequence(me);
    const bool takes_block = me.choices().chance("client.block", 250'000);
    const machine::Outcome outcome = me.reserve(name_of(me, number), takes_block ? kBlock : 1);
    if (!outcome) continue;
    const auto* reserved = std::get_if<machine::Reserved>(&*outcome);
    const machine::SequenceParameters parameters = parameters_of(me.plan().script, number);
    if (reserved == nullptr) return me.blame("a reserve was answered with something else");
    if ((parameters.max && reserved->last > *parameters.max) ||
        (parameters.min && reserved->last < *parameters.min))
      me.blame(fmt::format("was given {}, beyond the bound", reserved->last));
  }
}

/// Blocks reach over the end of a cycle, and are longer than one.
void cycling_script(PawlSession& me) {
  create_all(me);
  while (me.goes_on()) {
    me.think();
    const std::string name = name_of(me, any_sequence(me));
    const auto count = 1 + static_cast<std::int64_t>(me.choices().choose("client.count", 8));
    if (me.choices().chance("client.key", 500'000))
      (void)me.reserve(name, count);
    else
      (void)me.reserve_without_key(name, count);
  }
}

void late_retry_script(PawlSession& me) {
  create_all(me);
  struct Old {
    std::string key;
    std::string name;
    machine::Outcome first;
  };
  while (me.goes_on()) {
    std::vector<Old> olds;
    const std::uint64_t count = 1 + me.choices().choose("client.olds", 4);
    for (std::uint64_t i = 0; i < count && me.goes_on(); ++i) {
      me.think();
      Old old{me.fresh_key(), name_of(me, any_sequence(me)), {}};
      old.first = me.reserve_with(old.key, old.name, 1);
      olds.push_back(std::move(old));
    }
    me.sleep(me.choices().millis("client.late", me.plan().late_ms, Quiet::Least));
    for (const Old& old : olds) {
      if (!me.goes_on()) return;
      // The identical answer, or an error; the judgement compares all answers under one key.
      const machine::Outcome again = me.reserve_with(old.key, old.name, 1);
      if (old.first && again && *again != *old.first) me.blame("another answer under the same key");
    }
  }
}

void misuse_once(PawlSession& me, const std::string& name) {
  const auto must_fail = [&](const machine::Outcome& outcome, std::string_view what) {
    if (outcome) me.blame(fmt::format("{} was accepted", what));
  };
  switch (me.choices().choose("client.misuse", 8)) {
    case 0: return must_fail(me.reserve(name, 0), "a count of 0");
    case 1: return must_fail(me.reserve(name, -3), "a negative count");
    case 2: return must_fail(me.reserve(name, INT64_MAX), "a count of int64's limit");
    case 3: return must_fail(me.reserve(std::string(2000, 'x'), 1), "a name of 2000 bytes");
    case 4: return must_fail(me.reserve("nobody-made-this", 1), "a sequence that nobody made");
    case 5: {
      machine::SequenceParameters parameters = parameters_of(me.plan().script, 0);
      parameters.increment = 0;
      return must_fail(me.create("stands-still", parameters), "an increment of 0");
    }
    case 6: {
      machine::SequenceParameters parameters = parameters_of(me.plan().script, 0);
      parameters.initial += 1;
      return must_fail(me.create(name, parameters), "another create of a name that exists");
    }
    default: {
      const std::string key = me.fresh_key();
      const machine::Outcome first = me.reserve_with(key, name, 1);
      if (!first) return;
      const machine::Outcome second = me.reserve_with(key, name, 2);
      must_fail(second, "a key used for another request");
      if (has_code(second, ErrorCode::NotFound)) me.blame("a sequence was lost");
    }
  }
}

void misuse_script(PawlSession& me) {
  create_all(me);
  while (me.goes_on()) {
    me.think();
    misuse_once(me, name_of(me, 0));
  }
}

}  // namespace

std::string sequence_name(std::uint32_t group, std::uint64_t number) {
  return fmt::format("s{}-{}", group, number);
}

machine::SequenceParameters parameters_of(Script script, std::uint64_t number) {
  machine::SequenceParameters parameters;
  switch (script) {
    case Script::Bounded:
      if (number % 2 == 0) return {.initial = 0, .increment = 1, .min = {}, .max = 40, .cycle = false};
      return {.initial = INT64_MAX - 100, .increment = 3, .min = {}, .max = {}, .cycle = false};
    case Script::Cycling:
      if (number % 2 == 0) return {.initial = 0, .increment = 1, .min = {}, .max = 7, .cycle = true};
      return {.initial = 10, .increment = -2, .min = 1, .max = 9, .cycle = true};
    default: break;
  }
  if (number % 3 == 1) return {.initial = 1'000, .increment = -1, .min = {}, .max = {}, .cycle = false};
  if (number % 3 == 2) return {.initial = -5, .increment = 7, .min = {}, .max = {}, .cycle = false};
  return parameters;
}

PawlSession::Body script_of(Script script) {
  switch (script) {
    case Script::Next: return next_script;
    case Script::Raw: return raw_script;
    case Script::Reader: return reader_script;
    case Script::Lifecycle: return lifecycle_script;
    case Script::Bounded: return bounded_script;
    case Script::Cycling: return cycling_script;
    case Script::LateRetry: return late_retry_script;
    case Script::Misuse: return misuse_script;
    case Script::Lister: return lister_script;
    case Script::FreeKeys: return free_keys_script;
    case Script::OddKeys: return odd_keys_script;
    case Script::Malformed: return malformed_script;
  }
  return next_script;
}

void probe(PawlSession& me, const std::string& name) {
  const Duration patience = me.run().options.raft.election_timeout;
  while (true) {
    // Without a key: the table of keys may be full, and that is no lack of service.
    machine::Request request{std::nullopt, machine::SequenceReserve{name, 1, machine::OnMissing::Create}};
    if (me.ask(std::move(request), patience)) return;
    me.sleep(milliseconds(1));
  }
}

void read_all(PawlSession& me) {
  for (std::uint32_t group = 0; group < me.run().clients.size(); ++group)
    for (std::uint64_t i = 0; i < me.run().clients[group].sequences; ++i)
      (void)me.get(sequence_name(group, i));
  (void)me.get("probe");
}

}  // namespace pawl::sim
