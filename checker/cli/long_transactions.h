#pragma once
// Long histories of transactions, of which nothing but their log is held.

#include <expected>
#include <functional>
#include <optional>

#include "checker/check.h"
#include "checker/history/event_reader.h"

namespace pawl::checker {

/// Reads the history to its end and judges it. Nothing: it must be judged as a whole, because it is not one
/// of plain transactions, or because their dependencies leave the level open.
std::expected<std::optional<Result>, Damage> judge_long_transactions(
    EventReader& reader, const CheckOptions& options, const std::function<void(double)>& progress);

}  // namespace pawl::checker
