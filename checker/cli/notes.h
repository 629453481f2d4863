#pragma once
// What a reader of the verdict should know beside it: what was not judged and why, and what may be wrong with
// the question rather than with the history. Sentences, for people.

#include <string>
#include <vector>

#include "checker/check.h"
#include "checker/history/account.h"
#include "checker/history/history.h"

namespace pawl::checker {

/// The first part with this verdict; null: there is none.
const PartResult* first_of(const Result& result, Verdict verdict);

/// What was passed over, in one sentence; nothing if all was judged.
std::vector<std::string> notes_of(const Account& account);

/// All that is to be said beside the verdict of this history.
std::vector<std::string> notes_of(const History& history, const Result& result, const CheckOptions& options);

}  // namespace pawl::checker
