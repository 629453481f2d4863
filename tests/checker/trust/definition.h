#pragma once
// The definition, model by model, written from the description and apart from checker/model: what nobody was
// told is guessed at once and tried in every way. Few operations, every order.

#include <span>
#include <string_view>
#include <vector>

#include "checker/check.h"
#include "checker/history/history.h"
#include "tests/checker/decide/brute_force.h"

namespace pawl::checker::trust {

/// An operation and when it may take effect. With an answer and without an end, it may have taken effect and
/// then has that answer.
struct Happening {
  Operation operation;
  Interval interval;
};

/// The question: a model by name, what is asked of it, and the whole history of one object, which tells what
/// a model takes from all of it: whether the history creates a sequence, whether adds answer sums.
struct Question {
  std::string_view model;
  const CheckOptions& options;
  std::span<const Operation> whole;
};

/// Whether the operation says or does anything, by the options.
bool takes_part(const Question& question, const Operation& operation);

/// What is left of an operation of which nothing is known but what was asked.
Operation freed(const Operation& operation);

/// Whether there is an order of `happenings`, all of which take part.
bool has_order(const Question& question, std::span<const Happening> happenings);

/// Whether `order`, indexes of happenings, is one.
bool is_order(const Question& question, std::span<const Happening> happenings,
              std::span<const OpIndex> order);

}  // namespace pawl::checker::trust
