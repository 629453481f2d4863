#pragma once
// The shipped models by name, and which of them a history speaks of.

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "checker/check.h"
#include "checker/search/judge.h"

namespace pawl::checker {

/// The factory of a named model, with the options' first state. An error says what is wrong: the
/// name, or a first state that is none of the model's.
std::expected<MachineFactory, std::string> find_model(std::string_view name, const CheckOptions& options);

/// Whether a model is one of transactions, which have levels.
bool is_of_transactions(std::string_view model);

}  // namespace pawl::checker
