#include "sim/pawl/model/sequences.h"

#include <cstdint>
#include <utility>

namespace pawl::sim::model {
namespace {

using machine::Outcome;
using machine::SequenceParameters;
__extension__ using Wide = __int128;

Outcome refusal(ErrorCode code) { return std::unexpected(Error{code, {}}); }

bool is_name(const std::string& text, const machine::RequestLimits& limits) {
  if (text.empty() || text.size() > limits.name_bytes_max) return false;
  for (const char c : text)
    if ((c >= 0 && c < ' ') || c == '\x7f') return false;
  return true;
}

bool is_within(const SequenceParameters& rules, Wide value) {
  return value >= rules.min.value_or(INT64_MIN) && value <= rules.max.value_or(INT64_MAX);
}

Wide first_of(const SequenceParameters& rules) { return Wide{rules.initial} + rules.increment; }

/// Where `count` values in a row begin that can be handed out after `current`; none: there is no such place.
std::optional<Wide> place_for(const SequenceParameters& rules, std::int64_t current, std::int64_t count) {
  const Wide length = Wide{rules.increment} * (count - 1);
  const auto fits = [&](Wide first) { return is_within(rules, first) && is_within(rules, first + length); };
  Wide first = Wide{current} + rules.increment;
  // What is left is never skipped: only behind the very last value the cycle begins again.
  if (rules.cycle && !is_within(rules, first)) {
    const auto& far_end = rules.increment > 0 ? rules.min : rules.max;
    first = far_end ? Wide{*far_end} : first_of(rules);
  }
  return fits(first) ? std::optional(first) : std::nullopt;
}

}  // namespace

bool Sequences::is_valid(const machine::Operation& operation, const machine::RequestLimits& limits) {
  if (const auto* create = std::get_if<machine::SequenceCreate>(&operation))
    return is_name(create->name, limits) && create->parameters.increment != 0 &&
           is_within(create->parameters, first_of(create->parameters));
  if (const auto* reserve = std::get_if<machine::SequenceReserve>(&operation))
    return is_name(reserve->name, limits) && reserve->count > 0 && reserve->count <= limits.reserve_count_max;
  return is_name(std::get<machine::SequenceDelete>(operation).name, limits);
}

bool Sequences::is_valid(const machine::Query& query, const machine::RequestLimits& limits) {
  if (const auto* get = std::get_if<machine::SequenceGet>(&query)) return is_name(get->name, limits);
  const auto& list = std::get<machine::SequenceList>(query);
  return list.limit > 0 && list.limit <= limits.list_page_max &&
         list.prefix.size() <= limits.name_bytes_max &&
         (!list.after || list.after->size() <= limits.name_bytes_max);
}

Sequences::Sequences(const Beginning& beginning)
    : created_(beginning.next_incarnation - 1), oldest_(beginning.index) {
  for (const machine::Sequence& it : beginning.sequences)
    write(beginning.index, it.name, Standing{it.parameters, it.current, it.revision, it.incarnation});
}

Outcome Sequences::apply(const Moment& moment, const machine::Operation& operation) {
  if (const auto* it = std::get_if<machine::SequenceCreate>(&operation)) return create(moment, *it);
  if (const auto* it = std::get_if<machine::SequenceReserve>(&operation)) return reserve(moment, *it);
  return remove(moment, std::get<machine::SequenceDelete>(operation));
}

Outcome Sequences::create(const Moment& moment, const machine::SequenceCreate& create) {
  if (const Standing* there = newest(create.name)) {
    if (there->parameters != create.parameters) return refusal(ErrorCode::AlreadyExists);
    return machine::Created{told(create.name, *there), false};
  }
  if (created_ + 1 == INT64_MAX) return refusal(ErrorCode::Exhausted);
  const Standing standing{create.parameters, create.parameters.initial, 0, ++created_};
  write(moment.index, create.name, standing);
  return machine::Created{told(create.name, standing), true};
}

Outcome Sequences::reserve(const Moment& moment, const machine::SequenceReserve& reserve) {
  const Standing* there = newest(reserve.name);
  if (there == nullptr && reserve.on_missing == machine::OnMissing::Refuse)
    return refusal(ErrorCode::NotFound);
  if (there == nullptr && created_ + 1 == INT64_MAX) return refusal(ErrorCode::Exhausted);
  if (there != nullptr && there->revision == INT64_MAX) return refusal(ErrorCode::Exhausted);
  Standing standing = there != nullptr ? *there : Standing{{}, 0, 0, ++created_};
  const auto first = place_for(standing.parameters, standing.current, reserve.count);
  if (!first) {
    if (there == nullptr) write(moment.index, reserve.name, standing);
    return refusal(ErrorCode::Exhausted);
  }
  const Wide last = *first + Wide{standing.parameters.increment} * (reserve.count - 1);
  standing.current = static_cast<std::int64_t>(last);
  standing.revision += 1;
  write(moment.index, reserve.name, standing);
  return machine::Reserved{.first = static_cast<std::int64_t>(*first),
                           .last = standing.current,
                           .count = reserve.count,
                           .increment = standing.parameters.increment,
                           .revision = standing.revision,
                           .incarnation = standing.incarnation};
}

Outcome Sequences::remove(const Moment& moment, const machine::SequenceDelete& remove) {
  const Standing* there = newest(remove.name);
  if (there == nullptr) return refusal(ErrorCode::NotFound);
  const std::uint64_t incarnation = there->incarnation;
  write(moment.index, remove.name, std::nullopt);
  return machine::Deleted{incarnation};
}

Outcome Sequences::query(const machine::Query& query, LogIndex at) const {
  if (const auto* it = std::get_if<machine::SequenceList>(&query)) return list(*it, at);
  const std::string& name = std::get<machine::SequenceGet>(query).name;
  const auto found = names_.find(name);
  const Standing* there = found == names_.end() ? nullptr : as_of(found->second, at);
  if (there == nullptr) return refusal(ErrorCode::NotFound);
  return machine::Found{told(name, *there)};
}

Outcome Sequences::list(const machine::SequenceList& list, LogIndex at) const {
  machine::Listed page;
  for (const auto& [name, versions] : names_) {
    if (name.substr(0, list.prefix.size()) != list.prefix) continue;
    if (list.after && name <= *list.after) continue;
    const Standing* there = as_of(versions, at);
    if (there == nullptr) continue;
    if (page.sequences.size() == list.limit) {
      page.more = true;
      return page;
    }
    page.sequences.push_back(told(name, *there));
  }
  return page;
}

const Sequences::Standing* Sequences::newest(const std::string& name) const {
  const auto found = names_.find(name);
  if (found == names_.end() || !found->second.back().standing) return nullptr;
  return &*found->second.back().standing;
}

const Sequences::Standing* Sequences::as_of(const Versions& versions, LogIndex at) {
  for (auto version = versions.rbegin(); version != versions.rend(); ++version)
    if (version->since <= at) return version->standing ? &*version->standing : nullptr;
  return nullptr;
}

void Sequences::write(LogIndex index, const std::string& name, std::optional<Standing> standing) {
  Versions& versions = names_[name];
  if (!versions.empty() && versions.back().since == index) {
    versions.back().standing = std::move(standing);
    return;
  }
  versions.push_back({index, std::move(standing)});
  // Of what nobody asks for any more the newest must stay: it is what the name was at the oldest index.
  constexpr std::size_t kFewVersions = 32;
  if (versions.size() < kFewVersions) return;
  auto stays = versions.begin();
  while (stays + 1 != versions.end() && (stays + 1)->since <= oldest_) ++stays;
  versions.erase(versions.begin(), stays);
}

machine::Sequence Sequences::told(const std::string& name, const Standing& standing) {
  return {name, standing.parameters, standing.current, standing.revision, standing.incarnation};
}

}  // namespace pawl::sim::model
