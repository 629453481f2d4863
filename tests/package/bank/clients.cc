// What the bank's clients do, told as straight stories.

#include <array>

#include "bank.h"

namespace bank {

using namespace pawl::sim;

namespace {

/// Sends the order until somebody says what came of it; false: nobody did.
bool place(Bank::Session& me, Order order) {
  // Of this client, and of no other.
  order.number =
      1'000'000 * (std::uint64_t{me.number()} + 1) + static_cast<std::uint64_t>(me.newest_call() + 1);
  const std::size_t call = me.begins(order);
  HostId host{2 + me.choices().choose("first_server", 2)};
  for (int attempt = 0; attempt < 50; ++attempt) {
    const auto reply = me.call(host, order, pawl::milliseconds(200));
    if (reply && reply->elsewhere == kNoHost) {
      me.ends(call, *reply);
      return true;
    }
    host = reply && reply->elsewhere != host ? reply->elsewhere : HostId{5 - host.value};
    me.sleep(pawl::milliseconds(20));
  }
  return false;
}

Order draw_payment(Bank::Session& me) {
  Order order;
  order.from = me.choices().choose("from", kAccounts);
  order.to = me.choices().choose("to", kAccounts);
  order.amount = me.choices().within("amount", {1, 60}, Quiet::Least);
  return order;
}

void pay(Bank::Session& me) {
  while (me.goes_on()) {
    me.think();
    place(me, draw_payment(me));
  }
}

void ask(Bank::Session& me) {
  while (me.goes_on()) {
    me.think();
    place(me, Order{});
  }
}

}  // namespace

std::span<const PlainScript<Bank>> Bank::scripts() {
  static constexpr std::array<PlainScript<Bank>, 2> kScripts{{{"pay", pay}, {"ask", ask}}};
  return kScripts;
}

/// After the faults: until something is acknowledged.
void Bank::probe(Session& me) {
  while (!place(me, draw_payment(me))) me.think();
}

/// At the end: what is there?
void Bank::read_all(Session& me) { place(me, Order{}); }

}  // namespace bank
