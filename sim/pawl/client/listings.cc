// A client that makes names come and go, and walks through listings page by page.

#include <fmt/format.h>

#include <utility>

#include "sim/pawl/client/scripts.h"

namespace pawl::sim {
namespace {

constexpr std::uint64_t kNames = 12;

/// Apart from the names of the plan, so that they may be deleted at any time.
std::string name_of(PawlSession& me, std::uint64_t number) {
  return fmt::format("l{}-{}{}", me.group(), number % 3, std::string(number / 3, 'x'));
}

machine::SequenceList any_list(PawlSession& me) {
  static const char* const kPrefixes[] = {"", "l", "s", "s0-0", "nobody-has-this", "l0-1x"};
  machine::SequenceList list;
  const std::uint64_t prefix = me.choices().choose("client.prefix", 8);
  if (prefix < 6)
    list.prefix = kPrefixes[prefix];
  else
    list.prefix = fmt::format("l{}-{}", me.group(), me.choices().choose("client.name", 3));
  if (me.choices().choose("client.after", 3) == 2)
    list.after = name_of(me, me.choices().choose("client.name", kNames));
  list.limit = 1 + me.choices().choose("client.limit", 6);
  return list;
}

/// Asks for page after page; names ascend all the way.
void walk(PawlSession& me, machine::SequenceList list) {
  while (me.goes_on()) {
    const machine::Outcome outcome = me.ask(machine::Query{list}, seconds(2));
    if (!outcome) return;
    const auto& page = std::get<machine::Listed>(*outcome);
    for (const machine::Sequence& sequence : page.sequences) {
      if (list.after && sequence.name <= *list.after)
        return me.blame(fmt::format("a listing goes back from {} to {}", *list.after, sequence.name));
      list.after = sequence.name;
    }
    if (!page.more) return;
    if (page.sequences.empty()) return me.blame("a listing says that more follows, and shows nothing");
  }
}

}  // namespace

void lister_script(PawlSession& me) {
  while (me.goes_on()) {
    me.think();
    const std::string name = name_of(me, me.choices().choose("client.name", kNames));
    switch (me.choices().choose("client.does", 5)) {
      case 0:
      case 1:
        (void)me.create(name, parameters_of(Script::Lister, me.choices().choose("client.how", 3)));
        break;
      case 2:
        (void)me.ask(machine::Request{me.fresh_key(), machine::SequenceDelete{name}}, seconds(3));
        break;
      default: walk(me, any_list(me)); break;
    }
  }
}

}  // namespace pawl::sim
