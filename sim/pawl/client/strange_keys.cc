// Clients whose idempotency keys are not what core/client makes: texts without a time, and times that are
// wrong.

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "sim/pawl/client/scripts.h"

namespace pawl::sim {
namespace {

std::string any_name(PawlSession& me) {
  return sequence_name(me.group(), me.choices().choose("client.name", me.plan().sequences));
}

void create_all(PawlSession& me) {
  for (std::uint64_t i = 0; i < me.plan().sequences; ++i)
    while (me.goes_on() && !me.create(sequence_name(me.group(), i), parameters_of(me.plan().script, i)))
      me.think();
}

/// Ahead of the client's calendar, or behind it.
Duration any_offset(PawlSession& me) {
  const Duration most = me.run().options.retention.key_ahead_max;
  switch (me.choices().choose("client.offset", 4)) {
    case 0: return me.choices().millis("client.ahead", {1, 200}, Quiet::Least);
    case 1: return most + me.choices().millis("client.ahead", {1, 100'000}, Quiet::Least);
    case 2: return nanoseconds(0) - me.choices().millis("client.behind", {1, 5'000}, Quiet::Least);
    default: return nanoseconds(0) - me.choices().millis("client.behind", {1, 3'600'000}, Quiet::Least);
  }
}

std::string odd_key(PawlSession& me) {
  std::string key = me.key_at(any_offset(me));
  switch (me.choices().choose("client.form", 12)) {
    case 0: key.replace(0, 13, "ffffffff-ffff"); break;  // the last time that can be told
    case 1: key.replace(0, 13, "00000000-0000"); break;  // the first
    case 2: key[14] = '4'; break;                        // of another version, so without a time
    case 3:
      std::transform(key.begin(), key.end(), key.begin(),
                     [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c; });
      break;
    default: break;
  }
  return key;
}

}  // namespace

void free_keys_script(PawlSession& me) {
  create_all(me);
  std::vector<std::string> used;
  while (me.goes_on()) {
    me.think();
    const bool repeats = !used.empty() && me.choices().choose("client.repeat", 3) == 2;
    if (!repeats) used.push_back(fmt::format("order {}-{}", me.number(), used.size()));
    const std::string key = repeats ? used[me.choices().choose("client.old", used.size())] : used.back();
    (void)me.reserve_with(key, any_name(me), 1);
  }
}

void odd_keys_script(PawlSession& me) {
  create_all(me);
  std::string last;
  while (me.goes_on()) {
    me.think();
    const bool repeats = !last.empty() && me.choices().choose("client.repeat", 3) == 2;
    if (!repeats) last = odd_key(me);
    (void)me.reserve_with(last, any_name(me), 1);
  }
}

}  // namespace pawl::sim
