#include "bank.h"

#include <algorithm>
#include <array>

namespace bank {

using namespace pawl::sim;
using pawl::Digest;
using pawl::Hasher;

Node Bank::boot(const Boot<Bank>& boot, Choices&) {
  const Haste haste = boot.plan.knob("answers_early") == 0 ? Haste::WaitsForBackup : Haste::AnswersEarly;
  return {boot.host, boot.image, boot.plan.hosts, boot.now, haste};
}

Standing Bank::standing(const Node& node) { return {node.role() == Role::Primary, node.view().number}; }

Digest digest_of(const Ledger& ledger) {
  Hasher hasher;
  for (const Order& order : ledger)
    hasher.add(order.number).add(order.from << 32U | order.to).add(static_cast<std::uint64_t>(order.amount));
  return hasher.add(ledger.size()).finish();
}

std::optional<Digest> Bank::settled(const Node& node) {
  if (node.role() == Role::Keeper) return Digest{};
  const bool is_server = node.role() == Role::Primary || node.role() == Role::Backup;
  return is_server && node.is_at_rest() ? std::optional(digest_of(node.ledger())) : std::nullopt;
}

Digest Bank::fingerprint(const Node& node) {
  return Hasher{}
      .add(node.view().number << 8U | static_cast<std::uint64_t>(node.role()))
      .add(node.written() << 32U | node.confirmed())
      .add(digest_of(node.ledger()).low)
      .finish();
}

std::span<const AimRule<Bank>> Bank::aims() {
  static constexpr std::array<AimRule<Bank>, 2> kAims{
      {{"reply", [](const Node&, const Effects<Bank>& effects) { return !effects.answer.empty(); }},
       {"ack", [](const Node&, const Effects<Bank>& effects) {
          return std::ranges::any_of(
              effects.send, [](const auto& it) { return std::holds_alternative<Copied>(it.message); });
        }}}};
  return kAims;
}

std::span<const PlainKnob> Bank::knobs() {
  static constexpr std::array<PlainKnob, 1> kKnobs{{{.name = "answers_early", .otherwise = 0}}};
  return kKnobs;
}

std::span<const OracleRule> Bank::rules() {
  static constexpr std::array<OracleRule, 3> kRules{
      {{"one-primary-per-view", "A view has one primary."},
       {"confirmed-stays", "Whoever becomes primary has every order that was confirmed, at its place."},
       {"answers-by-model", "Every answer is what the orders before it, and no others, make of its order."}}};
  return kRules;
}

}  // namespace bank
