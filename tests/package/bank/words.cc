// How the bank speaks of itself, in traces and on pages.

#include <fmt/format.h>

#include "bank.h"
#include "core/base/overloaded.h"

namespace bank {

using namespace pawl::sim;

namespace {

std::string to_text(const View& view) {
  if (view.backup == kNoHost) return fmt::format("n{} alone", view.primary.value);
  return fmt::format("n{}, backup n{}", view.primary.value, view.backup.value);
}

}  // namespace

std::string to_text(const Order& order) {
  if (order.amount == 0) return fmt::format("#{} balances?", order.number);
  return fmt::format("#{} {} from {} to {}", order.number, order.amount, order.from, order.to);
}

Vocabulary Bank::vocabulary() {
  return {.roles = {{"idle", Tint::Grey},
                    {"backup", Tint::Sky},
                    {"primary", Tint::Orange},
                    {"keeper", Tint::Teal}},
          .kinds = {{"ping", Tint::Grey}, {"view", Tint::Teal}, {"copy", Tint::Blue}, {"copied", Tint::Sky}},
          .values = {{"view"}, {"orders"}, {"on disk"}, {"confirmed"}},
          .epoch = "view"};
}

StepTold Bank::told(const Node& node) {
  return {.role = static_cast<std::uint8_t>(node.role()),
          .epoch = node.view().number,
          .values = {to_text(node.view()), fmt::format("{}", node.ledger().size()),
                     fmt::format("{}", node.written()), fmt::format("{}", node.confirmed())}};
}

std::string Bank::words_of(const Message& message) {
  return std::visit(
      pawl::Overloaded{
          [](const Ping& it) { return fmt::format("ping, joined {}", it.joined); },
          [](const Pong& it) { return fmt::format("view {}: {}", it.view.number, to_text(it.view)); },
          [](const Copy& it) {
            return fmt::format("copy in view {}: {} orders from {}", it.view, it.orders.size(), it.first);
          },
          [](const Copied& it) { return fmt::format("copied in view {}: {} orders", it.view, it.count); }},
      message);
}

std::string Bank::words_of(const Folder& folder) {
  return fmt::format("view {}: {}; {} orders", folder.view.number, to_text(folder.view),
                     folder.ledger.size());
}

std::string Bank::words_of(const Order& order) { return to_text(order); }

std::string Bank::words_of(const Reply& reply) {
  if (reply.elsewhere != kNoHost) return fmt::format("ask n{}", reply.elsewhere.value);
  return fmt::format("{} [{}]", reply.outcome.is_done ? "done" : "too little",
                     fmt::join(reply.outcome.balances, " "));
}

}  // namespace bank
