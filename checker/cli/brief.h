#pragma once
// A verdict said without the history beside it: because it was judged while it was read, or because the
// deadline leaves no time for more.

#include <cstdint>
#include <optional>
#include <string>

#include "checker/check.h"
#include "checker/cli/arguments.h"

namespace pawl::checker {

struct Brief {
  Verdict verdict = Verdict::Unknown;
  std::string model = {};                         ///< empty: not known yet
  std::string procedure = {};                     ///< who decided; empty: nobody
  std::optional<std::uint64_t> event_count = {};  ///< of a stream
  std::string key = {};     ///< of the object in question, as EDN; empty: there is only one
  std::string reason = {};  ///< empty if linearizable
  std::string budget = {};  ///< what ended, exactly if unknown
  std::string note = {};    ///< what was left undone; may be empty
};

/// The verdict in the form asked for, as text, JSON or EDN.
std::string report_brief(const Brief& brief, Output output);

}  // namespace pawl::checker
