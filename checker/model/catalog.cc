#include "checker/model/catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "checker/model/register.h"
#include "checker/model/sequencer.h"

namespace pawl::checker {
namespace {

using Made = std::expected<MachineFactory, std::string>;

Made make_register(const CheckOptions& options) {
  RegisterModel model;
  if (options.init) model.init = *options.init;
  model.nil_read = options.nil_read;
  model.cas_fail = options.cas_fail;
  return [model] { return make_machine(model); };
}

Made make_sequencer(const CheckOptions& options) {
  SequencerModel model;
  if (options.init) {
    if (!options.init->integer())
      return std::unexpected("the sequencer's --init is the last number handed out");
    model.start = *options.init->integer();
  }
  return [model] { return make_machine(model); };
}

struct Entry {
  std::string_view name;
  Made (*make)(const CheckOptions&);
};

constexpr Entry kModels[] = {
    {"sequencer", make_sequencer},
    {"register", make_register},
    {"cas-register", make_register},
};

// A model fits if the history has none but these functions, and one of `telling` at least.
struct Guess {
  std::string_view name;
  std::vector<Symbol> telling;
  std::vector<Symbol> others;
};

const std::vector<Guess>& guesses() {
  static const std::vector<Guess> all = {
      {"sequencer", {f::Next, f::Reserve}, {f::Read, f::Get, f::Create, f::Delete}},
      {"cas-register", {f::Write, f::Cas}, {f::Read}},
  };
  return all;
}

}  // namespace

std::vector<std::string_view> model_names() {
  std::vector<std::string_view> names;
  for (const Entry& entry : kModels) names.push_back(entry.name);
  return names;
}

std::expected<MachineFactory, std::string> find_model(std::string_view name, const CheckOptions& options) {
  for (const Entry& entry : kModels) {
    if (entry.name == name) return entry.make(options);
  }
  std::string known;
  for (const Entry& entry : kModels) known += (known.empty() ? "" : ", ") + std::string(entry.name);
  return std::unexpected(fmt::format("there is no model '{}'; there are: {}", name, known));
}

std::optional<std::string_view> guess_model(const History& history) {
  std::set<Symbol> seen;
  for (const Operation& operation : history.operations) seen.insert(operation.f);
  for (const Guess& guess : guesses()) {
    const auto tells = [&](Symbol f) { return std::ranges::find(guess.telling, f) != guess.telling.end(); };
    const auto fits = [&](Symbol f) {
      return tells(f) || std::ranges::find(guess.others, f) != guess.others.end();
    };
    if (std::ranges::any_of(seen, tells) && std::ranges::all_of(seen, fits)) return guess.name;
  }
  return std::nullopt;
}

}  // namespace pawl::checker
