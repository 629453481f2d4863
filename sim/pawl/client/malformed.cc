// A client that asks past core/client, and so brings to the nodes what a library would have refused, and what
// stands just within the limits. Whether each is accepted or refused as it must be is the oracle's to say.

#include <string>
#include <utility>

#include "sim/pawl/client/scripts.h"

namespace pawl::sim {
namespace {

using machine::SequenceCreate;
using machine::SequenceDelete;
using machine::SequenceGet;
using machine::SequenceList;
using machine::SequenceReserve;

node::Ask any_request(PawlSession& me, const std::string& name) {
  const auto with_key = [&](std::string key) {
    return machine::Request{std::move(key), SequenceReserve{name}};
  };
  const auto plain = [&](machine::Operation operation) {
    return machine::Request{std::nullopt, std::move(operation)};
  };
  const machine::RequestLimits& limits = me.run().options.request_limits;
  machine::SequenceParameters parameters;
  switch (me.choices().choose("client.request", 17)) {
    case 0: return plain(SequenceReserve{name, 0});
    case 1: return plain(SequenceReserve{name, -3});
    case 2: return plain(SequenceReserve{name, limits.reserve_count_max + 1});
    case 3: return plain(SequenceReserve{name, INT64_MAX});
    case 4: return plain(SequenceReserve{""});
    case 5: return plain(SequenceReserve{std::string(limits.name_bytes_max + 1, 'n')});
    case 6: return plain(SequenceReserve{"a\nb"});
    case 7:
      return plain(SequenceReserve{std::string(limits.name_bytes_max, 'n'), 1, machine::OnMissing::Create});
    case 8: return plain(SequenceDelete{""});
    case 9: return with_key("");
    case 10: return with_key("   ");
    case 11: return with_key("a\tb");
    case 12: return with_key(std::string(limits.key_bytes_max + 1, 'k'));
    case 13: return with_key(me.fresh_key());
    case 14: parameters.increment = 0; break;
    case 15: parameters.initial = INT64_MAX; break;
    default: parameters.min = 5; parameters.max = 3;
  }
  return plain(SequenceCreate{"stands-still", parameters});
}

node::Ask any_query(PawlSession& me, const std::string& name) {
  const machine::RequestLimits& limits = me.run().options.request_limits;
  switch (me.choices().choose("client.query", 9)) {
    case 0: return machine::Query{SequenceGet{""}};
    case 1: return machine::Query{SequenceGet{std::string(limits.name_bytes_max + 1, 'n')}};
    case 2: return machine::Query{SequenceGet{"\x7f"}};
    case 3: return machine::Query{SequenceGet{name}};
    case 4: return machine::Query{SequenceList{"", std::nullopt, 0}};
    case 5: return machine::Query{SequenceList{"", std::nullopt, limits.list_page_max + 1}};
    case 6: return machine::Query{SequenceList{std::string(limits.name_bytes_max + 1, 'p')}};
    case 7: return machine::Query{SequenceList{"", std::string(limits.name_bytes_max + 1, 'a')}};
    default:
      return machine::Query{SequenceList{"", std::string(limits.name_bytes_max, 'a'), limits.list_page_max}};
  }
}

}  // namespace

void malformed_script(PawlSession& me) {
  const std::string name = sequence_name(me.group(), 0);
  while (me.goes_on() && !me.create(name, parameters_of(me.plan().script, 0))) me.think();
  while (me.goes_on()) {
    me.think();
    const bool asks = me.choices().choose("client.asks", 3) == 2;
    node::Ask ask = asks ? any_query(me, name) : any_request(me, name);
    (void)me.ask_directly(std::move(ask), seconds(1));
  }
}

}  // namespace pawl::sim
