#include "sim/scenario/plain_scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/scenario.pb.h"
#include "sim/scenario/draw.h"
#include "sim/scenario/text.h"
#include "sim/scenario/validate.h"

namespace pawl::sim {
namespace {

std::size_t place_of(const std::vector<std::string_view>& names, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
}

Complaint check_clients(const proto::PlainScenario& scenario, const Spot& top, const PlainWords& words) {
  if (scenario.clients().empty())
    return complaint_at(
        top, "title", -1,
        fmt::format("no clients: nobody would notice a wrong answer; add `clients {{ script: \"{}\" }}`",
                    words.scripts.empty() ? "" : words.scripts.front()));
  std::uint32_t clients = 0;
  for (int i = 0; i < scenario.clients_size(); ++i) {
    const proto::PlainClients& group = scenario.clients(i);
    if (place_of(words.scripts, group.script()) == words.scripts.size())
      return complaint_at(top, "clients", i,
                          fmt::format("clients: there is no script '{}'; these there are: {}", group.script(),
                                      fmt::join(words.scripts, ", ")));
    clients += largest_of(group.count(), 1);
    if (clients > kClientsMax)
      return complaint_at(top, "clients", i, fmt::format("clients: more than {} in all", kClientsMax));
  }
  return std::nullopt;
}

Complaint check_knobs(const proto::PlainScenario& scenario, const Spot& top, const PlainWords& words) {
  for (int i = 0; i < scenario.knob_size(); ++i) {
    const proto::Knob& knob = scenario.knob(i);
    if (std::ranges::none_of(words.knobs, [&](const PlainKnob& it) { return it.name == knob.name(); }))
      return complaint_at(top, "knob", i, fmt::format("knob: the system has none called '{}'", knob.name()));
    if (knob.min() > knob.max())
      return complaint_at(top, "knob", i,
                          fmt::format("knob: min {} is above max {}; swap them", knob.min(), knob.max()));
  }
  return std::nullopt;
}

Complaint check(const proto::PlainScenario& scenario, const Spot& top, const PlainWords& words) {
  if (Complaint it = check_numbers(top, {})) return it;
  if (Complaint it = check_hosts(top, "nodes", scenario.nodes())) return it;
  if (Complaint it = check_clients(scenario, top, words)) return it;
  if (Complaint it = check_knobs(scenario, top, words)) return it;
  return check_faults(top, scenario.fault(), words.aims);
}

PlainClientPlan draw_clients(const proto::PlainClients& clients, const PlainWords& words, Stream& choices) {
  PlainClientPlan plan;
  plan.script = place_of(words.scripts, clients.script());
  plan.count = one_of("clients", clients.count(), plan.count, choices);
  plan.places = places_of(clients.count(), plan.count);
  plan.think_us = one_of("think", clients.think_us(), plan.think_us, choices);
  if (clients.runs_percent() < 100 && !has("has_clients", clients.runs_percent(), choices)) plan.count = 0;
  return plan;
}

std::int64_t draw_knob(const proto::PlainScenario& scenario, const PlainKnob& knob, Stream& choices) {
  for (const proto::Knob& it : scenario.knob())
    if (it.name() == knob.name) return choices.extreme(knob.name, {it.min(), it.max()}, Quiet::Most);
  return knob.otherwise;
}

}  // namespace

std::expected<PlainScenario, std::string> PlainScenario::read(const std::string& path,
                                                              const PlainWords& words) {
  const auto text = read_text(path);
  if (!text) return std::unexpected(text.error());
  return parse(path, *text, words);
}

std::expected<PlainScenario, std::string> PlainScenario::parse(const std::string& file_name,
                                                               const std::string& text,
                                                               const PlainWords& words) {
  auto message = std::make_shared<proto::PlainScenario>();
  google::protobuf::TextFormat::ParseInfoTree places;
  if (auto parsed = parse_text(file_name, text, "sim/scenario.proto", *message, places); !parsed)
    return std::unexpected(parsed.error());
  if (const Complaint it = check(*message, {*message, &places}, words))
    return std::unexpected(fmt::format("{}:{}", file_name, *it));
  PlainScenario scenario;
  scenario.words_ = words;
  scenario.file_ = file_name;
  scenario.text_ = text;
  if (message->has_choices()) {
    auto choices = choices_in(file_name, message->choices());
    if (!choices) return std::unexpected(choices.error());
    scenario.choices_ = std::move(*choices);
  }
  scenario.message_ = std::move(message);
  return scenario;
}

std::string PlainScenario::text_with(const ChoiceList& choices) const {
  return sim::text_with(text_, choices);
}

PlainPlan PlainScenario::draw(Stream& choices) const {
  const proto::PlainScenario& scenario = *message_;
  PlainPlan plan;
  plan.scenario = file_;
  plan.hosts = one_of("nodes", scenario.nodes(), plan.hosts, choices);
  for (const PlainKnob& knob : words_.knobs)
    plan.knobs.emplace_back(knob.name, draw_knob(scenario, knob, choices));
  plan.turn_us = one_of("turn", scenario.turn_us(), plan.turn_us, choices);
  plan.timer_late_us = one_of("timer_late", scenario.timer_late_us(), plan.timer_late_us, choices);
  plan.network = draw_network(scenario.network(), choices);
  plan.disk = draw_disk(scenario.disk(), choices);
  plan.clock = draw_clock(scenario.clocks(), choices);
  for (const proto::PlainClients& clients : scenario.clients())
    plan.clients.push_back(draw_clients(clients, words_, choices));
  plan.faults = draw_faults(scenario.fault(), scenario.span(), words_.aims, choices);
  plan.span = draw_span(scenario.span(), milliseconds(scenario.timeout_ms()), choices);
  for (const proto::Floor& floor : scenario.expect())
    plan.expect.floors.push_back({floor.figure(), floor.at_least()});
  plan.expect.faults_min = scenario.faults_min();
  return plan;
}

}  // namespace pawl::sim
