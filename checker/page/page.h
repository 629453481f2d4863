#pragma once
// The page: a history and its verdict as one self-contained HTML file that asks for nothing from outside. It
// shows what the result says and judges nothing itself.

#include <string>
#include <vector>

#include "checker/check.h"
#include "checker/history/history.h"

namespace pawl::checker {

struct PageInput {
  const History& history;
  const Result& result;
  /// What the page is about: usually the file's name.
  std::string title;
  /// By index of the operation: the state right after it in the order found, as text; empty where not known.
  /// Either one for every operation or none at all.
  std::vector<std::string> state_after;
  std::string initial_state;
};

/// The whole page. About 100 bytes an operation.
std::string history_page(const PageInput& input);

}  // namespace pawl::checker
